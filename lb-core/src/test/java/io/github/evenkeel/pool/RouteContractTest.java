package io.github.evenkeel.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.evenkeel.CallContext;
import io.github.evenkeel.Outcome;
import io.github.evenkeel.select.Penalty;
import io.github.evenkeel.select.Selector;
import io.github.evenkeel.select.Selectors;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What routes ask of every selector. */
@ParameterizedClass(name = "{0}")
@MethodSource("selectors")
class RouteContractTest {
    private static final CallContext ORDERS = CallContext.any().withRoute("GET /orders");
    private static final CallContext STOCK = CallContext.any().withRoute("GET /stock");
    private final OnRoutes bench;

    static Stream<Selector> selectors() {
        return Stream.of(
                Selectors.adaptive(),
                Selectors.leastConnections(),
                Selectors.powerOfTwoChoices(),
                Selectors.peakEwma(),
                Selectors.roundRobin(),
                Selectors.weightedRoundRobin(),
                Selectors.random(),
                Selectors.weightedRandom(),
                Selectors.consistentHash(),
                Selectors.consistentHash().bounded(1.25),
                Selectors.rendezvousHash(),
                Selectors.maglevHash(),
                Selectors.ringHash(),
                Selectors.sticky(Selectors.leastConnections()),
                Selectors.subset(3, "client", Selectors.adaptive()));
    }

    RouteContractTest(Selector selector) {
        bench = new OnRoutes(2, builder -> builder.selector(selector), "a", "b", "c");
    }

    /** By calls with keys and without. */
    private Set<String> picked(String route) {
        Set<String> ids = new TreeSet<>();
        for (int i = 0; i < 300; i++) {
            CallContext keyed = CallContext.forKey("key " + i);
            ids.add(bench.pick(keyed.withRoute(route)));
            ids.add(bench.pick(CallContext.any().withRoute(route)));
        }
        return ids;
    }

    private void avoidA() {
        bench.calls("a", STOCK, 5, Outcome.SUCCESS);
        bench.calls("a", ORDERS, 5, Bench.BAD);
        bench.time.advance(Penalty.FADE);
    }

    @Test
    void whoIsAvoidedOnARouteGetsNoneOfItsCallsAndAllOthers() {
        assertThat(picked("GET /orders")).containsExactly("a", "b", "c");
        avoidA();
        assertThat(picked("GET /orders")).containsExactly("b", "c");
        assertThat(picked("GET /stock")).containsExactly("a", "b", "c");
    }

    @Test
    void ofTheOthersEachServesTheRouteUntilNobodyIsLeft() {
        avoidA();
        bench.pool.maintenance("b");
        assertThat(picked("GET /orders")).containsExactly("c");
        bench.pool.maintenance("c");
        assertThat(picked("GET /orders")).containsExactly("a");
    }
}

package io.github.evenkeel.pool;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.github.evenkeel.CallContext;
import io.github.evenkeel.Outcome;
import io.github.evenkeel.health.OutlierDetection;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a pool keeps of its members on its routes has a limit. */
class LegsTest {
    private static final int ROUTES = 101;
    private static final int MEMBERS = 100;
    private static final Duration SWEEP = Duration.ofSeconds(11);
    private final OnRoutes bench = new OnRoutes(
            1,
            builder -> builder.outlierDetection(OutlierDetection.defaults().withRoutes(ROUTES)),
            IntStream.range(0, MEMBERS).mapToObj(i -> "m" + i).toArray(String[]::new));

    private static CallContext context(int route) {
        return CallContext.any().withRoute("route " + route);
    }

    /** How many legs there are, once each member had a call of each route. */
    private int legs() {
        Routes routes = bench.pool.control.routes();
        int legs = 0;
        for (int route = 0; route < ROUTES; route++) {
            Route known = routes.of(context(route));
            for (int member = 0; member < MEMBERS; member++) {
                Member one = bench.pool.control.find("m" + member);
                if (one != null && known.leg(one, bench.time.now()) != null) legs++;
            }
        }
        return legs;
    }

    @Test
    void thereAreNoMoreThanThePoolMayHave() {
        assertThat(legs()).isEqualTo(Routes.MOST_LEGS).isLessThan(ROUTES * MEMBERS);
        CallContext last = context(ROUTES - 1);
        bench.calls("m99", last, 5, Outcome.SUCCESS);
        bench.calls("m99", last, 5, Bench.BAD);
        assertThat(bench.avoided(last)).isEmpty();
        assertThat(bench.member("m99").left()).as("judged as a whole").isNotNull();
    }

    @Test
    void thoseOfAMemberThatLeftMakePlace() {
        legs();
        bench.pool.remove("m0");
        bench.time.advance(SWEEP);
        assertThat(legs()).isEqualTo(ROUTES * (MEMBERS - 1)).isLessThan(Routes.MOST_LEGS);
    }

    @Test
    void thoseThatAreIdleCostASweepNextToNothing() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        legs();
        bench.time.advance(SWEEP);
        long before = threads.getCurrentThreadAllocatedBytes();
        bench.time.advance(SWEEP);
        long perLeg = (threads.getCurrentThreadAllocatedBytes() - before) / Routes.MOST_LEGS;
        assertThat(perLeg).isLessThan(200);
        assertThat(bench.pool.status().routes()).hasSize(ROUTES - 1);
    }
}

package io.github.evenkeel.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.evenkeel.CallContext;
import io.github.evenkeel.LoadReport;
import io.github.evenkeel.Outcome;
import io.github.evenkeel.health.OutlierDetection;
import io.github.evenkeel.select.Selector;
import io.github.evenkeel.select.Selectors;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Settings that are legal and known to hurt: each at its bound and beside it, alone and with what is measured. */
class AdviceTest {
    private static final Duration SWEEP = Duration.ofSeconds(11);

    private static Arguments on(String warning, UnaryOperator<BackendPool.Builder> settings) {
        return Arguments.of(warning, settings);
    }

    private static OutlierDetection all() {
        return OutlierDetection.defaults().withMaxEjected(1);
    }

    static Stream<Arguments> dangerous() {
        return Stream.of(
                on(
                        "outlierDetection: off (a backend that answers its probes and fails its calls stays in;"
                                + " defaults(), or observeOnly() to look on first)",
                        pool -> pool.outlierDetection(OutlierDetection.off())),
                on(
                        "minimumHealthy: 2 with 2 members (nothing can ever be ejected; at most 1)",
                        pool -> pool.minimumHealthy(2)),
                on(
                        "maxEjected: 1 without panic (a fault that all share puts out one after the other, and their"
                                + " calls fall on those left; 0.5, or panicBelow above 0)",
                        pool -> pool.outlierDetection(all()).panicBelow(0)),
                on(
                        "maxEjected: 1 without panic (a fault that all share puts out one after the other, and their"
                                + " calls fall on those left; 0.5, or panicBelow above 0)",
                        pool -> pool.outlierDetection(all()).failFast()),
                on(
                        "failFast: on (when every probe fails at once, every call fails; panicBelow 0.5, unless an"
                                + " error is better than a backend in doubt)",
                        BackendPool.Builder::failFast),
                on(
                        "panicBelow: 0 (a mass failure of probes leaves all the load on the members that are left; 0.5"
                                + " is usual)",
                        pool -> pool.panicBelow(0)),
                on(
                        "panicBelow: 0.51 with 2 members (one that is out is panic already, in which it gets calls"
                                + " again; at most 0.50)",
                        pool -> pool.panicBelow(0.51)),
                on(
                        "drainTimeout: 0 (whoever is removed has its calls in flight cut; slightly above the longest"
                                + " legitimate call)",
                        pool -> pool.drainTimeout(Duration.ZERO)));
    }

    @ParameterizedTest
    @MethodSource("dangerous")
    void whatIsLegalAndHurtsIsInTheStatusFromTheStart(String warning, UnaryOperator<BackendPool.Builder> settings) {
        assertThat(new Bench(1, settings, "a", "b").pool.status().warnings()).contains(warning);
    }

    @Test
    void theDefaultsAndWhatIsJustInsideTheBoundsAreNotWarnedOf() {
        assertThat(warnings(new Bench(1, "a", "b"))).isEmpty();
        UnaryOperator<BackendPool.Builder> inside = pool -> pool.panicBelow(0.5)
                .minimumHealthy(1)
                .outlierDetection(all())
                .drainTimeout(Duration.ofNanos(1))
                .selector(Selectors.roundRobin());
        assertThat(warnings(new Bench(1, inside, "a", "b"))).isEmpty();
        UnaryOperator<BackendPool.Builder> looksOn =
                pool -> pool.panicBelow(0).outlierDetection(all().withMode(OutlierDetection.Mode.OBSERVE));
        assertThat(warnings(new Bench(1, looksOn, "a", "b"))).hasSize(1).allMatch(each -> each.startsWith("panicB"));
    }

    private static List<String> warnings(Bench bench) {
        return bench.pool.status().warnings();
    }

    @Test
    void whatBecomesDangerousWhileThePoolRunsIsAnEventOnceAndInTheStatusWhileItHolds() {
        Bench bench = new Bench(1, pool -> pool.minimumHealthy(2), "a", "b", "c");
        assertThat(warnings(bench)).isEmpty();
        for (int i = 0; i < 3; i++) {
            bench.pool.remove("c");
            assertThat(warnings(bench)).hasSize(1);
            bench.time.advance(SWEEP);
            bench.pool.add(Bench.backend("c"));
            assertThat(warnings(bench)).isEmpty();
            bench.time.advance(SWEEP);
        }
        assertThat(advice(bench))
                .containsExactly(
                        new Advice("minimumHealthy", "2 with 2 members", "nothing can ever be ejected", "at most 1"));
    }

    private static List<Advice> advice(Bench bench) {
        return bench.events(PoolEvent.Advised.class).stream()
                .map(PoolEvent.Advised::advice)
                .toList();
    }

    @Test
    void aCallThatOutlastsTheDrainTimeoutIsWarnedOfEvenWhenItIsOver() {
        Bench bench = new Bench(1, pool -> pool.drainTimeout(Duration.ofSeconds(20)), "a", "b");
        Lease call = bench.open("a");
        bench.time.advance(Duration.ofSeconds(20));
        assertThat(warnings(bench)).isEmpty();
        bench.time.advance(SWEEP);
        assertThat(warnings(bench))
                .singleElement()
                .asString()
                .matches("drainTimeout: 20 s with a call of (2\\d|3[01])(\\.\\d)? s \\(such calls are cut when their"
                        + " member is removed; slightly above the longest legitimate call\\)");
        call.close();
        bench.time.advance(SWEEP);
        assertThat(warnings(bench)).hasSize(1);
        assertThat(advice(bench)).hasSize(1);
    }

    static Stream<Selector> blind() {
        return Stream.of(
                Selectors.roundRobin(),
                Selectors.weightedRoundRobin(),
                Selectors.random(),
                Selectors.weightedRandom(),
                Selectors.sticky(Selectors.roundRobin()));
    }

    @ParameterizedTest
    @MethodSource("blind")
    void turnsAndChanceAreWarnedOfWhereAsManyCallsAsMembersStayOpen(Selector selector) {
        Bench bench = new Bench(1, pool -> patient(pool).selector(selector), "a", "b", "c");
        List<Lease> streams = new ArrayList<>(List.of(bench.open("a"), bench.open("b")));
        bench.time.advance(Duration.ofMinutes(1));
        assertThat(warnings(bench)).as("two of three").isEmpty();
        streams.add(bench.open("c"));
        bench.time.advance(Duration.ofMinutes(1));
        assertThat(warnings(bench))
                .containsExactly("selector: " + selector.name() + " with 3 calls open for 30 s and more (whoever has"
                        + " served longest collects them, and one that joins gets no more than its turn;"
                        + " leastConnections() or adaptive())");
        assertThat(advice(bench)).hasSize(1);
        streams.forEach(Lease::close);
    }

    private static BackendPool.Builder patient(BackendPool.Builder pool) {
        return pool.drainTimeout(Duration.ofHours(1));
    }

    @Test
    void whoGoesByCallsInFlightMayHaveLongOnes() {
        Bench bench = new Bench(1, AdviceTest::patient, "a", "b");
        List<Lease> streams = List.of(bench.open("a"), bench.open("b"), bench.open("b"));
        bench.time.advance(Duration.ofMinutes(1));
        assertThat(warnings(bench)).isEmpty();
        streams.forEach(Lease::close);
    }

    /** Calls on each, a report with each. */
    private static void busy(Bench bench, double utilisation) {
        for (var backend : bench.pool.backends()) {
            try (Lease lease = bench.open(backend.id())) {
                lease.reported(LoadReport.ofUtilisation(utilisation));
                lease.responded(Outcome.SUCCESS);
            }
        }
        bench.time.advance(SWEEP);
    }

    @Test
    void noHeadroomForTheLossOfOneIsWarnedOfWhileTheMembersSaySo() {
        Bench bench = new Bench(1, "a", "b", "c", "d");
        busy(bench, 0.74);
        assertThat(warnings(bench)).as("three at 99 %").isEmpty();
        for (int i = 0; i < 100; i++) busy(bench, 0.76);
        assertThat(warnings(bench))
                .containsExactly("backends: 4, 76 % busy (without the largest the others would be 101 % busy; add"
                        + " backends until one can fail unnoticed)");
        assertThat(advice(bench)).hasSize(1);
        bench.time.advance(Duration.ofMinutes(1));
        assertThat(warnings(bench)).as("nothing is said any more").isEmpty();
    }

    @Test
    void theLargestOfUnequalMembersIsTheOneToDoWithout() {
        Bench bench = new Bench(1, pool -> pool.backend(Bench.backend("large").withWeight(2)), "a", "b");
        busy(bench, 0.51);
        assertThat(warnings(bench)).singleElement().asString().contains("3, 51 % busy", "102 % busy");
    }

    @Test
    void whereOneDoesNotSayOrIsOutNothingIsKnownOfHeadroom() {
        Bench bench = new Bench(1, "a", "b");
        try (Lease lease = bench.open("a")) {
            lease.reported(LoadReport.ofUtilisation(0.9));
        }
        bench.time.advance(SWEEP);
        assertThat(warnings(bench)).isEmpty();
        busy(bench, 0.9);
        assertThat(warnings(bench)).hasSize(1);
        bench.pool.maintenance("b");
        busy(bench.pool, bench);
        assertThat(warnings(bench)).isEmpty();
    }

    private static void busy(BackendPool pool, Bench bench) {
        try (Lease lease = pool.acquire(CallContext.any())) {
            lease.reported(LoadReport.ofUtilisation(0.9));
        }
        bench.time.advance(SWEEP);
    }

    @Test
    void membersThatAllRefuseCallsHaveNoHeadroom() {
        Bench bench = new Bench(1, "a", "b");
        refuse(bench, "a");
        bench.calls("b", 100, Outcome.SUCCESS);
        bench.time.advance(SWEEP);
        assertThat(warnings(bench)).as("the other has room").isEmpty();
        refuse(bench, "a");
        refuse(bench, "b");
        bench.time.advance(SWEEP);
        assertThat(warnings(bench))
                .containsExactly("backends: 2, each refusing 2 % of its calls at least (they are at their limit while"
                        + " all of them serve; add backends until one can fail unnoticed)");
        assertThat(advice(bench)).hasSize(1);
    }

    private static void refuse(Bench bench, String id) {
        bench.calls(id, 98, Outcome.SUCCESS);
        bench.calls(id, 2, Outcome.ofStatus(429));
    }

    @Test
    void anAdviceWithoutWordsIsNone() {
        assertThatThrownBy(() -> new Advice("a", "b", "c", " "))
                .hasMessage("remedy: \" \" (expected: a text that is not blank)");
    }
}

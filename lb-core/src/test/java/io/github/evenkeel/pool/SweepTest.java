package io.github.evenkeel.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.evenkeel.CallContext;
import io.github.evenkeel.Outcome;
import io.github.evenkeel.health.OutlierDetection;
import io.github.evenkeel.health.Status;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a pool does with what its sweeps find. When a sweep judges what, is the detectors' own tests'. */
class SweepTest {
    /** At the end of it at least one sweep has come, of 9 to 11 s. */
    private static final Duration SWEEP = Duration.ofSeconds(11);

    private static final OutlierDetection RULES = OutlierDetection.defaults();
    private static final OutlierDetection LATENCY = RULES.withLatency(3, Duration.ofMillis(50), 50);

    private static Bench bench(OutlierDetection rules, String... ids) {
        return new Bench(4, builder -> builder.outlierDetection(rules), ids);
    }

    /** Good calls, with a bad one after each {@code good} of them, so that no run is long. */
    private static void mixed(Bench bench, String id, int calls, int good) {
        for (int i = 1; i <= calls; i++) bench.call(id, i % (good + 1) == 0 ? Bench.BAD : Outcome.SUCCESS);
    }

    /** Calls that overlap and are all answered after this time. */
    private static void answers(Bench bench, String id, int calls, Duration after) {
        Lease[] leases = new Lease[calls];
        for (int i = 0; i < calls; i++) leases[i] = bench.open(id);
        bench.time.advance(after);
        for (Lease lease : leases) {
            lease.responded(Outcome.SUCCESS);
            lease.close();
        }
    }

    @Test
    void whoFailsMoreThanTheRestGoesWithItsEvidence() {
        Bench bench = bench(RULES, "a", "b", "c");
        mixed(bench, "a", 100, 1);
        bench.calls("b", 100, Outcome.SUCCESS);
        bench.calls("c", 100, Outcome.SUCCESS);
        bench.time.runDue();
        assertThat(bench.member("a").status()).isEqualTo(Status.HEALTHY);
        bench.time.advance(SWEEP);
        assertThat(bench.member("a").why())
                .startsWith("error rate 50 % of 100 calls, the rest's 0 %: 50 x FAILURE; ejection no. 1");
        assertThat(bench.events(PoolEvent.MemberEjected.class)).hasSize(1);
        assertThat(bench.picked()).containsExactly("b", "c");
    }

    @Test
    void whoAlwaysFailsGoesThoughTheRestDoesLittle() {
        Bench bench = bench(RULES.withErrorRate(false).withConsecutiveFaults(1000), "a", "b");
        bench.calls("a", 50, Bench.BAD);
        bench.time.advance(SWEEP);
        assertThat(bench.member("a").why()).startsWith("100 % of 50 calls failed");
    }

    @Test
    void whoIsSlowerThanTheOthersGoes() {
        Bench bench = bench(LATENCY, "a", "b", "c");
        answers(bench, "b", 400, Duration.ofMillis(100));
        answers(bench, "c", 400, Duration.ofMillis(100));
        answers(bench, "a", 60, Duration.ofMillis(500));
        bench.time.advance(SWEEP);
        assertThat(bench.member("a").why()).startsWith("p95 ").contains("the others'");
        assertThat(bench.member("a").left()).isNotNull();
    }

    @Test
    void whoBecameSlowGoesThoughItIsNoSlowerThanSomeAlwaysWere() {
        Bench bench = bench(LATENCY, "a", "b", "c");
        for (int sweep = 0; sweep < 3; sweep++) {
            answers(bench, "a", 60, Duration.ofMillis(100));
            answers(bench, "b", 60, Duration.ofMillis(200));
            answers(bench, "c", 60, Duration.ofMillis(200));
            bench.time.advance(SWEEP);
        }
        answers(bench, "a", 60, Duration.ofMillis(500));
        answers(bench, "b", 120, Duration.ofMillis(200));
        answers(bench, "c", 120, Duration.ofMillis(200));
        bench.time.advance(SWEEP);
        assertThat(bench.member("a").why()).startsWith("p95 ").contains("a minute ago");
        assertThat(bench.events(PoolEvent.MemberEjected.class)).hasSize(1);
    }

    @Test
    void fewCallsAreCarriedOverUntilTheyAreEnough() {
        Bench bench = bench(RULES, "a", "b", "c");
        for (int sweep = 0; sweep < 2; sweep++) {
            assertThat(bench.events(PoolEvent.MemberEjected.class)).isEmpty();
            mixed(bench, "a", 18, 1);
            bench.calls("b", 40, Outcome.SUCCESS);
            bench.calls("c", 40, Outcome.SUCCESS);
            bench.time.advance(SWEEP);
        }
        assertThat(bench.member("a").why()).startsWith("error rate 50 % of 36 calls");
    }

    @Test
    void theWorstGoFirstAndTheLimitKeepsTheOthersIn() {
        Bench bench = bench(RULES.withMaxEjected(0.2), "a", "b", "c", "d", "e", "f");
        mixed(bench, "a", 100, 2);
        mixed(bench, "b", 100, 1);
        for (String id : List.of("c", "d", "e", "f")) bench.calls(id, 100, Outcome.SUCCESS);
        bench.time.advance(SWEEP);
        assertThat(bench.member("b").status()).isEqualTo(Status.EJECTED);
        assertThat(bench.member("a").inRotation()).isTrue();
        assertThat(bench.member("a").why()).startsWith("error rate 33 %").endsWith("for no more may be ejected");
        assertThat(bench.events(PoolEvent.EjectionDenied.class)).hasSize(1);
        for (String id : List.of("a", "c", "d", "e", "f")) bench.calls(id, 100, Outcome.SUCCESS);
        bench.time.advance(SWEEP);
        assertThat(bench.member("a").why()).as("well again").isEmpty();
    }

    @Test
    void theMinimumOfHealthyMembersHoldsAgainstSweeps() {
        Bench bench = new Bench(4, builder -> builder.minimumHealthy(2).panicBelow(0), "a", "b");
        mixed(bench, "a", 100, 1);
        bench.calls("b", 100, Outcome.SUCCESS);
        bench.time.advance(SWEEP);
        assertThat(bench.events(PoolEvent.EjectionDenied.class)).hasSize(1);
        assertThat(bench.member("a").left()).isNull();
    }

    @Test
    void observingTellsOnceUntilTheMemberIsWellAndEjectsNobody() {
        Bench bench = bench(OutlierDetection.observeOnly(), "a", "b", "c");
        mixed(bench, "a", 100, 1);
        bench.calls("b", 100, Outcome.SUCCESS);
        bench.calls("c", 100, Outcome.SUCCESS);
        bench.time.advance(SWEEP);
        assertThat(bench.events(PoolEvent.EjectionObserved.class))
                .singleElement()
                .satisfies(event -> assertThat(event.evidence().rule()).startsWith("error rate 50 %"));
        assertThat(bench.picked()).containsExactly("a", "b", "c");
        for (int sweep = 0; sweep < 3; sweep++) {
            mixed(bench, "a", 100, 1);
            bench.calls("b", 100, Outcome.SUCCESS);
            bench.calls("c", 100, Outcome.SUCCESS);
            bench.time.advance(SWEEP);
        }
        assertThat(bench.events(PoolEvent.EjectionObserved.class)).hasSize(1);
        for (String id : List.of("a", "b", "c")) bench.calls(id, 100, Outcome.SUCCESS);
        bench.time.advance(SWEEP);
        mixed(bench, "a", 100, 1);
        bench.calls("b", 100, Outcome.SUCCESS);
        bench.calls("c", 100, Outcome.SUCCESS);
        bench.time.advance(SWEEP);
        assertThat(bench.events(PoolEvent.EjectionObserved.class)).hasSize(2);
    }

    @Test
    void switchedOffNothingIsJudgedAndCallsAreCounted() {
        Bench bench = bench(OutlierDetection.off().withSlowAfter(Duration.ofMillis(1)), "a", "b");
        mixed(bench, "a", 100, 1);
        answers(bench, "b", 100, Duration.ofSeconds(1));
        bench.time.advance(SWEEP);
        assertThat(bench.events(PoolEvent.MemberEjected.class)).isEmpty();
        assertThat(bench.member("a").recent().errors()).isEqualTo(0.5);
        assertThat(bench.member("b").faults()).isZero();
    }

    @Test
    void whoReturnsStartsAnew() {
        Bench bench = bench(RULES.withTrial(0, Duration.ofSeconds(30)), "a", "b", "c");
        mixed(bench, "a", 99, 1);
        bench.calls("b", 100, Outcome.SUCCESS);
        bench.calls("c", 100, Outcome.SUCCESS);
        bench.eject("a"); // with half its calls failed, none of which may be held against it later
        bench.time.advance(Duration.ofSeconds(34));
        assertThat(bench.member("a").recent().calls()).isZero();
        bench.calls("a", 60, Outcome.SUCCESS);
        bench.time.advance(SWEEP);
        assertThat(bench.member("a").status()).isEqualTo(Status.HEALTHY);
        assertThat(bench.member("a").recent().calls()).isEqualTo(60);
        assertThat(bench.member("a").recent().errors()).isZero();
    }

    // ---- the run that ejects, against the rest

    @Test
    void fiveInARowAreNothingWhereTheRestFailsToo() {
        Bench bench = bench(RULES, "a", "b", "c");
        mixed(bench, "b", 21, 4); // the last one is good
        mixed(bench, "c", 21, 4);
        bench.calls("a", 8, Bench.BAD); // at one in five, a chance of 2.6 in a million
        bench.time.runDue();
        assertThat(bench.member("a").status()).isEqualTo(Status.HEALTHY);
        int more = 0;
        for (; bench.member("a").inRotation(); more++) bench.call("a", Bench.BAD);
        assertThat(more).isLessThan(20);
    }

    @Test
    void whatTheRestFailedInTheLastMinuteCounts() {
        Bench bench = bench(RULES, "a", "b", "c");
        for (String id : List.of("a", "b", "c")) mixed(bench, id, 101, 4);
        bench.time.advance(SWEEP);
        bench.calls("a", 8, Bench.BAD);
        bench.time.runDue();
        assertThat(bench.member("a").status()).isEqualTo(Status.HEALTHY);
    }

    @Test
    void whatBeginsForAllAtOnceEjectsNobody() {
        Bench bench = bench(RULES, "a", "b", "c", "d", "e");
        for (String id : List.of("a", "b", "c", "d", "e")) bench.calls(id, 2000, Outcome.SUCCESS);
        bench.call("b", Bench.BAD);
        bench.call("c", Bench.BAD);
        bench.calls("a", 8, Bench.BAD);
        bench.time.runDue();
        assertThat(bench.member("a").status()).isEqualTo(Status.HEALTHY);
    }

    /** Elsewhere a host without calls counted as one whose calls all succeed, and made those that are called look bad. */
    @Test
    void whoHasNoCallsIsNoGoodExample() {
        String[] ids = IntStream.range(0, 20).mapToObj(i -> "m" + (10 + i)).toArray(String[]::new);
        Bench bench = bench(RULES, ids);
        for (int i = 0; i < 4; i++) mixed(bench, ids[i], 100, 1);
        bench.time.advance(SWEEP);
        assertThat(bench.events(PoolEvent.MemberEjected.class)).isEmpty();
        // They are where others are called too, and well.
        for (int i = 0; i < 4; i++) mixed(bench, ids[i], 100, 1);
        for (int i = 4; i < 20; i++) bench.calls(ids[i], 100, Outcome.SUCCESS);
        bench.time.advance(SWEEP);
        assertThat(bench.events(PoolEvent.MemberEjected.class)).hasSize(4);
    }

    @Test
    void twoThatDieAtOnceDoNotExcuseEachOther() {
        Bench bench = bench(RULES, "a", "b", "c", "d", "e");
        for (String id : List.of("c", "d", "e")) bench.calls(id, 20, Outcome.SUCCESS);
        for (int i = 0; i < 5; i++) {
            bench.call("a", Bench.BAD);
            bench.call("b", Bench.BAD);
        }
        bench.time.runDue();
        assertThat(bench.member("a").status()).isEqualTo(Status.EJECTED);
        assertThat(bench.member("b").status()).isEqualTo(Status.EJECTED);
    }

    // ---- the user's objective

    @Test
    void anAnswerIsSlowFromOneNanosecondAfterTheObjectiveOn() {
        Bench bench = bench(RULES.withSlowAfter(Duration.ofMillis(200)), "a", "b", "c");
        answers(bench, "a", 3, Duration.ofMillis(200));
        assertThat(bench.member("a").outcomes()).containsEntry(Outcome.Kind.SUCCESS, 3L);
        answers(bench, "a", 5, Duration.ofMillis(200).plusNanos(1));
        bench.time.runDue();
        assertThat(bench.member("a").outcomes()).containsEntry(Outcome.Kind.SUCCESS, 3L);
        assertThat(bench.member("a").why()).startsWith("5 in a row: 5 x SLOW");
    }

    @Test
    void onlyGoodAnswersBecomeSlow() {
        Bench bench = bench(RULES.withSlowAfter(Duration.ofMillis(200)), "a", "b");
        Lease late = bench.open("a");
        bench.time.advance(Duration.ofSeconds(1));
        late.responded(Outcome.CLIENT_ERROR);
        assertThat(bench.member("a").outcomes())
                .containsEntry(Outcome.Kind.CLIENT_ERROR, 1L)
                .containsEntry(Outcome.Kind.SLOW, 0L);
    }

    // ---- what is shown

    @Test
    void theStatusTellsOfTheLastMinute() {
        Bench bench = bench(RULES, "a", "b");
        answers(bench, "a", 96, Duration.ofMillis(100));
        bench.calls("a", 4, Bench.BAD);
        answers(bench, "b", 50, Duration.ofMillis(100));
        assertThat(bench.member("a").recent().calls()).isZero();
        bench.time.advance(SWEEP);
        RecentCalls recent = bench.member("a").recent();
        assertThat(recent.calls()).isEqualTo(100);
        assertThat(recent.errors()).isEqualTo(0.04);
        assertThat(recent.share()).isEqualTo(2);
        for (Duration quantile : List.of(recent.p50(), recent.p95(), recent.p99())) {
            assertThat(quantile).isBetween(Duration.ofMillis(80), Duration.ofMillis(125));
        }
        assertThat(bench.member("b").recent().share()).isEqualTo(0.5);
        assertThat(bench.pool.status().toString()).contains("4.0 %").contains("2.0 x");
    }

    @Test
    void aMemberThatGetsTwiceWhatItsPeersGetIsToldOfOnceASweep() {
        Bench bench = bench(RULES, "a", "b");
        bench.calls("a", 300, Outcome.SUCCESS);
        bench.calls("b", 100, Outcome.SUCCESS);
        bench.time.advance(SWEEP);
        assertThat(bench.events(PoolEvent.Skewed.class)).singleElement().satisfies(event -> {
            assertThat(event.backend().id()).isEqualTo("a");
            assertThat(event.times()).isEqualTo(3);
            assertThat(event.calls()).isEqualTo(300);
        });
        bench.time.advance(SWEEP);
        assertThat(bench.events(PoolEvent.Skewed.class)).as("no calls, no skew").hasSize(1);
    }

    @Test
    void aShareByWeightOrOfFewCallsOrOfAnotherZoneIsNoSkew() {
        Bench weighted = new Bench(
                4, builder -> builder.backend(Bench.backend("a").withWeight(3)).backend(Bench.backend("b")));
        weighted.calls("a", 300, Outcome.SUCCESS);
        weighted.calls("b", 100, Outcome.SUCCESS);
        weighted.time.advance(SWEEP);
        Bench few = bench(RULES, "a", "b");
        few.calls("a", 99, Outcome.SUCCESS);
        few.time.advance(SWEEP);
        Bench zones = new Bench(
                4,
                builder -> builder.zone("1")
                        .backend(Bench.backend("a").withZone("1"))
                        .backend(Bench.backend("b")));
        zones.calls("a", 300, Outcome.SUCCESS);
        zones.time.advance(SWEEP);
        for (Bench bench : List.of(weighted, few, zones)) {
            assertThat(bench.events(PoolEvent.Skewed.class)).isEmpty();
        }
        few.calls("a", 100, Outcome.SUCCESS);
        few.time.advance(SWEEP);
        assertThat(few.events(PoolEvent.Skewed.class)).hasSize(1);
    }

    @Test
    void whereNoZoneIsPreferredOneThatGetsAllCallsIsASkew() {
        Bench bench = new Bench(
                4, builder -> builder.backend(Bench.backend("a").withZone("1")).backend(Bench.backend("b")));
        bench.calls("a", 300, Outcome.SUCCESS);
        bench.time.advance(SWEEP);
        assertThat(bench.events(PoolEvent.Skewed.class)).hasSize(1);
    }

    @Test
    void whatCallersGaveUpCountsOnlyWhereTheyWaitedLongerThanUsual() {
        Bench bench = bench(RULES, "a", "b");
        answers(bench, "a", 100, Duration.ofMillis(100));
        for (int i = 0; i < 100; i++) {
            try (Lease lease = bench.open("a")) {
                lease.responded(Outcome.CANCELLED); // at once
            }
        }
        bench.time.advance(SWEEP);
        assertThat(bench.member("a").recent().calls()).isEqualTo(100);
        assertThat(bench.member("a").recent().p50()).isGreaterThan(Duration.ofMillis(80));
        assertThat(bench.pool.acquire(CallContext.any())).isNotNull();
    }
}

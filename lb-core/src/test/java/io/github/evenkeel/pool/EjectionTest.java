package io.github.evenkeel.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.evenkeel.CallContext;
import io.github.evenkeel.NoBackendAvailableException;
import io.github.evenkeel.Outcome;
import io.github.evenkeel.health.OutlierDetection;
import io.github.evenkeel.health.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@ValueSource(longs = {1, 2, 3, 4})
class EjectionTest {
    private final long seed;

    EjectionTest(long seed) {
        this.seed = seed;
    }

    /** Members return when their time is over: what a trial asks of them is {@link TrialTest}'s. */
    private static final OutlierDetection UNTRIED = OutlierDetection.defaults().withTrial(0, Duration.ofSeconds(30));

    private Bench pool(String... ids) {
        return pool(UNTRIED, ids);
    }

    private Bench pool(OutlierDetection rules, String... ids) {
        return new Bench(seed, builder -> builder.outlierDetection(rules), ids);
    }

    @Test
    void anEjectionHoldsForTheVeryNextPickBeforeTheControlPlaneRan() {
        Bench bench = pool("a", "b", "c");
        bench.calls("a", 5, Bench.BAD);
        for (int i = 0; i < 300; i++) {
            try (Lease lease = bench.pool.acquire(CallContext.any())) {
                assertThat(lease.backend().id()).isNotEqualTo("a");
                lease.responded(Outcome.SUCCESS);
            }
        }
        assertThat(bench.events(PoolEvent.StatusChanged.class))
                .singleElement()
                .satisfies(event -> assertThat(event.why()).startsWith("5 in a row: 5 x FAILURE 500; ejection no. 1"));
    }

    @Test
    void fourFaultsOrAGoodAnswerInBetweenEjectNobody() {
        Bench bench = pool("a", "b", "c");
        bench.calls("a", 4, Bench.BAD);
        bench.call("a", Outcome.SUCCESS);
        bench.calls("a", 4, Outcome.TIMEOUT);
        bench.call("a", Outcome.CLIENT_ERROR);
        bench.calls("a", 4, Outcome.RESET);
        bench.call("a", Outcome.CANCELLED);
        bench.calls("b", 50, Outcome.CLIENT_ERROR);
        bench.calls("c", 50, Outcome.CANCELLED);
        bench.calls("c", 50, Outcome.ofStatus(429));
        bench.time.runDue();
        assertThat(bench.pool.status().members()).allMatch(member -> member.status() == Status.HEALTHY);
        bench.calls("a", 1, Outcome.CONNECT); // a cancelled call is no good answer: the run goes on
        bench.time.runDue();
        assertThat(bench.member("a").status()).isEqualTo(Status.EJECTED);
    }

    /** Calls of 2 s, and faults that come at once: the good answers still on their way must not hide them. */
    @Test
    void answersToCallsFromBeforeDoNotHideAMemberThatFailsNow() {
        Bench bench = pool("a", "b", "c");
        List<Lease> before = new ArrayList<>();
        for (int i = 0; i < 8; i++) before.add(bench.open("a"));
        bench.time.advance(Duration.ofSeconds(1));
        for (int i = 0; i < 4; i++) {
            bench.call("a", Bench.BAD);
            bench.time.advance(Duration.ofMillis(100));
            before.remove(0).responded(Outcome.SUCCESS);
        }
        assertThat(bench.member("a").status()).isEqualTo(Status.HEALTHY);
        bench.call("a", Bench.BAD);
        bench.time.runDue();
        assertThat(bench.member("a").why()).startsWith("5 in a row but for older calls: 5 x FAILURE 500");
    }

    @Test
    void ofManySlowCallsAFewThatFailFastEjectNobody() {
        Bench bench = pool("a", "b", "c");
        for (int i = 0; i < 40; i++) bench.open("a");
        Lease old = bench.open("a");
        Lease older = bench.open("a");
        bench.time.advance(Duration.ofSeconds(1));
        bench.calls("a", 4, Bench.BAD);
        old.responded(Outcome.SUCCESS);
        bench.calls("a", 4, Bench.BAD);
        older.responded(Outcome.SUCCESS);
        bench.calls("a", 4, Bench.BAD);
        bench.time.runDue();
        assertThat(bench.member("a").status()).isEqualTo(Status.HEALTHY);
        bench.call("a", Outcome.SUCCESS); // one that began after: the run is over
        bench.calls("a", 4, Bench.BAD);
        bench.time.runDue();
        assertThat(bench.member("a").status()).isEqualTo(Status.HEALTHY);
    }

    @Test
    void anEjectedMemberReturnsAtItsNanosecond() {
        Bench bench = pool("a", "b", "c");
        bench.eject("a");
        Duration left = bench.member("a").left();
        assertThat(left).isBetween(Duration.ofSeconds(30), Duration.ofSeconds(33));
        bench.time.advance(left.minusNanos(1));
        assertThat(bench.picked()).containsExactly("b", "c");
        assertThat(bench.member("a").why()).endsWith("ejection no. 1, 0.0 s left");
        bench.time.advance(Duration.ofNanos(1));
        assertThat(bench.picked()).containsExactly("a", "b", "c");
        assertThat(bench.member("a")).satisfies(member -> {
            assertThat(member.status()).isEqualTo(Status.HEALTHY);
            assertThat(member.left()).isNull();
            assertThat(member.since()).isZero();
            assertThat(member.ejections()).isEqualTo(1);
        });
        assertThat(bench.events(PoolEvent.StatusChanged.class).get(1).from()).isEqualTo(Status.EJECTED);
    }

    @Test
    void aReturnedMemberStartsWithoutItsOldFaultsAndGoesForTwiceAsLong() {
        Bench bench = pool("a", "b", "c");
        bench.eject("a");
        bench.time.advance(Duration.ofSeconds(33));
        bench.calls("a", 4, Bench.BAD);
        bench.time.runDue();
        assertThat(bench.member("a").status()).isEqualTo(Status.HEALTHY);
        bench.call("a", Bench.BAD);
        bench.time.runDue();
        assertThat(bench.member("a").left()).isBetween(Duration.ofMinutes(1), Duration.ofSeconds(66));
    }

    @Test
    void goodCallsAndTimeForgive() {
        Bench bench = pool("a", "b", "c");
        bench.eject("a");
        bench.time.advance(Duration.ofSeconds(33));
        bench.calls("a", 100, Outcome.SUCCESS);
        bench.time.advance(Duration.ofSeconds(33));
        bench.eject("a");
        assertThat(bench.member("a").left()).isLessThan(Duration.ofSeconds(34));
        bench.time.advance(Duration.ofSeconds(33));
        bench.calls("a", 99, Outcome.SUCCESS);
        bench.time.advance(Duration.ofSeconds(33));
        bench.eject("a");
        assertThat(bench.member("a").left()).isGreaterThan(Duration.ofSeconds(59));
    }

    @Test
    void aPoolOfTwoWithOneDeadServesFromTheOther() {
        Bench bench = pool("a", "b");
        bench.eject("a");
        assertThat(bench.picked()).containsExactly("b");
        assertThat(bench.pool.status().panic()).isFalse();
    }

    @Test
    void atMostHalfTheWeightIsEjectedButOneMayAlwaysGo() {
        Bench heavy = weighted();
        heavy.eject("a");
        heavy.calls("b", 9, Bench.BAD);
        assertThat(heavy.events(PoolEvent.EjectionDenied.class)).hasSize(1);
        heavy.time.advance(Duration.ofSeconds(1)); // penalties fade
        assertThat(heavy.picked()).containsExactly("b", "c", "d");
        Bench light = weighted();
        light.eject("b");
        light.eject("c");
        light.eject("d");
        light.calls("a", 9, Bench.BAD);
        assertThat(light.events(PoolEvent.EjectionDenied.class)).hasSize(1);
    }

    /** The first has five eighths of the weight. */
    private Bench weighted() {
        return new Bench(
                seed,
                builder -> builder.backend(Bench.backend("a").withWeight(5))
                        .backend(Bench.backend("b"))
                        .backend(Bench.backend("c"))
                        .backend(Bench.backend("d")));
    }

    @Test
    void theMinimumOfHealthyMembersHoldsAgainstEjections() {
        Bench bench = new Bench(seed, builder -> builder.minimumHealthy(3).panicBelow(0), "a", "b", "c", "d");
        bench.eject("a");
        bench.calls("b", 5, Bench.BAD);
        assertThat(bench.events(PoolEvent.EjectionDenied.class)).hasSize(1);
        assertThat(bench.member("b").left()).isNull();
    }

    @Test
    void aDeniedEjectionIsSaidOnceAndRedeemedByAGoodAnswer() {
        Bench bench = pool("a", "b", "c", "d");
        bench.eject("a");
        bench.eject("b");
        bench.calls("c", 20, Bench.BAD);
        assertThat(bench.events(PoolEvent.EjectionDenied.class))
                .singleElement()
                .satisfies(event -> assertThat(event.evidence()).hasToString("5 in a row: 5 x FAILURE 500"));
        assertThat(bench.member("c").why()).endsWith("kept in, for no more may be ejected");
        assertThat(bench.member("c").inRotation()).isTrue();
        bench.call("c", Outcome.SUCCESS);
        bench.time.runDue();
        assertThat(bench.member("c").why()).isEmpty();
    }

    @Test
    void aPlaceGivenBackIsFreeForTheNext() {
        Bench bench = pool("a", "b", "c", "d");
        bench.eject("a");
        bench.eject("b");
        bench.pool.ready("a");
        bench.eject("c");
        bench.time.advance(Duration.ofSeconds(33));
        bench.eject("d");
        bench.eject("a");
    }

    @Test
    void whenAllFailByTrafficAllServeUntilOneIsWell() {
        Bench bench = pool("a", "b");
        bench.eject("a");
        bench.calls("b", 5, Bench.BAD);
        bench.time.advance(Duration.ofSeconds(1)); // penalties fade
        assertThat(bench.pool.status().level()).hasToString("IGNORE_TRAFFIC");
        assertThat(bench.picked()).containsExactly("a", "b");
        assertThat(bench.pool.status().toString()).contains("; PANIC: IGNORE_TRAFFIC");
        bench.calls("a", 50, Bench.BAD); // in panic nobody goes
        assertThat(bench.picked()).contains("b");
        bench.call("b", Outcome.SUCCESS);
        List<PoolEvent.PanicChanged> panics = bench.events(PoolEvent.PanicChanged.class);
        assertThat(panics).hasSize(2);
        assertThat(panics.get(0).to()).hasToString("IGNORE_TRAFFIC");
        assertThat(panics.get(0).healthy()).isZero();
        assertThat(panics.get(0).judged()).isEqualTo(2);
        assertThat(panics.get(1).to()).hasToString("NORMAL");
        assertThat(bench.picked()).containsExactly("b");
        bench.time.advance(Duration.ofSeconds(33));
        assertThat(bench.picked()).containsExactly("a", "b");
    }

    @Test
    void aSingleBackendIsNeverEjected() {
        Bench bench = pool("a");
        bench.calls("a", 100, Bench.BAD);
        bench.time.runDue();
        assertThat(bench.picked()).containsExactly("a");
        assertThat(bench.pool.status().panic()).isTrue();
        bench.call("a", Outcome.SUCCESS);
        bench.time.runDue();
        assertThat(bench.pool.status().panic()).isFalse();
    }

    @Test
    void observingReportsOncePerRunAndEjectsNobody() {
        Bench bench = pool(OutlierDetection.observeOnly(), "a", "b");
        bench.calls("a", 12, Bench.BAD);
        bench.call("a", Outcome.SUCCESS);
        bench.calls("a", 5, Bench.BAD);
        assertThat(bench.events(PoolEvent.EjectionObserved.class)).hasSize(2);
        assertThat(bench.events(PoolEvent.StatusChanged.class)).isEmpty();
        assertThat(bench.member("a").inRotation()).isTrue();
    }

    @Test
    void switchedOffNothingIsJudged() {
        Bench bench = pool(OutlierDetection.off(), "a", "b");
        bench.calls("a", 100, Bench.BAD);
        bench.time.runDue();
        assertThat(bench.events).isEmpty();
        assertThat(bench.member("a").faults()).isEqualTo(100);
    }

    @Test
    void readyEndsAnEjection() {
        Bench bench = pool("a", "b");
        bench.eject("a");
        bench.pool.ready("a");
        assertThat(bench.member("a").status()).isEqualTo(Status.HEALTHY);
        assertThat(bench.picked()).containsExactly("a", "b");
    }

    @Test
    void anOldEjectionsTimerDoesNotEndANewOne() {
        Bench bench = pool("a", "b", "c");
        bench.eject("a");
        bench.pool.ready("a");
        bench.time.advance(Duration.ofSeconds(20));
        bench.eject("a"); // 60 s
        bench.time.advance(Duration.ofSeconds(33));
        assertThat(bench.member("a").status()).isEqualTo(Status.EJECTED);
        bench.time.advance(Duration.ofSeconds(33));
        assertThat(bench.member("a").status()).isEqualTo(Status.HEALTHY);
    }

    @Test
    void aMemberThatIsDrainedFreesNoPlaceForTheLastOneThatServes() {
        Bench bench = pool("a", "b");
        bench.eject("a");
        bench.pool.drain("a", Duration.ofSeconds(1));
        bench.calls("b", 20, Bench.BAD);
        assertThat(bench.member("b").inRotation()).isTrue();
        assertThat(bench.picked()).containsExactly("b");
    }

    @Test
    void evenWithNoMinimumTheLastOneThatServesStays() {
        Bench bench = new Bench(
                1,
                builder -> builder.minimumHealthy(0)
                        .panicBelow(0)
                        .outlierDetection(OutlierDetection.defaults().withMaxEjected(1)),
                "a",
                "b");
        bench.eject("a");
        bench.calls("b", 20, Bench.BAD);
        assertThat(bench.picked()).contains("b");
    }

    @Test
    void whatListenersHearOfStatusIsWhatItBecameInOrder() {
        Bench bench = pool("a", "b");
        bench.calls("a", 5, Bench.BAD);
        bench.pool.ready("a");
        bench.time.runDue();
        assertThat(bench.member("a").status()).isEqualTo(Status.HEALTHY);
        assertThat(bench.events(PoolEvent.StatusChanged.class)).isEmpty();
    }

    @Test
    void anEjectionOfAMemberThatWasReplacedIsNotToldOfItsSuccessor() {
        Bench bench = pool("a", "b");
        bench.calls("a", 5, Bench.BAD);
        bench.pool.remove("a");
        bench.pool.add(Bench.backend("a"));
        bench.time.runDue();
        assertThat(bench.member("a").status()).isEqualTo(Status.HEALTHY);
        assertThat(bench.events(PoolEvent.StatusChanged.class)).isEmpty();
    }

    @Test
    void degradedMembersCountWithTheWeightTheyWereGiven() {
        String[] ids = {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j"};
        Bench bench = pool(ids);
        Probing probes = new Probing(bench.pool);
        for (String id : ids) if (!id.equals("j")) probes.targets.get(id).report(0.1, "busy");
        for (String id : ids) {
            if (!id.equals("j") && bench.member(id).inRotation()) bench.calls(id, 5, Bench.BAD);
            bench.time.runDue();
        }
        assertThat(bench.pool.status().members())
                .filteredOn(member -> member.status() == Status.EJECTED)
                .hasSize(5);
    }

    @Test
    void whoFailsFastMayLoseItsLastMember() {
        Bench fast = new Bench(1, builder -> builder.failFast().minimumHealthy(0), "a");
        fast.calls("a", 5, Bench.BAD);
        fast.time.runDue();
        assertThat(fast.member("a").status()).isEqualTo(Status.EJECTED);
        assertThatThrownBy(() -> fast.pool.acquire(CallContext.any()))
                .isInstanceOf(NoBackendAvailableException.class)
                .hasMessageContaining("1 members: a (a:80) EJECTED (5 in a row: 5 x FAILURE 500; ejection no. 1, ");
        Bench held = new Bench(1, builder -> builder.failFast(), "a");
        held.calls("a", 5, Bench.BAD);
        held.time.runDue();
        assertThat(held.member("a").inRotation()).as("one must be left").isTrue();
    }

    @Test
    void faultsOfAMemberInMaintenanceTakeNobodysPlace() {
        Bench bench = new Bench(5, "a", "b", "c", "d", "e", "f");
        List<Lease> open = new ArrayList<>();
        for (int i = 0; i < 12; i++) open.add(bench.open("a"));
        bench.pool.maintenance("a");
        open.forEach(lease -> lease.responded(Outcome.RESET)); // it is restarted
        assertThat(bench.pool.control.ejector().budget().serving()).isEqualTo(5);
        bench.eject("b");
        assertThat(bench.events(PoolEvent.EjectionDenied.class)).isEmpty();
    }
}

package io.github.evenkeel.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.evenkeel.CallContext;
import io.github.evenkeel.Outcome;
import io.github.evenkeel.health.OutlierDetection;
import io.github.evenkeel.health.Status;
import io.github.evenkeel.select.Selectors;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a member must show when its ejection is over. */
class TrialTest {
    private static final Duration NANO = Duration.ofNanos(1);
    private final Bench bench = new Bench(5, "a", "b", "c");

    /** a's ejection is over. */
    private void onTrial() {
        bench.eject("a");
        bench.time.advance(bench.member("a").left());
        assertThat(bench.member("a").status()).isEqualTo(Status.TRIAL);
    }

    private Lease next() {
        return bench.pool.acquire(CallContext.any());
    }

    /** A call of which it is known that it tries a. */
    private Lease tries() {
        Lease lease = next();
        assertThat(lease.backend().id()).isEqualTo("a");
        return lease;
    }

    private void tries(Outcome outcome) {
        try (Lease lease = tries()) {
            lease.responded(outcome);
        }
        bench.time.runDue();
    }

    private void nobodyTries() {
        for (int i = 0; i < 50; i++) {
            try (Lease lease = next()) {
                assertThat(lease.backend().id()).isNotEqualTo("a");
            }
        }
    }

    @Test
    void itBeginsAtItsNanosecond() {
        bench.eject("a");
        bench.time.advance(bench.member("a").left().minus(NANO));
        nobodyTries();
        bench.time.advance(NANO);
        assertThat(bench.member("a").why()).isEqualTo("5 in a row: 5 x FAILURE 500; trial: 0 of 3 good");
        assertThat(bench.member("a").inRotation()).isFalse();
        tries().close();
    }

    @Test
    void threeGoodCallsBringItBack() {
        onTrial();
        tries(Outcome.SUCCESS);
        tries(Outcome.CLIENT_ERROR);
        assertThat(bench.member("a").why()).endsWith("; trial: 2 of 3 good");
        tries(Outcome.SUCCESS);
        assertThat(bench.member("a")).satisfies(member -> {
            assertThat(member.status()).isEqualTo(Status.HEALTHY);
            assertThat(member.inRotation()).isTrue();
            assertThat(member.ejections()).isEqualTo(1);
        });
        assertThat(bench.picked()).containsExactly("a", "b", "c");
        assertThat(bench.events(PoolEvent.StatusChanged.class))
                .extracting(PoolEvent.StatusChanged::to)
                .containsExactly(Status.EJECTED, Status.TRIAL, Status.HEALTHY);
    }

    @Test
    void oneCallAtATime() {
        onTrial();
        Lease pending = tries();
        nobodyTries();
        pending.responded(Outcome.SUCCESS); // the answer frees the permit, not the end of its body
        Lease second = tries();
        pending.close();
        nobodyTries();
        second.close();
        assertThat(bench.member("a").inFlight()).isZero();
    }

    @Test
    void oneBadCallEjectsItForTwiceAsLong() {
        onTrial();
        tries(Outcome.SUCCESS);
        tries(Bench.BAD);
        assertThat(bench.member("a").left()).isBetween(Duration.ofMinutes(1), Duration.ofSeconds(66));
        assertThat(bench.member("a").why()).startsWith("trial failed: 1 x FAILURE 500; ejection no. 2");
        assertThat(bench.events(PoolEvent.MemberEjected.class)).hasSize(2);
        nobodyTries();
        bench.time.advance(bench.member("a").left());
        assertThat(bench.member("a").why()).endsWith("trial: 0 of 3 good");
        tries().close();
    }

    @Test
    void aCallThatTriedSomeoneElseIsNoTrial() {
        onTrial();
        for (int i = 0; i < 50; i++) {
            try (Lease lease = bench.pool.acquire(CallContext.any().withTried("b"))) {
                assertThat(lease.backend().id()).isEqualTo("c");
            }
        }
    }

    /** Else each trial would move a key for one call. */
    @Test
    void aCallWithAKeyIsNoTrialBeforeThatHasWaitedTenSeconds() {
        onTrial();
        for (int i = 0; i < 50; i++) assertThat(bench.pick(key(i))).isNotEqualTo("a");
        bench.time.advance(Duration.ofSeconds(10).minus(NANO));
        for (int i = 0; i < 50; i++) assertThat(bench.pick(key(i))).isNotEqualTo("a");
        bench.time.advance(NANO);
        assertThat(bench.pick(key(1))).isEqualTo("a");
    }

    private static CallContext key(int number) {
        return CallContext.forKey("user " + number);
    }

    @Test
    void whereAllCallsHaveAKeyAMemberComesBackAsWell() {
        Bench bench = new Bench(5, builder -> builder.selector(Selectors.consistentHash()), "a", "b", "c");
        bench.eject("a");
        bench.time.advance(bench.member("a").left().plusSeconds(10));
        for (int i = 0; i < 3; i++) {
            try (Lease lease = bench.pool.acquire(key(i))) {
                assertThat(lease.backend().id()).isEqualTo("a");
                lease.responded(Outcome.SUCCESS);
            }
        }
        bench.time.runDue();
        assertThat(bench.member("a").status()).isEqualTo(Status.HEALTHY);
    }

    @Test
    void whoGivesUpGivesThePermitBackAndTheNextTrialComesASecondLater() {
        onTrial();
        tries(Outcome.SUCCESS);
        tries(Outcome.CANCELLED);
        assertThat(bench.member("a").why()).endsWith("trial: 1 of 3 good");
        bench.time.advance(Duration.ofSeconds(1).minus(NANO));
        nobodyTries();
        bench.time.advance(NANO);
        tries(Outcome.SUCCESS);
        tries(Outcome.SUCCESS);
        assertThat(bench.member("a").status()).isEqualTo(Status.HEALTHY);
    }

    @Test
    void aCallThatTellsNothingGivesThePermitBack() {
        onTrial();
        tries().close();
        tries().discard();
        tries(Outcome.SUCCESS);
        assertThat(bench.member("a").why()).endsWith("trial: 1 of 3 good");
    }

    @Test
    void ofACallThatHangsThePermitEndsWithItsPatience() {
        onTrial();
        Lease hangs = tries();
        bench.time.advance(Duration.ofSeconds(30).minus(NANO));
        nobodyTries();
        bench.time.advance(NANO);
        Lease next = tries();
        next.responded(Outcome.SUCCESS);
        assertThat(bench.member("a").why()).endsWith("trial: 1 of 3 good");
        // Its permit is void, and what it tells is none the less true.
        hangs.responded(Outcome.TIMEOUT);
        assertThat(bench.member("a").status()).isEqualTo(Status.EJECTED);
    }

    @Test
    void aCallThatHangsEndsTheRowOfGoodOnesWhateverItTellsInTheEnd() {
        onTrial();
        tries(Outcome.SUCCESS);
        tries(Outcome.SUCCESS);
        Lease hangs = tries();
        bench.time.advance(Duration.ofSeconds(30));
        tries(Outcome.SUCCESS);
        assertThat(bench.member("a").why()).endsWith("trial: 1 of 3 good");
        hangs.responded(Outcome.SUCCESS);
        hangs.close();
        assertThat(bench.member("a").why()).endsWith("trial: 1 of 3 good");
        tries(Outcome.SUCCESS);
        tries(Outcome.SUCCESS);
        assertThat(bench.member("a").status()).isEqualTo(Status.HEALTHY);
    }

    /** Else each call would hang: one in thirty seconds does. */
    @Test
    void whileItsCallsHangOneIsSentPerPatience() {
        onTrial();
        for (int i = 0; i < 4; i++) {
            tries();
            nobodyTries();
            bench.time.advance(Duration.ofSeconds(30).minus(NANO));
            nobodyTries();
            bench.time.advance(NANO);
        }
        assertThat(bench.member("a").inFlight()).isEqualTo(4);
    }

    @Test
    void anAnswerLaterThanTheObjectiveFailsTheTrial() {
        OutlierDetection rules = OutlierDetection.defaults().withSlowAfter(Duration.ofSeconds(1));
        Bench strict = new Bench(6, builder -> builder.outlierDetection(rules), "a", "b");
        strict.eject("a");
        strict.time.advance(strict.member("a").left());
        Lease late = strict.pool.acquire(CallContext.any());
        strict.time.advance(Duration.ofSeconds(1).plus(NANO));
        late.responded(Outcome.SUCCESS);
        strict.time.runDue();
        assertThat(strict.member("a").why()).startsWith("trial failed: 1 x SLOW");
    }

    @Test
    void aDrainEndsTheTrialAndWaitsForItsCall() {
        onTrial();
        Lease pending = tries();
        var drain = bench.pool.drain("a", Duration.ofMinutes(1));
        nobodyTries();
        bench.time.runDue();
        assertThat(drain).isNotDone();
        pending.responded(Outcome.SUCCESS);
        pending.close();
        bench.time.runDue();
        assertThat(drain).isCompleted();
        assertThat(bench.member("a").status()).isEqualTo(Status.DRAINING);
        bench.pool.ready("a");
        assertThat(bench.member("a").status()).isEqualTo(Status.HEALTHY);
    }

    @Test
    void theOperatorsWordEndsATrial() {
        onTrial();
        Lease pending = tries();
        bench.pool.ready("a");
        assertThat(bench.member("a").inRotation()).isTrue();
        pending.responded(Bench.BAD);
        bench.time.runDue();
        assertThat(bench.member("a").status()).isEqualTo(Status.HEALTHY);
    }

    /** It counts as out: of two others one may go, then no more. */
    @Test
    void itHoldsItsPlaceAmongTheEjected() {
        onTrial();
        bench.calls("b", 5, Bench.BAD);
        bench.time.runDue();
        assertThat(bench.events(PoolEvent.EjectionDenied.class)).hasSize(1);
    }

    @Test
    void amongTheDeadWhoIsWellIsBackAfterThreeCalls() {
        Bench two = new Bench(7, "a", "b");
        two.eject("a");
        two.calls("b", 5, Bench.BAD);
        two.time.advance(Duration.ofSeconds(33));
        assertThat(two.pool.status().panic()).isTrue();
        assertThat(two.member("a").status()).isEqualTo(Status.TRIAL);
        for (int i = 0; i < 40; i++) {
            try (Lease lease = two.pool.acquire(CallContext.any())) {
                lease.responded(lease.backend().id().equals("a") ? Outcome.SUCCESS : Bench.BAD);
            }
            two.time.runDue();
        }
        assertThat(two.member("a").status()).isEqualTo(Status.HEALTHY);
        assertThat(two.pool.status().panic()).isFalse();
    }

    @Test
    void whoFailsItsTrialInPanicIsOutNoLongerThanBefore() {
        Bench two = new Bench(8, "a", "b");
        two.eject("a");
        two.calls("b", 5, Bench.BAD);
        two.time.advance(Duration.ofSeconds(33));
        try (Lease lease = two.pool.acquire(CallContext.any())) {
            assertThat(lease.backend().id()).isEqualTo("a");
            lease.responded(Bench.BAD);
        }
        two.time.runDue();
        assertThat(two.member("a").left()).isLessThanOrEqualTo(Duration.ofSeconds(33));
        assertThat(two.member("a").ejections()).isEqualTo(1);
    }

    @Test
    void whatBeganBeforeItsReturnIsNotHeldAgainstIt() {
        Lease[] before = new Lease[20];
        for (int i = 0; i < before.length; i++) before[i] = bench.open("a");
        onTrial();
        for (int i = 0; i < 3; i++) tries(Outcome.SUCCESS);
        for (Lease lease : before) lease.responded(Outcome.TIMEOUT);
        bench.time.advance(Duration.ofSeconds(11));
        assertThat(bench.member("a").status()).isEqualTo(Status.HEALTHY);
    }

    @Test
    void aTrialWaitsThreeTimesAsLongAsTheMembersAnswersUsuallyTake() {
        Bench bench = new Bench(5, "a", "b", "c");
        for (int i = 0; i < 20; i++) {
            try (Lease lease = bench.open("a")) {
                bench.time.advance(Duration.ofSeconds(31));
                lease.responded(Outcome.SUCCESS);
            }
        }
        bench.eject("a");
        bench.time.advance(bench.member("a").left());
        for (int i = 0; i < 3; i++) {
            try (Lease lease = bench.pool.acquire(CallContext.any())) {
                assertThat(lease.backend().id()).isEqualTo("a");
                bench.time.advance(Duration.ofSeconds(31));
                lease.responded(Outcome.SUCCESS);
            }
        }
        assertThat(bench.member("a").status()).isIn(Status.HEALTHY, Status.WARMING);
    }

    /** The others tell how long calls take here. */
    @Test
    void aTrialOfAMemberThatNeverAnsweredWellWaitsThreeTimesAsLongAsTheOthersTake() {
        Bench bench = new Bench(5, "a", "b", "c");
        for (int i = 0; i < 20; i++) {
            try (Lease lease = bench.open("b")) {
                bench.time.advance(Duration.ofSeconds(20));
                lease.responded(Outcome.SUCCESS);
            }
            try (Lease lease = bench.open("c")) {
                bench.time.advance(Duration.ofSeconds(40));
                lease.responded(Outcome.SUCCESS);
            }
        }
        bench.eject("a");
        bench.time.advance(bench.member("a").left());
        bench.pool.acquire(CallContext.any());
        bench.time.advance(Duration.ofSeconds(90).minus(NANO));
        assertThat(bench.pick(CallContext.any())).isNotEqualTo("a");
        bench.time.advance(NANO);
        assertThat(bench.pick(CallContext.any())).isEqualTo("a");
    }
}

package io.github.evenkeel.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.evenkeel.CallContext;
import io.github.evenkeel.Outcome;
import io.github.evenkeel.health.OutlierDetection;
import io.github.evenkeel.health.SlowStart;
import io.github.evenkeel.health.Status;
import io.github.evenkeel.select.Selectors;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Too many calls for all members: whoever went for being late would leave the others with more. */
class OverloadTest {
    private static final String[] FIVE = {"a", "b", "c", "d", "e"};
    private static final List<String> REST = List.of("b", "c", "d", "e");
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration HALF = Duration.ofSeconds(30);
    private static final Duration SWEEP = Duration.ofSeconds(11);
    private static final Duration TICK = Duration.ofNanos(1);

    private static Bench five() {
        return warmed(new Bench(3, FIVE));
    }

    private static Bench warmed(Bench bench) {
        for (String id : FIVE) bench.call(id, Outcome.SUCCESS);
        return bench;
    }

    /** So many each, in turn. */
    private static void each(Bench bench, List<String> ids, int times, Outcome outcome) {
        for (int i = 0; i < times; i++) for (String id : ids) bench.call(id, outcome);
        bench.time.runDue();
    }

    /** All are late, and are through with it: this instant is the last at which it was seen. */
    private static Bench overloaded() {
        return over(five());
    }

    private static Bench over(Bench bench) {
        each(bench, List.of(FIVE), 5, Outcome.TIMEOUT);
        each(bench, List.of(FIVE), 1, Outcome.SUCCESS);
        assertThat(bench.events(PoolEvent.MemberEjected.class)).isEmpty();
        return bench;
    }

    private static Status status(Bench bench, String id) {
        return bench.member(id).status();
    }

    private static void untilOut(Bench bench, Outcome outcome) {
        for (int i = 0; i < 1000 && bench.member("a").left() == null; i++) each(bench, List.of("a"), 1, outcome);
        assertThat(status(bench, "a")).isEqualTo(Status.EJECTED);
    }

    @Test
    void whoIsLateAloneGoes() {
        Bench bench = five();
        each(bench, List.of("a"), 5, Outcome.TIMEOUT);
        assertThat(status(bench, "a")).isEqualTo(Status.EJECTED);
    }

    @Test
    void whoWasLateFirstIsCalledBackOnceTheOthersAreLateToo() {
        Bench bench = five();
        each(bench, List.of("a"), 5, Outcome.TIMEOUT);
        each(bench, REST, 4, Outcome.TIMEOUT);
        assertThat(status(bench, "a")).isEqualTo(Status.EJECTED);
        each(bench, REST, 1, Outcome.TIMEOUT);
        for (String id : FIVE) assertThat(status(bench, id)).as(id).isEqualTo(Status.HEALTHY);
        assertThat(bench.events(PoolEvent.MemberAbsolved.class)).singleElement().satisfies(event -> {
            assertThat(event.backend().id()).isEqualTo("a");
            assertThat(event.evidence()).hasToString("5 in a row: 5 x TIMEOUT");
        });
        assertThat(bench.events(PoolEvent.StatusChanged.class))
                .extracting(PoolEvent.StatusChanged::to)
                .containsExactly(Status.EJECTED, Status.HEALTHY);
        assertThat(bench.member("a").ejections())
                .as("none that lengthens the next")
                .isZero();

        each(bench, List.of(FIVE), 300, Outcome.TIMEOUT);
        bench.time.advance(MINUTE);
        assertThat(bench.events(PoolEvent.MemberEjected.class)).hasSize(1);
    }

    @Test
    void whoIsCalledBackIsAsWarmAsItWas() {
        Bench bench = warmed(new Bench(3, pool -> pool.slowStart(SlowStart.defaults()), FIVE));
        bench.time.advance(MINUTE);
        each(bench, List.of("a"), 5, Outcome.TIMEOUT);
        each(bench, REST, 5, Outcome.TIMEOUT);
        assertThat(bench.events(PoolEvent.MemberAbsolved.class)).hasSize(1);
        assertThat(status(bench, "a")).isEqualTo(Status.HEALTHY);

        bench.pool.maintenance("a");
        bench.pool.ready("a");
        bench.time.runDue();
        assertThat(status(bench, "a")).as("the next return is one as any").isEqualTo(Status.WARMING);
    }

    @Test
    void whoWentForSomethingElseStaysOut() {
        Bench bench = five();
        each(bench, List.of("a"), 5, Outcome.RESET);
        each(bench, REST, 5, Outcome.TIMEOUT);
        assertThat(status(bench, "a")).isEqualTo(Status.EJECTED);
        assertThat(bench.events(PoolEvent.MemberEjected.class)).hasSize(1);
    }

    @Test
    void whoWentHalfAMinuteAgoStaysOut() {
        assertThat(calledBackAfter(HALF.minus(TICK))).isTrue();
        assertThat(calledBackAfter(HALF)).isFalse();
    }

    private static boolean calledBackAfter(Duration time) {
        OutlierDetection longer =
                OutlierDetection.defaults().withEjectionTime(Duration.ofMinutes(5), Duration.ofMinutes(5));
        Bench bench = warmed(new Bench(3, pool -> pool.outlierDetection(longer), FIVE));
        each(bench, List.of("a"), 5, Outcome.TIMEOUT);
        bench.time.advance(time);
        each(bench, REST, 1, Outcome.SUCCESS);
        each(bench, REST, 5, Outcome.TIMEOUT);
        return !bench.events(PoolEvent.MemberAbsolved.class).isEmpty();
    }

    @Test
    void forAMinuteNobodyGoesForBeingLate() {
        Bench bench = overloaded();
        bench.time.advance(MINUTE.minus(TICK));
        each(bench, List.of("a"), 5, Outcome.TIMEOUT);
        assertThat(status(bench, "a")).isEqualTo(Status.HEALTHY);

        Bench later = overloaded();
        later.time.advance(MINUTE);
        untilOut(later, Outcome.TIMEOUT);
    }

    @Test
    void aRunThatBeganInTheOverloadIsBelievedOnceItIsOverAMinute() {
        Bench bench = overloaded();
        each(bench, List.of("a"), 500, Outcome.TIMEOUT);
        bench.time.advance(MINUTE);
        assertThat(status(bench, "a")).as("until its next fault").isEqualTo(Status.HEALTHY);
        untilOut(bench, Outcome.TIMEOUT);
    }

    @Test
    void whoFailsOtherwiseGoesInTheMiddleOfIt() {
        Bench bench = overloaded();
        bench.time.advance(SWEEP);
        each(bench, REST, 50, Outcome.SUCCESS);
        untilOut(bench, Outcome.RESET);
    }

    @Test
    void sweepsOverlookLatenessInIt() {
        Bench bench = overloaded();
        each(bench, REST, 100, Outcome.SUCCESS);
        for (int i = 0; i < 100; i++) each(bench, List.of("a"), 1, i % 2 == 0 ? Outcome.TIMEOUT : Outcome.SUCCESS);
        bench.time.advance(SWEEP);
        assertThat(status(bench, "a")).isEqualTo(Status.HEALTHY);
        assertThat(bench.events(PoolEvent.MemberEjected.class)).isEmpty();

        bench.time.advance(MINUTE);
        each(bench, REST, 100, Outcome.SUCCESS);
        for (int i = 0; i < 100; i++) each(bench, List.of("a"), 1, i % 2 == 0 ? Outcome.TIMEOUT : Outcome.SUCCESS);
        bench.time.advance(SWEEP);
        assertThat(bench.member("a").why()).startsWith("error rate 50 % of 100 calls");
    }

    /** Runs that go on are looked at ever more rarely, so sweeps see that the overload goes on. */
    @Test
    void anOverloadIsRememberedForAsLongAsItLasts() {
        Bench bench = five();
        for (int sweep = 0; sweep < 30; sweep++) {
            each(bench, List.of(FIVE), 20, Outcome.TIMEOUT);
            bench.time.advance(SWEEP.minusSeconds(2));
        }
        each(bench, REST, 50, Outcome.SUCCESS);
        each(bench, List.of("a"), 50, Outcome.TIMEOUT);
        bench.time.advance(SWEEP);
        assertThat(bench.events(PoolEvent.MemberEjected.class)).isEmpty();
    }

    /** By what is late and what is not, the run is judged that the last fault belongs to. */
    @Test
    void theLastFaultOfARunMayBeTheOneThatMakesItLate() {
        Bench bench = five();
        each(bench, REST, 4, Outcome.TIMEOUT);
        each(bench, List.of("a"), 2, Outcome.RESET);
        each(bench, List.of("a"), 2, Outcome.TIMEOUT);
        assertThat(bench.events(PoolEvent.Overloaded.class)).isEmpty();
        each(bench, List.of("a"), 1, Outcome.TIMEOUT);
        assertThat(bench.events(PoolEvent.Overloaded.class)).hasSize(1);
    }

    /** Whoever went just before counts as one of those that are late, or a pool of two would never see that both are. */
    @Test
    void ofTwoTheSecondThatIsLateCallsTheFirstBack() {
        assertThat(secondOfTwo(Duration.ofSeconds(10).minus(TICK))).isTrue();
        assertThat(secondOfTwo(Duration.ofSeconds(10)))
                .as("two that are late one after the other")
                .isFalse();
    }

    private static boolean secondOfTwo(Duration later) {
        Bench bench = new Bench(3, "a", "b");
        each(bench, List.of("a", "b"), 1, Outcome.SUCCESS);
        each(bench, List.of("a"), 5, Outcome.TIMEOUT);
        assertThat(status(bench, "a")).isEqualTo(Status.EJECTED);
        bench.time.advance(later);
        each(bench, List.of("b"), 5, Outcome.TIMEOUT);
        return status(bench, "a") == Status.HEALTHY;
    }

    @Test
    void aSweepThatSeesItCallsBackToo() {
        Bench bench = five();
        bench.time.advance(SWEEP.minusSeconds(3));
        each(bench, List.of("a"), 5, Outcome.TIMEOUT);
        each(bench, REST, 4, Outcome.TIMEOUT);
        assertThat(status(bench, "a")).isEqualTo(Status.EJECTED);
        bench.time.advance(SWEEP.minusSeconds(5));
        assertThat(bench.events(PoolEvent.Overloaded.class)).hasSize(1);
        assertThat(bench.events(PoolEvent.MemberAbsolved.class)).hasSize(1);
        assertThat(status(bench, "a")).isEqualTo(Status.HEALTHY);
    }

    @Test
    void whoWentForItsLatencyIsCalledBackToo() {
        Bench bench = new Bench(
                3,
                pool -> pool.outlierDetection(OutlierDetection.defaults().withLatency(3, MINUTE.dividedBy(1000), 20)),
                FIVE);
        for (String id : FIVE) answers(bench, id, id.equals("a") ? 600 : 100);
        bench.time.advance(SWEEP);
        assertThat(bench.member("a").why()).startsWith("p95 ");
        each(bench, REST, 5, Outcome.TIMEOUT);
        assertThat(status(bench, "a")).isEqualTo(Status.HEALTHY);
    }

    private static void answers(Bench bench, String id, long millis) {
        List<Lease> calls = new ArrayList<>();
        for (int i = 0; i < (id.equals("a") ? 40 : 400); i++) calls.add(bench.open(id));
        bench.time.advance(Duration.ofMillis(millis));
        for (Lease call : calls) {
            call.responded(Outcome.SUCCESS);
            call.close();
        }
    }

    @Test
    void aTrialThatIsLateInItProvesNothing() {
        Bench bench = five();
        each(bench, List.of("a"), 5, Outcome.RESET);
        bench.time.advance(HALF.plusSeconds(4));
        assertThat(status(bench, "a")).isEqualTo(Status.TRIAL);
        each(bench, REST, 1, Outcome.SUCCESS);
        for (int i = 0; i < 5; i++) for (String id : REST) late(bench, id);
        assertThat(bench.events(PoolEvent.Overloaded.class)).hasSize(1);
        bench.time.advance(MINUTE.dividedBy(6));
        try (Lease trial = bench.pool.acquire(CallContext.any())) {
            assertThat(trial.backend().id()).isEqualTo("a");
            trial.responded(Outcome.TIMEOUT);
        }
        bench.time.runDue();
        assertThat(status(bench, "a")).isEqualTo(Status.TRIAL);
        assertThat(bench.events(PoolEvent.MemberAbsolved.class)).isEmpty();
    }

    /** Past the trial, which a call that has tried nobody would be. */
    private static void late(Bench bench, String id) {
        try (Lease lease = bench.open(id)) {
            lease.responded(Outcome.TIMEOUT);
        }
        bench.time.runDue();
    }

    /** Ejections send the calls there, which helps. */
    @Test
    void whereOthersStandByItIsNoReasonToKeepAnybody() {
        Bench bench = new Bench(3, pool -> pool.backend(Bench.backend("s").withPriority(1)), FIVE);
        warmed(bench);
        each(bench, List.of("b", "c", "d"), 3, Outcome.TIMEOUT);
        untilOut(bench, Outcome.TIMEOUT);
        assertThat(bench.events(PoolEvent.Overloaded.class)).isEmpty();

        Bench alone = five();
        each(alone, List.of("b", "c", "d"), 3, Outcome.TIMEOUT);
        each(alone, List.of("a"), 1000, Outcome.TIMEOUT);
        assertThat(alone.events(PoolEvent.Overloaded.class)).hasSize(1);
        assertThat(status(alone, "a")).isEqualTo(Status.HEALTHY);
    }

    @Test
    void whoWasRemovedMeanwhileIsNotCalledBack() {
        Bench bench = five();
        each(bench, List.of("a"), 5, Outcome.TIMEOUT);
        bench.pool.remove("a");
        each(bench, REST, 5, Outcome.TIMEOUT);
        assertThat(bench.events(PoolEvent.Overloaded.class)).hasSize(1);
        assertThat(bench.events(PoolEvent.MemberAbsolved.class)).isEmpty();
        assertThat(bench.pool.backends()).hasSize(4);
    }

    @Test
    void whoIsOnlyObservedIsNotToldOfInIt() {
        Bench bench = over(warmed(new Bench(3, pool -> pool.outlierDetection(OutlierDetection.observeOnly()), FIVE)));
        each(bench, List.of("a"), 200, Outcome.TIMEOUT);
        bench.time.advance(SWEEP);
        assertThat(bench.events(PoolEvent.EjectionObserved.class)).isEmpty();
    }

    @Test
    void aRouteHasThoseBackThatItAvoidedBeforeMostWereLate() {
        OnRoutes bench = new OnRoutes(3, FIVE);
        each(bench, List.of(FIVE), QUICK, 50, Outcome.SUCCESS);
        each(bench, List.of(FIVE), SLOW, 1, Outcome.SUCCESS);
        each(bench, List.of("a"), SLOW, 5, Outcome.TIMEOUT);
        assertThat(bench.avoided(SLOW)).containsExactly("a");
        each(bench, List.of(FIVE), QUICK, 1, Outcome.SUCCESS);
        each(bench, REST, SLOW, 5, Outcome.TIMEOUT);
        assertThat(bench.avoided(SLOW)).isEmpty();
        assertThat(bench.events(PoolEvent.RouteReturned.class)).hasSize(1);
    }

    @Test
    void theLastFaultOfARunOnARouteMayBeTheOneThatMakesItLate() {
        OnRoutes bench = new OnRoutes(3, FIVE);
        each(bench, List.of(FIVE), QUICK, 50, Outcome.SUCCESS);
        each(bench, List.of("a"), SLOW, 5, Outcome.TIMEOUT);
        each(bench, List.of("c", "d", "e"), SLOW, 4, Outcome.TIMEOUT);
        each(bench, List.of("b"), SLOW, 2, Outcome.RESET);
        each(bench, List.of("b"), SLOW, 2, Outcome.TIMEOUT);
        assertThat(bench.avoided(SLOW)).containsExactly("a");
        each(bench, List.of("b"), SLOW, 1, Outcome.TIMEOUT);
        assertThat(bench.avoided(SLOW)).isEmpty();
    }

    @Test
    void halfOfThePoolMayBeLateWithoutTheOthers() {
        Bench bench = new Bench(3, "a", "b", "c", "d");
        each(bench, List.of("a", "b", "c", "d"), 1, Outcome.SUCCESS);
        each(bench, List.of("a", "b"), 5, Outcome.TIMEOUT);
        assertThat(bench.events(PoolEvent.MemberEjected.class)).hasSize(2);
    }

    @Test
    void aRouteThatIsLateOnMostMembersAvoidsNobody() {
        OnRoutes bench = new OnRoutes(3, FIVE);
        CallContext slow = CallContext.any().withRoute("GET /slow");
        for (String id : FIVE) {
            bench.calls(id, CallContext.any().withRoute("GET /quick"), 50, Outcome.SUCCESS);
            bench.calls(id, slow, 1, Outcome.SUCCESS);
        }
        for (int i = 0; i < 40; i++) for (String id : FIVE) bench.calls(id, slow, 1, Outcome.TIMEOUT);
        assertThat(bench.events(PoolEvent.RouteAvoided.class)).isEmpty();
        assertThat(bench.events(PoolEvent.MemberEjected.class)).isEmpty();
    }

    private static final CallContext SLOW = CallContext.any().withRoute("GET /slow");
    private static final CallContext QUICK = CallContext.any().withRoute("GET /quick");

    private static void each(OnRoutes bench, List<String> ids, CallContext context, int times, Outcome outcome) {
        for (int i = 0; i < times; i++) for (String id : ids) bench.calls(id, context, 1, outcome);
    }

    /** All are late on all they are called for, and through with it. */
    private static OnRoutes overloadedOnRoutes() {
        OnRoutes bench = new OnRoutes(3, FIVE);
        each(bench, List.of(FIVE), QUICK, 1, Outcome.SUCCESS);
        each(bench, List.of(FIVE), SLOW, 1, Outcome.SUCCESS);
        each(bench, List.of(FIVE), SLOW, 5, Outcome.TIMEOUT);
        each(bench, List.of(FIVE), SLOW, 1, Outcome.SUCCESS);
        each(bench, List.of(FIVE), QUICK, 1, Outcome.SUCCESS);
        return bench;
    }

    @Test
    void forAMinuteNoRouteAvoidsAnybodyForBeingLate() {
        OnRoutes bench = overloadedOnRoutes();
        bench.time.advance(MINUTE.minus(TICK));
        each(bench, REST, SLOW, 50, Outcome.SUCCESS);
        each(bench, List.of("a"), QUICK, 1, Outcome.SUCCESS);
        each(bench, List.of("a"), SLOW, 5, Outcome.TIMEOUT);
        assertThat(bench.avoided(SLOW)).isEmpty();
        assertThat(bench.member("a").status()).isEqualTo(Status.HEALTHY);

        bench.time.advance(TICK);
        for (int i = 0; i < 1000 && bench.avoided(SLOW).isEmpty(); i++) bench.calls("a", SLOW, 1, Outcome.TIMEOUT);
        assertThat(bench.avoided(SLOW)).as("once it is over a minute").containsExactly("a");
        assertThat(bench.events(PoolEvent.MemberEjected.class)).isEmpty();
    }

    @Test
    void inItARouteAvoidsWhoFailsOtherwise() {
        OnRoutes bench = overloadedOnRoutes();
        bench.time.advance(SWEEP);
        each(bench, REST, SLOW, 50, Outcome.SUCCESS);
        each(bench, List.of("a"), QUICK, 1, Outcome.SUCCESS);
        for (int i = 0; i < 1000 && bench.avoided(SLOW).isEmpty(); i++) bench.calls("a", SLOW, 1, Outcome.RESET);
        assertThat(bench.avoided(SLOW)).containsExactly("a");
    }

    /** A route's trial that is late says nothing of the member then, though it answered nothing else lately. */
    @Test
    void aTrialThatIsLateInItEjectsNobody() {
        OnRoutes bench = new OnRoutes(3, FIVE);
        each(bench, List.of(FIVE), QUICK, 1, Outcome.SUCCESS);
        each(bench, List.of("a"), SLOW, 5, Outcome.RESET);
        assertThat(bench.avoided(SLOW)).containsExactly("a");
        bench.time.advance(MINUTE.multipliedBy(2));
        each(bench, REST, SLOW, 1, Outcome.SUCCESS);
        each(bench, REST, SLOW, 5, Outcome.TIMEOUT);
        try (Lease trial = bench.pool.acquire(SLOW)) {
            assertThat(trial.backend().id()).isEqualTo("a");
            trial.responded(Outcome.TIMEOUT);
        }
        bench.time.runDue();
        assertThat(bench.member("a").status()).isEqualTo(Status.HEALTHY);
        assertThat(bench.avoided(SLOW)).containsExactly("a");
    }

    /** With one key nobody but its home is ever called. */
    @Test
    void whoHasAnsweredNothingYetIsNotLate() {
        Bench bench = new Bench(5, builder -> builder.selector(Selectors.consistentHash()), "a", "b", "c", "d", "e");
        CallContext key = CallContext.forKey("the job");
        String home = bench.pick(key);
        int timeouts = 0;
        for (int i = 0; i < 120; i++) { // an hour of a call every 30 s; those at home time out after 10 s
            try (Lease lease = bench.pool.acquire(key)) {
                boolean dead = lease.backend().id().equals(home);
                bench.time.advance(Duration.ofSeconds(dead ? 10 : 0));
                lease.responded(dead ? Outcome.TIMEOUT : Outcome.SUCCESS);
                if (dead) timeouts++;
                bench.time.advance(Duration.ofSeconds(dead ? 20 : 30));
            }
        }
        assertThat(timeouts).isLessThan(20);
        assertThat(bench.events(PoolEvent.Overloaded.class)).isEmpty();
    }
}

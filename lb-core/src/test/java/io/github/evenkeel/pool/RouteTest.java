package io.github.evenkeel.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.evenkeel.Backend;
import io.github.evenkeel.CallContext;
import io.github.evenkeel.Outcome;
import io.github.evenkeel.health.OutlierDetection;
import io.github.evenkeel.health.Status;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A member that fails on one route only. */
class RouteTest {
    private static final Duration NANO = Duration.ofNanos(1);

    /** At the end of it at least one sweep has come, of 9 to 11 s. */
    private static final Duration SWEEP = Duration.ofSeconds(11);

    private static final CallContext ORDERS = CallContext.any().withRoute("GET /orders");
    private static final CallContext STOCK = CallContext.any().withRoute("GET /stock");
    private final OnRoutes bench = new OnRoutes(3, "a", "b", "c");

    private void avoidA() {
        bench.calls("a", STOCK, 5, Outcome.SUCCESS);
        bench.calls("a", ORDERS, 5, Bench.BAD);
        assertThat(bench.avoided(ORDERS)).containsExactly("a");
    }

    private Lease tries() {
        Lease lease = bench.pool.acquire(ORDERS);
        assertThat(lease.backend().id()).isEqualTo("a");
        return lease;
    }

    private void tries(Outcome outcome) {
        try (Lease lease = tries()) {
            lease.responded(outcome);
        }
        bench.time.runDue();
    }

    @Test
    void isAvoidedThereAndServesTheOthers() {
        avoidA();
        assertThat(bench.picked(ORDERS)).containsExactly("b", "c");
        assertThat(bench.picked(STOCK)).containsExactly("a", "b", "c");
        assertThat(bench.picked(CallContext.any())).containsExactly("a", "b", "c");
        assertThat(bench.member("a").status()).isEqualTo(Status.HEALTHY);
        assertThat(bench.events(PoolEvent.MemberEjected.class)).isEmpty();
        assertThat(bench.events(PoolEvent.RouteAvoided.class)).singleElement().satisfies(event -> {
            assertThat(event.route()).isEqualTo("GET /orders");
            assertThat(event.backend().id()).isEqualTo("a");
            assertThat(event.evidence()).hasToString("5 in a row: 5 x FAILURE 500");
            assertThat(event.time()).isBetween(Duration.ofSeconds(30), Duration.ofSeconds(33));
        });
    }

    @Test
    void callsForTheMemberItselfAreTheRoutesToo() {
        bench.calls("a", STOCK, 5, Outcome.SUCCESS);
        for (int i = 0; i < 10; i++) {
            assertThat(bench.pool.avoids("a", ORDERS)).isEqualTo(i >= 5);
            try (Lease lease = bench.pool.tryAcquire("a", ORDERS, () -> {})) {
                lease.responded(Bench.BAD);
            }
            bench.time.runDue();
        }
        assertThat(bench.avoided(ORDERS)).containsExactly("a");
        assertThat(bench.member("a").status()).isEqualTo(Status.HEALTHY);
        assertThat(bench.pool.avoids("b", ORDERS)).isFalse();
        assertThat(bench.pool.avoids("a", STOCK)).isFalse();
        assertThat(bench.pool.avoids("a", CallContext.any())).isFalse();
        assertThat(bench.pool.avoids("nobody", ORDERS)).isFalse();
        assertThat(bench.pool.tryAcquire("nobody", ORDERS, () -> {})).isNull();
        bench.pool.tryAcquire("a", CallContext.any(), () -> {}).close();
        bench.pool.maintenance("a");
        assertThat(bench.pool.tryAcquire("a", ORDERS, () -> {})).isNull();
    }

    @Test
    void fourFaultsInARowAreNotEnough() {
        bench.calls("a", STOCK, 5, Outcome.SUCCESS);
        bench.calls("a", ORDERS, 4, Bench.BAD);
        bench.calls("a", ORDERS, 1, Outcome.CLIENT_ERROR);
        bench.calls("a", ORDERS, 4, Bench.BAD);
        assertThat(bench.avoided(ORDERS)).isEmpty();
    }

    @Test
    void goodCallsElsewhereDoNotEndTheRouteOwnRow() {
        for (int i = 0; i < 5; i++) {
            bench.calls("a", STOCK, 3, Outcome.SUCCESS);
            assertThat(bench.avoided(ORDERS)).isEmpty();
            bench.calls("a", ORDERS, 1, Bench.BAD);
        }
        assertThat(bench.avoided(ORDERS)).containsExactly("a");
    }

    @Test
    void aMemberThatIsKnownByOneRouteOnlyIsEjected() {
        bench.calls("a", ORDERS, 5, Outcome.SUCCESS);
        bench.calls("a", ORDERS, 5, Bench.BAD);
        assertThat(bench.member("a").status()).isEqualTo(Status.EJECTED);
        assertThat(bench.avoided(ORDERS)).isEmpty();
    }

    @Test
    void theFirstFaultElsewhereEjectsAMemberThatFailsInAll() {
        avoidA();
        assertThat(bench.member("a").status()).isEqualTo(Status.HEALTHY);
        bench.calls("a", STOCK, 1, Bench.BAD);
        assertThat(bench.member("a").status()).isEqualTo(Status.EJECTED);
    }

    /** Fifty calls on the route that fail later. */
    private List<Lease> inFlight() {
        return Stream.generate(() -> bench.open("a", ORDERS)).limit(50).toList();
    }

    /** What was in flight when the route began to avoid it. */
    @Test
    void whatTheRouteStillTellsIsNotHeldAgainstTheMember() {
        List<Lease> inFlight = inFlight();
        avoidA();
        inFlight.forEach(lease -> lease.responded(Bench.BAD));
        bench.time.advance(SWEEP);
        assertThat(bench.member("a").status()).isEqualTo(Status.HEALTHY);
        assertThat(bench.member("a").faults()).isEqualTo(55);
        assertThat(bench.member("a").recent().errors()).isZero();
    }

    /** Enough that the next sweep judges the calls after it alone. */
    private void wellForASweep(CallContext context, String... ids) {
        for (String id : ids) bench.calls(id, context, 100, Outcome.SUCCESS);
        bench.time.advance(SWEEP);
    }

    @Test
    void whatTheRouteStillTellsIsNotHeldAgainstAMemberThatIsCalledForNothingElse() {
        List<Lease> inFlight = inFlight();
        wellForASweep(STOCK, "a", "b", "c");
        bench.calls("a", ORDERS, 5, Bench.BAD);
        assertThat(bench.avoided(ORDERS)).containsExactly("a");
        inFlight.forEach(lease -> lease.responded(Bench.BAD));
        wellForASweep(ORDERS, "b", "c");
        assertThat(bench.member("a").status()).isEqualTo(Status.HEALTHY);
        assertThat(bench.member("a").recent().errors()).isZero();
        assertThat(bench.member("a").recent().calls()).as("of before").isPositive();
    }

    @Test
    void norWhereItWasCalledForNothingElseForLong() {
        List<Lease> inFlight = inFlight();
        avoidA();
        for (int sweep = 0; sweep < 8; sweep++) wellForASweep(ORDERS, "b", "c");
        inFlight.forEach(lease -> lease.responded(Bench.BAD));
        wellForASweep(ORDERS, "b", "c");
        assertThat(bench.member("a").status()).isEqualTo(Status.HEALTHY);
    }

    private void halfOfOrdersFailOn(String id) {
        for (int i = 0; i < 100; i++) bench.calls(id, ORDERS, 1, i % 2 == 0 ? Bench.BAD : Outcome.SUCCESS);
    }

    private void halfOfOrdersFailOnA() {
        halfOfOrdersFailOn("a");
        wellForASweep(ORDERS, "b", "c");
    }

    @Test
    void aSweepInWhichNothingElseWasCalledFindsTheRouteIfTheMemberAnsweredOthersLately() {
        wellForASweep(STOCK, "a", "b", "c");
        halfOfOrdersFailOnA();
        assertThat(bench.avoided(ORDERS)).containsExactly("a");
        assertThat(bench.member("a").status()).isEqualTo(Status.HEALTHY);
    }

    @Test
    void aSweepInWhichNothingElseWasCalledFindsTheMemberIfItDidNot() {
        wellForASweep(STOCK, "a", "b", "c");
        bench.time.advance(Duration.ofMinutes(1));
        halfOfOrdersFailOnA();
        assertThat(bench.avoided(ORDERS)).isEmpty();
        assertThat(bench.member("a").status()).isEqualTo(Status.EJECTED);
    }

    @Test
    void aSweepFindsTheRouteThatFailsMoreThanElsewhere() {
        bench.calls("b", ORDERS, 200, Outcome.SUCCESS);
        bench.calls("c", ORDERS, 200, Outcome.SUCCESS);
        bench.calls("a", STOCK, 100, Outcome.SUCCESS);
        halfOfOrdersFailOn("a");
        assertThat(bench.avoided(ORDERS)).isEmpty();
        bench.time.advance(SWEEP);
        assertThat(bench.pool.status().routes().get(0).avoided())
                .singleElement()
                .satisfies(avoided -> assertThat(avoided.why())
                        .startsWith("error rate 50 % of 100 calls, the rest's 0 %: 50 x FAILURE; avoided no. 1, 3"));
        assertThat(bench.member("a").status()).isEqualTo(Status.HEALTHY);
        bench.time.advance(SWEEP);
        assertThat(bench.member("a").status()).isEqualTo(Status.HEALTHY);
    }

    @Test
    void aSweepEjectsWhomAllRoutesBlame() {
        for (String id : List.of("b", "c")) {
            bench.calls(id, ORDERS, 200, Outcome.SUCCESS);
            bench.calls(id, STOCK, 200, Outcome.SUCCESS);
        }
        for (int i = 0; i < 100; i++) {
            Outcome outcome = i % 2 == 0 ? Bench.BAD : Outcome.SUCCESS;
            bench.calls("a", ORDERS, 1, outcome);
            bench.calls("a", STOCK, 1, outcome);
        }
        bench.time.advance(SWEEP);
        assertThat(bench.avoided(ORDERS)).isEmpty();
        assertThat(bench.member("a").status()).isEqualTo(Status.EJECTED);
    }

    @Test
    void itsTrialBeginsAtItsNanosecond() {
        avoidA();
        Duration left = bench.pool.status().routes().get(0).avoided().get(0).left();
        bench.time.advance(left.minus(NANO));
        assertThat(bench.pickedNow(ORDERS)).containsExactly("b", "c");
        bench.time.advance(NANO);
        assertThat(bench.pool.status().routes().get(0).avoided())
                .singleElement()
                .satisfies(avoided -> {
                    assertThat(avoided.left()).isNull();
                    assertThat(avoided.why()).isEqualTo("5 in a row: 5 x FAILURE 500; trial: 0 of 3 good");
                });
        tries().close();
    }

    @Test
    void threeGoodCallsOneAtATimeBringItBack() {
        avoidA();
        bench.time.advance(Duration.ofSeconds(33));
        Lease first = tries();
        assertThat(bench.picked(ORDERS)).containsExactly("b", "c");
        first.responded(Outcome.SUCCESS);
        first.close();
        tries(Outcome.CLIENT_ERROR);
        assertThat(bench.avoided(ORDERS)).containsExactly("a");
        tries(Outcome.SUCCESS);
        assertThat(bench.avoided(ORDERS)).isEmpty();
        assertThat(bench.picked(ORDERS)).containsExactly("a", "b", "c");
        assertThat(bench.events(PoolEvent.RouteReturned.class)).singleElement().satisfies(event -> {
            assertThat(event.route()).isEqualTo("GET /orders");
            assertThat(event.backend().id()).isEqualTo("a");
        });
    }

    @Test
    void aBadTrialAvoidsItForTwiceAsLong() {
        avoidA();
        bench.time.advance(Duration.ofSeconds(33));
        tries(Bench.BAD);
        assertThat(bench.picked(ORDERS)).containsExactly("b", "c");
        RouteStatus.Avoided avoided =
                bench.pool.status().routes().get(0).avoided().get(0);
        assertThat(avoided.why()).startsWith("trial failed: 1 x FAILURE 500; avoided no. 2");
        assertThat(avoided.left()).isBetween(Duration.ofSeconds(59), Duration.ofSeconds(66));
        assertThat(bench.member("a").status()).isEqualTo(Status.HEALTHY);
    }

    @Test
    void trialsThatTellNothingGiveThePermitBack() {
        avoidA();
        bench.time.advance(Duration.ofSeconds(33));
        tries().close();
        tries().discard();
        tries(Outcome.CANCELLED);
        bench.time.advance(Duration.ofSeconds(1).minus(NANO));
        assertThat(bench.pickedNow(ORDERS)).containsExactly("b", "c");
        bench.time.advance(NANO);
        tries(Outcome.SUCCESS);
        assertThat(bench.pool.status().routes().get(0).avoided().get(0).why()).endsWith("trial: 1 of 3 good");
    }

    @Test
    void aCallThatHasTriedSomeoneIsNoTrial() {
        avoidA();
        bench.time.advance(Duration.ofSeconds(33));
        assertThat(bench.picked(ORDERS.withTried("b"))).containsExactly("c");
    }

    @Test
    void aCallWithAKeyIsNoTrialBeforeThatHasWaitedTenSeconds() {
        avoidA();
        bench.time.advance(bench.pool.status().routes().get(0).avoided().get(0).left());
        CallContext keyed = CallContext.forKey("user").withRoute("GET /orders");
        bench.time.advance(Duration.ofSeconds(10).minus(NANO));
        assertThat(bench.pickedNow(keyed)).containsExactly("b", "c");
        bench.time.advance(NANO);
        assertThat(bench.pick(keyed)).isEqualTo("a");
    }

    @Test
    void afterItsReturnWhatBeganBeforeIsPaidFor() {
        Lease before = bench.open("a", ORDERS);
        avoidA();
        bench.time.advance(Duration.ofSeconds(33));
        for (int i = 0; i < 3; i++) tries(Outcome.SUCCESS);
        bench.calls("a", ORDERS, 4, Bench.BAD);
        before.responded(Bench.BAD);
        bench.time.runDue();
        assertThat(bench.avoided(ORDERS)).isEmpty();
        bench.calls("a", ORDERS, 1, Bench.BAD);
        assertThat(bench.avoided(ORDERS)).containsExactly("a");
    }

    @Test
    void aRunFromBeforeAMaintenanceIsVoid() {
        bench.calls("a", STOCK, 5, Outcome.SUCCESS);
        bench.calls("a", ORDERS, 4, Bench.BAD);
        bench.pool.maintenance("a");
        bench.pool.ready("a");
        bench.calls("a", ORDERS, 4, Bench.BAD);
        assertThat(bench.avoided(ORDERS)).isEmpty();
        bench.calls("a", ORDERS, 1, Bench.BAD);
        assertThat(bench.avoided(ORDERS)).containsExactly("a");
    }

    @Test
    void whatBeganBeforeAMaintenanceIsNoFaultOfTheRouteAfterIt() {
        bench.calls("a", STOCK, 5, Outcome.SUCCESS);
        List<Lease> before =
                Stream.generate(() -> bench.open("a", ORDERS)).limit(5).toList();
        bench.pool.maintenance("a");
        bench.time.advance(NANO);
        bench.pool.ready("a");
        for (Lease lease : before) lease.responded(Bench.BAD);
        bench.time.runDue();
        assertThat(bench.avoided(ORDERS)).isEmpty();
    }

    @Test
    void aRunFromBeforeAnEjectionThatEndsBeforeTheNextSweepIsVoid() {
        OutlierDetection rules = OutlierDetection.defaults()
                .withEjectionTime(Duration.ofMillis(1), Duration.ofSeconds(1))
                .withTrial(0, Duration.ofSeconds(30));
        OnRoutes bench = new OnRoutes(3, builder -> builder.outlierDetection(rules), "a", "b", "c");
        bench.calls("a", STOCK, 5, Outcome.SUCCESS);
        bench.calls("a", ORDERS, 4, Bench.BAD);
        bench.calls("a", CallContext.any(), 1, Bench.BAD); // the fifth of the member's own
        assertThat(bench.member("a").status()).isEqualTo(Status.EJECTED);
        bench.time.advance(bench.member("a").left());
        bench.calls("a", ORDERS, 4, Bench.BAD);
        assertThat(bench.avoided(ORDERS)).isEmpty();
        assertThat(bench.member("a").inRotation()).isTrue();
        bench.calls("a", ORDERS, 1, Bench.BAD);
        assertThat(bench.avoided(ORDERS)).containsExactly("a");
    }

    @Test
    void whereNobodyElseIsLeftOneThatWasTriedIsBetterThanOneThatIsAvoided() {
        avoidA();
        assertThat(bench.picked(ORDERS.withTried("b"))).containsExactly("c");
        assertThat(bench.picked(ORDERS.withTried("b").withTried("c"))).containsExactly("b", "c");
    }

    @Test
    void whereOnlyTheAvoidedAreLeftTheyServe() {
        avoidA();
        bench.pool.maintenance("b");
        assertThat(bench.picked(ORDERS)).containsExactly("c");
        bench.pool.maintenance("c");
        assertThat(bench.picked(ORDERS)).containsExactly("a");
        assertThat(bench.pool.status().routes().get(0).panic()).isTrue();
        bench.pool.ready("b");
        assertThat(bench.picked(ORDERS)).containsExactly("b");
        assertThat(bench.events(PoolEvent.RoutePanicChanged.class))
                .extracting(PoolEvent.RoutePanicChanged::panic, PoolEvent.RoutePanicChanged::avoided)
                .containsExactly(tuple(true, 1), tuple(false, 1));
    }

    /** Of three, one; of two, one, and never the last. */
    @Test
    void noMoreAreAvoidedThanMayBeEjected() {
        avoidA();
        bench.calls("b", STOCK, 5, Outcome.SUCCESS);
        bench.calls("c", ORDERS, 100, Outcome.SUCCESS);
        bench.calls("b", ORDERS, 5, Bench.BAD);
        assertThat(bench.avoided(ORDERS)).containsExactly("a");
        assertThat(bench.events(PoolEvent.RouteSpared.class)).singleElement().satisfies(event -> {
            assertThat(event.backend().id()).isEqualTo("b");
            assertThat(event.why()).isEqualTo("no more may be avoided");
        });
        assertThat(bench.picked(ORDERS)).containsExactly("b", "c");
    }

    private static void avoid(OnRoutes six, String id) {
        six.calls(id, STOCK, 20, Outcome.SUCCESS);
        six.calls("f", ORDERS, 100, Outcome.SUCCESS);
        six.calls(id, ORDERS, 5, Bench.BAD);
    }

    @Test
    void whoIsEjectedCountsAgainstTheLimitOfARoute() {
        OnRoutes six = new OnRoutes(9, "a", "b", "c", "d", "e", "f");
        for (String id : List.of("a", "b")) six.calls(id, CallContext.any(), 5, Bench.BAD);
        assertThat(six.picked(STOCK)).containsExactly("c", "d", "e", "f");
        avoid(six, "c");
        avoid(six, "d");
        assertThat(six.avoided(ORDERS)).containsExactly("c");
        assertThat(six.events(PoolEvent.RouteSpared.class))
                .extracting(event -> event.backend().id())
                .containsExactly("d");
    }

    @Test
    void whoIsEjectedCountsAgainstTheFloorOfARoute() {
        OnRoutes six = new OnRoutes(9, "a", "b", "c", "d", "e", "f");
        avoid(six, "c");
        avoid(six, "d");
        assertThat(six.avoided(ORDERS)).containsExactly("c", "d");
        for (String id : List.of("a", "b")) {
            assertThat(six.events(PoolEvent.RoutePanicChanged.class)).isEmpty();
            for (String well : List.of("c", "d", "e", "f")) six.calls(well, STOCK, 500, Outcome.SUCCESS);
            // The rest has failed too, so that five may be chance.
            for (int i = 0; i < 50 && six.member(id).left() == null; i++) {
                six.calls(id, CallContext.any(), 1, Bench.BAD);
            }
            assertThat(six.member(id).status()).isEqualTo(Status.EJECTED);
        }
        assertThat(six.picked(ORDERS)).containsExactly("c", "d", "e", "f");
        assertThat(six.events(PoolEvent.RoutePanicChanged.class)).hasSize(1);
    }

    /** To be told to come back later is no fault, and shows no more than that somebody is there. */
    @Test
    void aMemberThatOnlySendsTheCallsOfOtherRoutesAwayIsEjected() {
        Outcome later = Outcome.overloaded(429, Duration.ZERO);
        bench.calls("a", STOCK, 5, later);
        bench.calls("a", CallContext.any(), 5, later);
        bench.calls("a", ORDERS, 5, Bench.BAD);
        assertThat(bench.avoided(ORDERS)).isEmpty();
        assertThat(bench.member("a").status()).isEqualTo(Status.EJECTED);
    }

    @Test
    void aSweepEjectsWhomOneRouteBlamesAndTheOthersAreSentAwayBy() {
        bench.calls("a", STOCK, 100, Outcome.overloaded(429, Duration.ZERO));
        bench.calls("b", STOCK, 100, Outcome.SUCCESS);
        bench.calls("c", STOCK, 100, Outcome.SUCCESS);
        halfOfOrdersFailOnA();
        assertThat(bench.avoided(ORDERS)).isEmpty();
        assertThat(bench.member("a").status()).isEqualTo(Status.EJECTED);
    }

    @Test
    void aMemberThatSendsSomeCallsOfOtherRoutesAwayIsNot() {
        bench.calls("a", STOCK, 100, Outcome.overloaded(429, Duration.ZERO));
        bench.calls("a", STOCK, 1, Outcome.CLIENT_ERROR);
        halfOfOrdersFailOnA();
        assertThat(bench.avoided(ORDERS)).containsExactly("a");
        assertThat(bench.member("a").status()).isEqualTo(Status.HEALTHY);
    }

    /** What callers bring waits for the control plane. */
    private void atOnce(String id, int count, Outcome outcome) {
        for (int i = 0; i < count; i++) {
            try (Lease lease = bench.open(id, ORDERS)) {
                lease.responded(outcome);
            }
        }
    }

    @Test
    void whereTheOthersFailTooBeforeItIsAvoidedItIsNot() {
        for (String id : List.of("a", "b", "c")) bench.calls(id, STOCK, 5, Outcome.SUCCESS);
        atOnce("a", 5, Bench.BAD);
        atOnce("b", 4, Bench.BAD);
        atOnce("c", 4, Bench.BAD);
        bench.time.runDue();
        assertThat(bench.avoided(ORDERS)).isEmpty();
        assertThat(bench.events(PoolEvent.RouteSpared.class)).isEmpty();
        assertThat(bench.member("a").status()).isEqualTo(Status.HEALTHY);
    }

    @Test
    void aRunThatWasChanceIsLookedAtAgainAtItsNextFault() {
        whereTheOthersFailTooBeforeItIsAvoidedItIsNot();
        bench.calls("b", ORDERS, 500, Outcome.SUCCESS);
        bench.calls("c", ORDERS, 500, Outcome.SUCCESS);
        assertThat(bench.avoided(ORDERS)).isEmpty();
        bench.calls("a", ORDERS, 1, Bench.BAD);
        assertThat(bench.avoided(ORDERS)).containsExactly("a");
    }

    /** As of one that has just been started, whose first calls are all of this route: once it is known to answer others, it is asked again. */
    @Test
    void aRunThatCameBeforeAnyGoodAnswerIsLookedAtAgain() {
        OnRoutes watch = new OnRoutes(4, builder -> builder.outlierDetection(OutlierDetection.observeOnly()), "a", "b");
        watch.calls("a", ORDERS, 5, Bench.BAD);
        assertThat(watch.events(PoolEvent.RouteSpared.class)).isEmpty();
        watch.calls("a", STOCK, 1, Outcome.SUCCESS);
        watch.calls("a", ORDERS, 4, Bench.BAD);
        assertThat(watch.events(PoolEvent.RouteSpared.class)).isEmpty();
        watch.calls("a", ORDERS, 1, Bench.BAD);
        assertThat(watch.events(PoolEvent.RouteSpared.class)).hasSize(1);
    }

    /** A mistake in the code of the endpoint: all of them have it. */
    @Test
    void aRouteThatFailsEverywhereAvoidsNobodyAndEjectsNobody() {
        for (int i = 0; i < 100; i++) {
            for (String id : List.of("a", "b", "c")) {
                bench.calls(id, STOCK, 1, Outcome.SUCCESS);
                bench.calls(id, ORDERS, 1, Bench.BAD);
            }
        }
        bench.time.advance(SWEEP);
        assertThat(bench.avoided(ORDERS)).isEmpty();
        assertThat(bench.picked(ORDERS)).containsExactly("a", "b", "c");
        assertThat(bench.events(PoolEvent.MemberEjected.class)).isEmpty();
        assertThat(bench.pool.status().routes().get(0).errors()).isEqualTo(1);
    }

    /** Of three, one is avoided; another is as bad, for many sweeps. */
    @Test
    void whoIsSparedIsToldOnceUntilItIsWellAgain() {
        avoidA();
        for (int sweep = 0; sweep < 4; sweep++) sparesB();
        assertThat(bench.events(PoolEvent.RouteSpared.class)).hasSize(1);
        bench.calls("b", ORDERS, 100, Outcome.SUCCESS);
        bench.calls("c", ORDERS, 100, Outcome.SUCCESS);
        bench.time.advance(SWEEP);
        sparesB();
        assertThat(bench.events(PoolEvent.RouteSpared.class)).hasSize(2);
    }

    private void sparesB() {
        bench.calls("b", STOCK, 200, Outcome.SUCCESS);
        bench.calls("c", ORDERS, 200, Outcome.SUCCESS);
        halfOfOrdersFailOn("b");
        bench.time.advance(SWEEP);
    }

    @Test
    void statusAndExplanationTellIt() {
        avoidA();
        String why = "5 in a row: 5 x FAILURE 500; avoided no. 1, 3";
        assertThat(bench.pool.status().toString()).contains("GET /orders avoids a (a:80): " + why);
        Map<String, Object> json = Json.object(Json.read(bench.pool.status().toJson()));
        Map<String, Object> route = Json.object(((List<?>) json.get("routes")).get(0));
        assertThat(route).containsEntry("route", "GET /orders").containsEntry("panic", false);
        Map<String, Object> avoided = Json.object(((List<?>) route.get("avoided")).get(0));
        assertThat(avoided).containsEntry("id", "a");
        assertThat((Double) avoided.get("leftSeconds")).isBetween(30.0, 33.0);
        assertThat(bench.pool.explain(ORDERS).toString()).contains("a avoided on this route: " + why);
        assertThat(bench.pool.explain(STOCK).toString()).doesNotContain("avoided");
        assertThat(bench.pool.explain(CallContext.any().withRoute("unknown")).toString())
                .doesNotContain("avoided");
        assertThat(bench.pool.explain(ORDERS.withTried("a")).toString()).contains("a tried already");
    }

    @Test
    void explanationTellsOfATrialOnTheRoute() {
        avoidA();
        bench.time.advance(Duration.ofSeconds(33));
        assertThat(bench.pool.explain(ORDERS).toString()).startsWith("would choose a: as a trial call on this route; ");
        assertThat(bench.pool.explain(STOCK).toString()).doesNotContain("trial");
        Lease trial = tries();
        assertThat(bench.pool.explain(ORDERS).toString()).startsWith("one of b, c by chance or turn: ");
        trial.discard();
    }

    @Test
    void explanationTellsThatOneWhichWasTriedIsBetterThanOneThatIsAvoided() {
        avoidA();
        Explanation explained = bench.pool.explain(ORDERS.withTried("b").withTried("c"));
        assertThat(explained.toString()).contains("a avoided on this route: ");
        assertThat(explained.likely())
                .extracting(Backend::id)
                .isSubsetOf("b", "c")
                .isNotEmpty();
    }

    @Test
    void theOperatorsWordEndsIt() {
        avoidA();
        bench.pool.ready("a");
        assertThat(bench.picked(ORDERS)).containsExactly("a", "b", "c");
        assertThat(bench.events(PoolEvent.RouteReturned.class)).hasSize(1);
        bench.pool.ready("b");
    }

    @Test
    void aMemberOnTrialIsNotTriedByARouteWhoseTimeIsNotOver() {
        avoidA();
        bench.time.advance(Duration.ofSeconds(33));
        tries(Bench.BAD); // for twice as long as the member will be out
        bench.calls("a", STOCK, 1, Bench.BAD);
        assertThat(bench.member("a").status()).isEqualTo(Status.EJECTED);
        Duration left = bench.member("a").left();
        bench.time.advance(left);
        assertThat(bench.member("a").status()).isEqualTo(Status.TRIAL);
        assertThat(bench.picked(ORDERS)).containsExactly("b", "c");
        assertThat(bench.pick(STOCK)).isEqualTo("a");
    }

    /** All calls there are come by the route that avoided it. */
    @Test
    void aMemberOnTrialIsTriedByTheRouteThatHasItOnTrialToo() {
        avoidA();
        bench.calls("a", STOCK, 1, Bench.BAD);
        bench.time.advance(Duration.ofSeconds(33));
        assertThat(bench.member("a").status()).isEqualTo(Status.TRIAL);
        for (int i = 0; i < 3; i++) tries(Outcome.SUCCESS);
        assertThat(bench.member("a").status()).isEqualTo(Status.HEALTHY);
        assertThat(bench.avoided(ORDERS)).containsExactly("a");
        for (int i = 0; i < 3; i++) tries(Outcome.SUCCESS);
        assertThat(bench.avoided(ORDERS)).isEmpty();
    }

    @Test
    void observingTellsAndAvoidsNobody() {
        OnRoutes watch = new OnRoutes(4, builder -> builder.outlierDetection(OutlierDetection.observeOnly()), "a", "b");
        watch.calls("a", STOCK, 5, Outcome.SUCCESS);
        watch.calls("a", ORDERS, 5, Bench.BAD);
        assertThat(watch.events(PoolEvent.RouteSpared.class))
                .singleElement()
                .satisfies(event -> assertThat(event.why()).isEqualTo("detection only observes"));
        assertThat(watch.picked(ORDERS)).containsExactly("a", "b");
    }

    @Test
    void withoutDetectionOrPlacesThereAreNoRoutes() {
        for (OutlierDetection rules :
                Set.of(OutlierDetection.off(), OutlierDetection.defaults().withRoutes(0))) {
            OnRoutes none = new OnRoutes(5, builder -> builder.outlierDetection(rules), "a", "b");
            none.calls("a", STOCK, 5, Outcome.SUCCESS);
            none.calls("a", ORDERS, 5, Bench.BAD);
            assertThat(none.pool.status().routes()).isEmpty();
        }
    }

    @Test
    void theRoutesAboveTheLimitAreOne() {
        OnRoutes two = new OnRoutes(
                6,
                builder -> builder.outlierDetection(OutlierDetection.defaults().withRoutes(2)),
                "a",
                "b");
        two.calls("a", STOCK, 5, Outcome.SUCCESS);
        two.calls("a", ORDERS, 5, Outcome.SUCCESS);
        CallContext third = CallContext.any().withRoute("third");
        CallContext fourth = CallContext.any().withRoute("fourth");
        two.calls("a", third, 3, Bench.BAD);
        two.calls("a", fourth, 2, Bench.BAD);
        assertThat(two.pool.status().routes())
                .extracting(RouteStatus::name)
                .containsExactly("GET /orders", "GET /stock", "(other routes)");
        for (CallContext shared : List.of(third, fourth, third.withTried("x"))) {
            assertThat(two.picked(shared)).containsExactly("b");
        }
        assertThat(two.pool.explain(third).toString()).contains("a avoided on this route");
        assertThat(two.picked(STOCK)).containsExactly("a", "b");
    }

    @Test
    void aRouteThatIsNotUsedIsForgottenAndMakesPlace() {
        OnRoutes one = new OnRoutes(
                7,
                builder -> builder.outlierDetection(OutlierDetection.defaults().withRoutes(1)),
                "a",
                "b");
        one.calls("a", ORDERS, 10, Outcome.SUCCESS);
        one.calls("a", STOCK, 1, Outcome.SUCCESS);
        one.time.advance(Duration.ofMinutes(2));
        assertThat(one.pool.status().routes()).hasSize(2);
        one.time.advance(Duration.ofMinutes(12));
        assertThat(one.pool.status().routes()).isEmpty();
        one.calls("a", STOCK, 1, Outcome.SUCCESS);
        assertThat(one.pool.status().routes()).extracting(RouteStatus::name).containsExactly("GET /stock");
    }

    @Test
    void callsThatOutliveTheirRouteAreHeldAgainstTheirMemberAlone() {
        bench.calls("a", STOCK, 5, Outcome.SUCCESS);
        List<Lease> late =
                Stream.generate(() -> bench.open("a", ORDERS)).limit(10).toList();
        bench.time.advance(Duration.ofMinutes(12));
        assertThat(bench.pool.status().routes()).isEmpty();
        for (Lease lease : late) {
            lease.responded(Bench.BAD);
            bench.time.runDue();
            lease.close();
        }
        assertThat(bench.pool.status().routes()).isEmpty();
        assertThat(bench.member("a").faults()).isEqualTo(10);
        assertThat(bench.member("a").status()).isEqualTo(Status.EJECTED);
        assertThat(bench.member("a").inFlight()).isZero();
    }

    /** Its next call is the first of a route of its own. */
    @Test
    void whatSharedAPlaceIsNotSaidToAvoidAnyoneOnceThereIsAPlaceForIt() {
        OnRoutes one = new OnRoutes(
                7,
                builder -> builder.outlierDetection(OutlierDetection.defaults().withRoutes(1)),
                "a",
                "b");
        one.calls("a", ORDERS, 1, Outcome.SUCCESS);
        one.time.advance(Duration.ofMinutes(5));
        one.calls("a", CallContext.any(), 5, Outcome.SUCCESS);
        one.calls("a", STOCK, 5, Bench.BAD);
        assertThat(one.pool.explain(STOCK).toString()).contains("a avoided on this route");
        assertThat(one.pool.avoids("a", STOCK)).isTrue();
        while (one.pool.status().routes().size() > 1) one.time.advance(Duration.ofSeconds(10));
        assertThat(one.pool.status().routes()).singleElement().satisfies(shared -> {
            assertThat(shared.name()).isEqualTo("(other routes)");
            assertThat(shared.avoided()).isNotEmpty();
        });
        assertThat(one.pool.explain(STOCK).toString()).doesNotContain("on this route");
        assertThat(one.pool.avoids("a", STOCK)).isFalse();
        assertThat(one.picked(STOCK)).containsExactly("a", "b");
    }

    @Test
    void aMemberThatLeavesIsForgottenWithItsRoutes() {
        avoidA();
        bench.pool.remove("a");
        bench.time.advance(SWEEP);
        assertThat(bench.avoided(ORDERS)).isEmpty();
        bench.pool.add(Bench.backend("a"));
        assertThat(bench.picked(ORDERS)).containsExactly("a", "b", "c");
    }

    @Test
    void theSameIdAtAnotherAddressIsNotAvoided() {
        avoidA();
        bench.pool.update(List.of(Backend.of("new", 80).withId("a"), Bench.backend("b"), Bench.backend("c")));
        assertThat(bench.picked(ORDERS)).containsExactly("a", "b", "c");
        assertThat(bench.avoided(ORDERS)).isEmpty();
    }

    @Test
    void aTrialThatEndsAfterItsMemberLeftChangesNothing() {
        avoidA();
        bench.time.advance(Duration.ofSeconds(33));
        Lease last = tries();
        bench.pool.remove("a");
        bench.pool.add(Bench.backend("a"));
        last.responded(Bench.BAD);
        last.close();
        assertThat(bench.picked(ORDERS)).containsExactly("a", "b", "c");
        assertThat(bench.events(PoolEvent.RouteAvoided.class))
                .as("the first time")
                .hasSize(1);
    }

    @Test
    void aClosedPoolHasNoTimersOfRoutesLeft() {
        avoidA();
        bench.pool.close();
        bench.time.advance(Duration.ofMinutes(2));
        assertThat(bench.events(PoolEvent.RouteReturned.class)).isEmpty();
    }

    @Test
    void aLateAnswerIsAFaultOfItsRoute() {
        OnRoutes strict = new OnRoutes(
                8,
                builder -> builder.outlierDetection(OutlierDetection.defaults().withSlowAfter(Duration.ofSeconds(1))),
                "a",
                "b");
        strict.calls("a", STOCK, 5, Outcome.SUCCESS);
        for (int i = 0; i < 5; i++) {
            Lease lease = strict.open("a", ORDERS);
            strict.time.advance(Duration.ofSeconds(1).plus(NANO));
            lease.responded(Outcome.SUCCESS);
            lease.close();
        }
        strict.time.runDue();
        assertThat(strict.events(PoolEvent.RouteAvoided.class))
                .singleElement()
                .satisfies(event -> assertThat(event.evidence()).hasToString("5 in a row: 5 x SLOW"));
    }
}

package io.github.evenkeel.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.evenkeel.Backend;
import io.github.evenkeel.CallContext;
import io.github.evenkeel.NoBackendAvailableException;
import io.github.evenkeel.Outcome;
import io.github.evenkeel.health.Priorities;
import io.github.evenkeel.health.Status;
import io.github.evenkeel.select.Selector;
import io.github.evenkeel.select.Selectors;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Priorities and the preferred zone in a whole pool: who gets which part of the calls, and when that changes. */
class PrioritiesTest {
    private static final int CALLS = 30_000;
    private static final Duration NANO = Duration.ofNanos(1);
    private static final Duration HOLD = Duration.ofSeconds(10);
    private static final Duration RETURN = Duration.ofSeconds(60);

    /** Primaries p0, p1 …, standbys s0, s1 …. */
    private static Bench bench(int primaries, int standbys, UnaryOperator<BackendPool.Builder> settings) {
        return new Bench(3, builder -> {
            for (int i = 0; i < primaries; i++) builder.backend(Bench.backend("p" + i));
            for (int i = 0; i < standbys; i++) builder.backend(standby("s" + i));
            return settings.apply(builder);
        });
    }

    private static Bench spill(int primaries, int standbys) {
        return bench(primaries, standbys, builder -> builder);
    }

    private static Bench strict(Priorities priorities) {
        return bench(2, 2, builder -> builder.priorities(priorities));
    }

    private static Backend standby(String id) {
        return Bench.backend(id).withPriority(1);
    }

    /** The part of the calls by the first letter of who gets them. */
    private static Map<String, Double> parts(Bench bench) {
        Map<String, Double> parts = new TreeMap<>();
        for (int i = 0; i < CALLS; i++) {
            parts.merge(bench.pick(CallContext.any()).substring(0, 1), 1.0 / CALLS, Double::sum);
        }
        return parts;
    }

    private static void expect(Bench bench, String who, double share) {
        // Four sigma of a share of 30,000 draws are at most 0.012.
        assertThat(parts(bench).getOrDefault(who, 0.0)).as(who).isCloseTo(share, within(0.012));
    }

    @Test
    void thePrimaryTakesEverythingWhileFiveInSevenOfItServe() {
        Bench bench = spill(7, 2);
        Probing probes = new Probing(bench.pool);
        assertThat(parts(bench)).containsOnlyKeys("p");
        probes.fail("p0", "p1");
        assertThat(parts(bench)).containsOnlyKeys("p");
        assertThat(bench.events(PoolEvent.LoadShifted.class)).isEmpty();
        probes.fail("p2");
        expect(bench, "s", 1 - 1.4 * 4 / 7);
        assertThat(bench.events(PoolEvent.LoadShifted.class)).singleElement().satisfies(shift -> {
            assertThat(shift.from()).containsExactly(new TierShare(0, "", 1), new TierShare(1, "", 0));
            assertThat(shift.to().get(0).share()).isCloseTo(0.8, within(1e-9));
        });
        assertThat(bench.pool.status().toString()).contains("\npriority 0: 80 %, priority 1: 20 %\n");
        probes.recover("p2");
        assertThat(parts(bench)).containsOnlyKeys("p");
    }

    @Test
    void theStandbyTakesWhatIsEjectedToo() {
        Bench bench = spill(2, 2);
        bench.eject("p0");
        expect(bench, "p", 0.7);
        bench.eject("p1");
        assertThat(parts(bench)).containsOnlyKeys("s");
        assertThat(bench.pool.status().panic())
                .as("priorities come before panic")
                .isFalse();
    }

    @Test
    void prioritiesComeBeforePanicEvenWhereFewOfAllAreHealthy() {
        Bench bench = spill(5, 1);
        Probing probes = new Probing(bench.pool);
        probes.fail("p0", "p1", "p2", "p3", "p4");
        assertThat(bench.pool.status().panic()).isFalse();
        assertThat(parts(bench)).containsOnlyKeys("s");
        probes.fail("s0");
        assertThat(bench.pool.status().panic()).isTrue();
        assertThat(parts(bench)).as("nobody is healthy: the primary").containsOnlyKeys("p");
    }

    @Test
    void wherePrioritiesCannotCarryTheCallsTogetherTheFloorSpeaks() {
        Bench bench = spill(5, 2);
        Probing probes = new Probing(bench.pool);
        probes.fail("p0", "p1", "p2", "p3", "p4");
        assertThat(bench.pool.status().panic()).isFalse();
        probes.fail("s0");
        assertThat(bench.pool.status().panic())
                .as("70 % of the calls can be carried")
                .isTrue();
        assertThat(bench.picked()).as("of the standby, in panic, both").containsExactly("s0", "s1");
    }

    /** Who comes and goes must not turn panic on and off, and the dead must not get calls for longer than it takes to see that. */
    @Test
    void panicEndsWhenTheCallsHaveBeenCarriedForTenSecondsWithoutABreak() {
        Bench bench = spill(5, 2);
        Probing probes = new Probing(bench.pool);
        probes.fail("p0", "p1", "p2", "p3", "p4", "s0");
        for (int i = 0; i < 3; i++) {
            probes.recover("s0");
            bench.time.advance(Reserve.CALM.minus(NANO));
            assertThat(bench.pool.status().panic())
                    .as("it carries, without a reserve")
                    .isTrue();
            probes.fail("s0");
        }
        assertThat(bench.events(PoolEvent.PanicChanged.class)).hasSize(1);
        bench.pool.ready("s0"); // no more holding
        probes.recover("s0");
        bench.time.advance(Reserve.CALM.minus(NANO));
        assertThat(bench.pool.status().panic()).isTrue();
        bench.time.advance(NANO);
        assertThat(bench.pool.status().panic()).isFalse();
        assertThat(bench.events(PoolEvent.PanicChanged.class)).hasSize(2);
    }

    @Test
    void panicEndsAtOnceWhereTheCallsCanBeCarriedWithoutAnyOne() {
        Bench bench = spill(5, 2);
        Probing probes = new Probing(bench.pool);
        probes.fail("p0", "p1", "p2", "p3", "p4", "s0");
        probes.recover("s0", "p0");
        assertThat(bench.pool.status().panic()).as("28 % and, without s0, 70 %").isTrue();
        probes.recover("p1");
        assertThat(bench.pool.status().panic()).as("56 % and 70 %").isFalse();
    }

    @Test
    void aRetryTriesTheOtherPrioritiesBeforeAnyoneTwice() {
        Bench bench = spill(2, 1);
        CallContext tried = CallContext.any().withTried("p0");
        assertThat(bench.pick(tried)).isEqualTo("p1");
        tried = tried.withTried("p1");
        assertThat(bench.pick(tried)).isEqualTo("s0");
        assertThat(bench.pick(tried.withTried("s0"))).isIn("p0", "p1", "s0");
    }

    @Test
    void aCallWithAKeyStaysWithItsPriorityWhileTheSharesStand() {
        Bench bench = bench(4, 2, builder -> builder.selector(Selectors.consistentHash()));
        Probing probes = new Probing(bench.pool);
        probes.fail("p0", "p1");
        int spilled = 0;
        for (int i = 0; i < 3_000; i++) {
            CallContext key = CallContext.forKey("user " + i);
            String first = bench.pick(key);
            assertThat(bench.pick(key)).isEqualTo(first);
            if (first.startsWith("s")) spilled++;
        }
        assertThat(spilled / 3_000.0).isCloseTo(0.3, within(0.035));
    }

    @Test
    void aMemberOfAnotherPriorityChangesSides() {
        Bench bench = spill(2, 1);
        bench.pool.update(List.of(Bench.backend("p0"), standby("p1"), standby("s0")));
        assertThat(bench.picked()).containsExactly("p0");
        bench.pool.remove("p0");
        assertThat(bench.picked()).containsExactly("p1", "s0");
        bench.pool.add(Bench.backend("p2"));
        assertThat(bench.picked()).containsExactly("p2");
    }

    @Test
    void stickyKeysOfAPriorityThatIsGoneAreDroppedAndTold() {
        Bench bench = bench(1, 1, builder -> builder.selector(Selectors.sticky(Selectors.roundRobin())));
        for (int i = 0; i < 5; i++) bench.pick(CallContext.forKey("user " + i));
        bench.pool.remove("p0");
        assertThat(bench.events(PoolEvent.KeysDisplaced.class)).singleElement().satisfies(event -> {
            assertThat(event.keys()).isEqualTo(5);
            assertThat(event.dropped()).isTrue();
        });
        assertThat(bench.pick(CallContext.forKey("user 0"))).isEqualTo("s0");
        assertThat(bench.pool.status().figures()).isEqualTo(Map.of("stickyKeys", 1L));
    }

    // ---- one at a time

    @Test
    void aStandbyTakesAllAfterTheHoldDownToTheNanosecondAndGivesBackAfterAnother() {
        Bench bench = strict(Priorities.strict(HOLD, RETURN));
        Probing probes = new Probing(bench.pool);
        assertThat(bench.member("s0").inRotation()).isFalse();
        assertThat(bench.member("s0").why()).isEqualTo("stands by");
        probes.fail("p0");
        bench.time.advance(Duration.ofHours(1));
        assertThat(bench.picked()).as("one primary is enough").containsExactly("p1");
        probes.fail("p1");
        assertThat(bench.picked()).as("until then the floor has its way").containsExactly("p0", "p1");
        bench.time.advance(HOLD.minus(NANO));
        assertThat(bench.picked()).containsExactly("p0", "p1");
        bench.time.advance(NANO);
        assertThat(bench.picked()).containsExactly("s0", "s1");
        assertThat(bench.pool.status().panic()).isFalse();
        assertThat(bench.member("s0").status().toString()).isEqualTo("HEALTHY");
        probes.recover("p0");
        bench.time.advance(RETURN.minus(NANO));
        assertThat(bench.picked()).containsExactly("s0", "s1");
        bench.time.advance(NANO);
        assertThat(bench.picked()).containsExactly("p0");
        assertThat(bench.events(PoolEvent.LoadShifted.class)).hasSize(2);
    }

    @Test
    void aPrimaryThatIsBackInTimeStaysInCharge() {
        Bench bench = strict(Priorities.strict(HOLD, RETURN));
        Probing probes = new Probing(bench.pool);
        probes.fail("p0", "p1");
        bench.time.advance(HOLD.minus(NANO));
        probes.recover("p0");
        bench.time.advance(Duration.ofHours(1));
        assertThat(bench.picked()).containsExactly("p0");
        assertThat(bench.events(PoolEvent.LoadShifted.class)).isEmpty();
    }

    @Test
    void givenBackByCommandOnly() {
        Bench bench = strict(Priorities.strict(HOLD));
        Probing probes = new Probing(bench.pool);
        probes.fail("p0", "p1");
        bench.time.advance(HOLD);
        probes.recover("p0", "p1");
        bench.time.advance(Duration.ofDays(1));
        assertThat(bench.picked()).containsExactly("s0", "s1");
        bench.pool.giveBack();
        assertThat(bench.picked()).containsExactly("p0", "p1");
        bench.pool.giveBack();
        assertThat(bench.picked()).containsExactly("p0", "p1");
    }

    @Test
    void aRetryNeverReachesAStandby() {
        Bench bench = strict(Priorities.strict(HOLD));
        assertThat(bench.pick(CallContext.any().withTried("p0").withTried("p1")))
                .isIn("p0", "p1");
    }

    @Test
    void failingFastNobodyServesUntilTheStandbyDoes() {
        Bench bench = bench(1, 1, builder -> builder.failFast().priorities(Priorities.strict(HOLD)));
        new Probing(bench.pool).fail("p0");
        assertThatThrownBy(() -> bench.pool.acquire(CallContext.any()))
                .isInstanceOf(NoBackendAvailableException.class)
                .hasMessageContaining("s0 (s0:80) HEALTHY (stands by)");
        bench.time.advance(HOLD);
        assertThat(bench.picked()).containsExactly("s0");
    }

    @Test
    void thereIsNothingToGiveBackWhereCallsSpill() {
        assertThatThrownBy(() -> spill(1, 1).pool.giveBack())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("pool orders: its priorities are not strict");
    }

    @Test
    void whoIsInChargeStaysSoWhenPrioritiesComeAndGo() {
        Bench bench = strict(Priorities.strict(Duration.ZERO));
        new Probing(bench.pool).fail("p0", "p1");
        assertThat(bench.picked()).containsExactly("s0", "s1");
        bench.pool.update(List.of(
                Bench.backend("p0").withPriority(0),
                Bench.backend("p1").withPriority(1),
                standby("s0").withPriority(1),
                standby("s1").withPriority(2)));
        assertThat(bench.picked()).containsExactly("s0");
        bench.pool.remove("p0");
        assertThat(bench.picked()).containsExactly("s0");
    }

    // ---- the preferred zone

    /** Local members l0 …, remote ones r0 …. */
    private static Bench zones(int local, int remote) {
        List<Backend> backends = new ArrayList<>();
        for (int i = 0; i < local; i++) backends.add(Bench.backend("l" + i).withZone("eu-1b"));
        for (int i = 0; i < remote; i++) backends.add(Bench.backend("r" + i).withZone("eu-1a"));
        return new Bench(9, builder -> builder.zone("eu-1b").backends(backends));
    }

    @Test
    void callsStayInTheZoneAsLongAsNoMemberGetsMoreThan140PercentOfTheMean() {
        expect(zones(5, 2), "l", 1);
        expect(zones(2, 2), "l", 0.7);
        expect(zones(1, 9), "l", 0.14);
        expect(zones(0, 2), "r", 1);
    }

    @Test
    void whatTheZoneHasLostGoesElsewhere() {
        Bench bench = zones(4, 4);
        Probing probes = new Probing(bench.pool);
        probes.fail("l0", "l1", "l2");
        expect(bench, "l", 1.4 / 5);
        probes.fail("l3");
        assertThat(parts(bench)).containsOnlyKeys("r");
        assertThat(bench.pool.status().toString()).contains("priority 0 in eu-1b: 0 %, priority 0: 100 %");
    }

    static Stream<Selector> selectors() {
        return Stream.of(
                Selectors.adaptive(),
                Selectors.powerOfTwoChoices(),
                Selectors.leastConnections(),
                Selectors.peakEwma(),
                Selectors.roundRobin(),
                Selectors.weightedRoundRobin(),
                Selectors.random(),
                Selectors.consistentHash(),
                Selectors.sticky(Selectors.adaptive()));
    }

    @ParameterizedTest
    @MethodSource("selectors")
    void theSharesHoldUnderEverySelector(Selector selector) {
        Bench bench = bench(4, 2, builder -> builder.selector(selector));
        new Probing(bench.pool).fail("p0", "p1");
        expect(bench, "s", 0.3);
    }

    @Test
    void whileAStandbyIsInChargeNoCallTriesThePrimary() {
        Bench bench = new Bench(
                3,
                builder -> builder.priorities(Priorities.strict(Duration.ofSeconds(10)))
                        .backend(Bench.backend("p"))
                        .backend(Bench.backend("s").withPriority(1)));
        bench.calls("p", 5, Bench.BAD);
        bench.time.runDue();
        bench.time.advance(Duration.ofSeconds(10));
        assertThat(bench.picked()).containsExactly("s");
        bench.time.advance(Duration.ofSeconds(60));
        assertThat(bench.member("p").status()).isEqualTo(Status.TRIAL);
        assertThat(bench.picked()).containsExactly("s");
        bench.pool.giveBack();
        for (int i = 0; i < 3; i++) bench.call("p", Outcome.SUCCESS);
        bench.time.runDue();
        assertThat(bench.picked()).containsExactly("p");
    }

    @Test
    void inAnEmptyPoolThereIsNothingToGiveBack() {
        Bench bench = new Bench(5, builder -> builder.priorities(Priorities.strict(Duration.ofSeconds(10))), "a");
        bench.pool.forceRemove("a");
        assertThatCode(() -> bench.pool.giveBack()).doesNotThrowAnyException();
    }
}

package io.github.evenkeel.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.evenkeel.Backend;
import io.github.evenkeel.CallContext;
import io.github.evenkeel.Outcome;
import io.github.evenkeel.health.SlowStart;
import io.github.evenkeel.health.Status;
import io.github.evenkeel.select.Selector;
import io.github.evenkeel.select.Selectors;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Slow start in a whole pool: who warms up, from when to when, and what share it measures at. */
class SlowStartPoolTest {
    private static final Duration NANO = Duration.ofNanos(1);

    private final Bench bench = bench(SlowStart.defaults(), "a", "b", "c", "d");

    private static Bench bench(SlowStart slowStart, String... ids) {
        return new Bench(11, builder -> builder.slowStart(slowStart), ids);
    }

    private static void warm(Bench bench) {
        bench.time.advance(Duration.ofMinutes(5));
    }

    private static Member member(Bench bench, String id) {
        return bench.pool.control.rotation().candidates().all().stream()
                .map(Member.class::cast)
                .filter(member -> member.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private double factor(String id) {
        return member(bench, id).ramp(bench.time.now());
    }

    private Status status(String id) {
        return bench.member(id).status();
    }

    @Test
    void aPoolThatStartsTogetherIsNotCold() {
        for (String id : List.of("a", "b", "c", "d")) {
            assertThat(status(id)).isEqualTo(Status.HEALTHY);
            assertThat(member(bench, id).warming()).isFalse();
        }
        assertThat(bench.events(PoolEvent.StatusChanged.class)).isEmpty();
    }

    @Test
    void aNewcomerRisesEvenlyAndIsWarmAtTheEndToTheNanosecond() {
        warm(bench);
        bench.pool.add(Bench.backend("e"));
        assertThat(factor("e")).isEqualTo(0.1);
        bench.time.advance(Duration.ofSeconds(21));
        assertThat(factor("e")).isEqualTo(0.35);
        assertThat(bench.member("e").why()).isEqualTo("warming up: 35 % of its share, 39 s left");
        assertThat(bench.member("e").left()).isEqualTo(Duration.ofSeconds(39));
        assertThat(bench.member("e").since()).isEqualTo(Duration.ofSeconds(21));
        bench.time.advance(Duration.ofSeconds(39).minus(NANO));
        assertThat(status("e")).isEqualTo(Status.WARMING);
        assertThat(factor("e")).isLessThan(1).isCloseTo(1, within(1e-9));
        bench.time.advance(NANO);
        assertThat(status("e")).isEqualTo(Status.HEALTHY);
        assertThat(member(bench, "e").warming()).isFalse();
        assertThat(bench.member("e").why()).isEmpty();
        assertThat(bench.events(PoolEvent.StatusChanged.class))
                .extracting(PoolEvent.StatusChanged::to)
                .containsExactly(Status.WARMING, Status.HEALTHY);
    }

    /** A deploy that spared one: nine tenths of nothing warm must not fall on it. */
    @Test
    void aFewWarmMembersNeverGetMoreThanTwiceTheirShare() {
        for (int newcomers : new int[] {1, 2, 9, 99}) {
            Bench deployed = bench(SlowStart.defaults(), "old", "gone");
            warm(deployed);
            List<Backend> next = new ArrayList<>(List.of(Bench.backend("old")));
            for (int i = 0; i < newcomers; i++) next.add(Bench.backend("n" + i));
            deployed.pool.update(next);
            for (int second = 0; second < 60; second += 10) {
                double all = 0;
                for (Backend each : next) all += member(deployed, each.id()).ramp(deployed.time.now());
                assertThat(next.size() / all)
                        .as(newcomers + " new after " + second)
                        .isLessThan(2.001);
                if (newcomers >= 2 && second == 0) assertThat(next.size() / all).isGreaterThan(1.99);
                deployed.time.advance(Duration.ofSeconds(10));
            }
            assertThat(deployed.member("n0").status()).isEqualTo(Status.HEALTHY);
        }
    }

    @Test
    void theWarmOnesCountByTheirWeight() {
        Bench heavy = bench(SlowStart.defaults(), "a");
        heavy.pool.update(List.of(Bench.backend("a").withWeight(3)));
        warm(heavy);
        heavy.pool.add(Bench.backend("b"));
        heavy.pool.add(Bench.backend("c"));
        heavy.pool.add(Bench.backend("d"));
        assertThat(member(heavy, "d").ramp(heavy.time.now())).isEqualTo(0.1);
        heavy.pool.add(Bench.backend("e").withWeight(6));
        assertThat(member(heavy, "e").ramp(heavy.time.now()))
                .as("3 + 9 x 1/3 = 12 / 2")
                .isCloseTo(0.3334, within(1e-3));
    }

    @Test
    void theLeastPartIsKeptUntilTheRiseHasPassedItToTheNanosecond() {
        warm(bench);
        bench.pool.add(Bench.backend("e"));
        bench.time.advance(Duration.ofSeconds(6));
        assertThat(factor("e")).isEqualTo(0.1);
        bench.time.advance(NANO);
        assertThat(factor("e")).isGreaterThan(0.1);
    }

    @Test
    void whoeverPutItOutAMemberReturnsThroughTheRamp() {
        warm(bench);
        bench.pool.maintenance("a");
        bench.pool.ready("a");
        assertThat(status("a")).as("after maintenance").isEqualTo(Status.WARMING);
        bench.pool.drain("b", Duration.ofSeconds(1));
        bench.pool.ready("b");
        assertThat(status("b")).as("after a drain").isEqualTo(Status.WARMING);
        warm(bench);
        bench.eject("c");
        bench.pool.ready("c");
        assertThat(status("c")).as("after an ejection").isEqualTo(Status.WARMING);
        assertThat(bench.events(PoolEvent.StatusChanged.class)).last().satisfies(event -> {
            assertThat(event.from()).isEqualTo(Status.EJECTED);
            assertThat(event.to()).isEqualTo(Status.WARMING);
            assertThat(event.why()).isEqualTo("warming up: 10 % of its share, 60 s left");
        });
    }

    @Test
    void probesThatRecoverBeginARampAndANewcomersBeginsWithItsFirstGoodProbe() {
        warm(bench);
        Probing probes = new Probing(bench.pool);
        probes.fail("a");
        probes.recover("a");
        assertThat(status("a")).isEqualTo(Status.WARMING);
        bench.pool.add(Bench.backend("e"));
        bench.time.advance(Duration.ofSeconds(30));
        assertThat(status("e")).isEqualTo(Status.STARTING);
        probes.good("e");
        assertThat(factor("e")).isEqualTo(0.1);
        assertThat(factor("a")).isEqualTo(0.5);
    }

    @Test
    void anUpdateOfTheMembershipLeavesRampsAlone() {
        warm(bench);
        bench.pool.add(Bench.backend("e"));
        bench.time.advance(Duration.ofSeconds(30));
        List<Backend> heavier =
                bench.pool.backends().stream().map(each -> each.withWeight(3)).toList();
        bench.pool.update(heavier);
        assertThat(factor("e")).isEqualTo(0.5);
        bench.time.advance(Duration.ofSeconds(30));
        assertThat(status("e")).isEqualTo(Status.HEALTHY);
    }

    @Test
    void itIsMeasuredAgainstTheWarmestSoThatOneOfThemIsAlwaysWarm() {
        bench.time.advance(Duration.ofSeconds(30)); // all are half way, together
        bench.pool.add(Bench.backend("e"));
        assertThat(factor("e")).isEqualTo(0.1 / 0.5);
        bench.time.advance(Duration.ofSeconds(15));
        assertThat(factor("e")).isEqualTo(0.25 / 0.75);
        bench.pool.update(List.of(Bench.backend("e"), Bench.backend("f")));
        assertThat(status("e")).as("now it has served longest").isEqualTo(Status.HEALTHY);
        assertThat(factor("f")).isEqualTo(0.1 / 0.25);
    }

    @Test
    void oneThatServesAloneIsNotCold() {
        Bench alone = bench(SlowStart.defaults(), "a");
        warm(alone);
        alone.pool.forceMaintenance("a");
        alone.pool.ready("a");
        assertThat(alone.member("a").status()).isEqualTo(Status.HEALTHY);
    }

    @Test
    void inPanicNobodyWarmsUpAndWhoServedThroughItIsWarm() {
        warm(bench);
        Probing probes = new Probing(bench.pool);
        probes.fail("a", "b");
        bench.time.advance(Duration.ofSeconds(10));
        probes.fail("c");
        assertThat(bench.pool.status().panic()).isTrue();
        assertThat(member(bench, "a").warming()).isFalse();
        bench.time.advance(Duration.ofSeconds(1));
        probes.recover("a", "b");
        assertThat(bench.pool.status().panic()).isFalse();
        assertThat(status("a")).isEqualTo(Status.HEALTHY);
        probes.recover("c");
        assertThat(status("c")).as("left the rotation with the panic").isEqualTo(Status.WARMING);
    }

    @Test
    void severalRampsEndEachInItsTime() {
        warm(bench);
        bench.pool.add(Bench.backend("e"));
        bench.time.advance(Duration.ofSeconds(20));
        bench.pool.add(Bench.backend("f"));
        bench.time.advance(Duration.ofSeconds(40).minus(NANO));
        assertThat(List.of(status("e"), status("f"))).containsExactly(Status.WARMING, Status.WARMING);
        bench.time.advance(NANO);
        assertThat(List.of(status("e"), status("f"))).containsExactly(Status.HEALTHY, Status.WARMING);
        bench.time.advance(Duration.ofSeconds(20));
        assertThat(status("f")).isEqualTo(Status.HEALTHY);
    }

    @Test
    void switchedOffAMemberHasItsShareAtOnce() {
        Bench off = bench(SlowStart.off(), "a", "b");
        warm(off);
        off.pool.add(Bench.backend("c"));
        assertThat(off.member("c").status()).isEqualTo(Status.HEALTHY);
        assertThat(off.events(PoolEvent.StatusChanged.class)).isEmpty();
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
                Selectors.weightedRandom(),
                Selectors.consistentHash(),
                Selectors.sticky(Selectors.adaptive()));
    }

    @ParameterizedTest
    @MethodSource("selectors")
    void aColdMemberMeasuresAtItsPartOfAFairShare(Selector selector) {
        Bench other =
                new Bench(5, builder -> builder.slowStart(SlowStart.defaults()).selector(selector), "a", "b", "c", "d");
        warm(other);
        other.pool.add(Bench.backend("e"));
        double fair = 1.0 / 5;
        for (int second : new int[] {6, 18, 36}) {
            other.time.advance(
                    Duration.ofSeconds(second).minus(other.member("e").since()));
            // 40,000 calls: at a tenth of a fair share some 800, so that 20 % are more than five sigma.
            int got = 0;
            for (int i = 0; i < 40_000; i++) {
                try (Lease lease = other.pool.acquire(CallContext.forKey("key " + second + " " + i))) {
                    lease.responded(Outcome.SUCCESS);
                    if (lease.backend().id().equals("e")) got++;
                }
            }
            double expected = second / 60.0 * fair;
            assertThat(got / 40_000.0).isCloseTo(expected, within(0.2 * expected));
        }
    }

    @Test
    void aRampThatBeginsWithAllIsNone() {
        Bench bench = new Bench(
                1,
                builder ->
                        builder.slowStart(SlowStart.over(Duration.ofSeconds(60)).withLeast(1)),
                "a",
                "b");
        bench.time.advance(Duration.ofMinutes(5));
        bench.pool.add(Bench.backend("c"));
        bench.time.advance(Duration.ofSeconds(1));
        assertThat(bench.member("c").status()).isEqualTo(Status.HEALTHY);
        assertThat(bench.member("c").left()).isNull();
    }
}

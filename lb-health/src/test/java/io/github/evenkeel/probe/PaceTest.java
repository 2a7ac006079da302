package io.github.evenkeel.probe;

import static io.github.evenkeel.probe.Scripted.BAD;
import static io.github.evenkeel.probe.Scripted.GOOD;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.evenkeel.Backend;
import io.github.evenkeel.CallContext;
import io.github.evenkeel.Outcome;
import io.github.evenkeel.health.ProbeRules;
import io.github.evenkeel.health.Status;
import io.github.evenkeel.pool.Lease;
import io.github.evenkeel.pool.PoolEvent;
import io.github.evenkeel.testing.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The next probe's instant, by what the last ones said; and what follows for how long a dead backend stays. */
class PaceTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final VirtualPool orders = new VirtualPool("a", "b", "c");

    /** To the next probe of a, as it answers this; how long that was, nanoseconds. */
    private long gap(VirtualPool pool, ProbeResult answer) {
        pool.probe.says("a:80", answer);
        int before = pool.probe.count("a:80");
        for (int i = 0; i < 100_000 && pool.probe.count("a:80") == before; i++) pool.time.advance(Duration.ofMillis(1));
        List<Long> times = pool.probe.times("a:80");
        return times.get(before) - times.get(before - 1);
    }

    @Test
    void aChangeIsPendingFromTheFirstProbeAgainstTheVerdictToTheLast() {
        orders.checks()
                .every(Duration.ofSeconds(10))
                .everyWhileChanging(Duration.ofSeconds(3))
                .everyWhileOut(Duration.ofSeconds(20))
                .jitter(0)
                .start();
        orders.next("a:80", GOOD);
        assertThat(gap(orders, BAD)).isEqualTo(10 * SECOND);
        assertThat(gap(orders, BAD)).isEqualTo(3 * SECOND);
        assertThat(gap(orders, BAD)).isEqualTo(3 * SECOND);
        assertThat(orders.status("a:80")).isEqualTo(Status.UNHEALTHY);
        assertThat(gap(orders, BAD)).isEqualTo(20 * SECOND);
        assertThat(gap(orders, GOOD)).isEqualTo(20 * SECOND);
        assertThat(gap(orders, GOOD)).isEqualTo(3 * SECOND);
        assertThat(orders.status("a:80")).isEqualTo(Status.HEALTHY);
        assertThat(gap(orders, GOOD)).isEqualTo(10 * SECOND);
    }

    @Test
    void aMemberThatJoinsIsProbedAtThePendingPaceUntilItPasses() {
        orders.checks()
                .every(Duration.ofSeconds(10))
                .everyWhileChanging(Duration.ofSeconds(3))
                .jitter(0)
                .start();
        orders.probe.says("d:80", BAD);
        orders.pool.add(Backend.of("d", 80));
        orders.time.advance(Duration.ofSeconds(9));
        long joined = orders.probe.times("d:80").get(0);
        assertThat(orders.probe.times("d:80"))
                .containsExactly(joined, joined + 3 * SECOND, joined + 6 * SECOND, joined + 9 * SECOND);
    }

    @Test
    void manyThatJoinTogetherAreSpreadAndOneWaitsForNobody() {
        orders.checks().start();
        List<Backend> fleet = new ArrayList<>(orders.pool.backends());
        for (int i = 0; i < 1000; i++) fleet.add(Backend.of("n" + i, 80));
        long now = orders.time.now();
        orders.pool.update(fleet);
        orders.time.advance(Duration.ofSeconds(7));
        List<Long> first = IntStream.range(0, 1000)
                .mapToObj(i -> orders.probe.times("n" + i + ":80").get(0) - now)
                .toList();
        assertThat(first.get(0)).isZero();
        assertThat(first)
                .isSorted()
                .last()
                .asInstanceOf(InstanceOfAssertFactories.LONG)
                .isBetween(4 * SECOND, 7 * SECOND);
        for (int i = 1; i < 1000; i++)
            assertThat(first.get(i) - first.get(i - 1)).isBetween(1_000_000L, 50_000_000L);

        orders.pool.add(Backend.of("late", 80));
        orders.time.runDue();
        assertThat(orders.probe.count("late:80")).isEqualTo(1);
    }

    /** With the longest pauses there are; each is a fraction of a nanosecond shorter than the bound. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aDeadBackendLeavesAndReturnsWithinTheTimesStated(long seed) {
        // A generator of ones: each pause is the longest, 1 + jitter.
        VirtualTime time = VirtualTime.seeded(seed);
        VirtualPool slow = new VirtualPool(time, () -> -1L, "a", "b", "c");
        slow.checks().start();
        slow.next("a:80", GOOD);
        // It dies right after a good probe, and each probe from now on is late: it ends at its time-out, and not
        // before.
        long died = slow.probe.times("a:80").get(0);
        Pace pace = new Pace(
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                0.1,
                Duration.ofSeconds(2),
                new ProbeRules(3, 2));
        assertThat(pace.leavesWithinNanos()).isEqualTo(18_500_000_000L);
        assertThat(pace.returnsWithinNanos()).isEqualTo(13 * SECOND);
        slow.probe.says("a:80", BAD);
        time.advance(Duration.ofNanos(died + pace.leavesWithinNanos() - 2 * SECOND - 4 - time.now()));
        assertThat(slow.status("a:80")).isEqualTo(Status.HEALTHY);
        time.advance(Duration.ofNanos(4));
        assertThat(slow.status("a:80")).isEqualTo(Status.UNHEALTHY);
        long back = slow.probe.times("a:80").get(3);
        slow.probe.says("a:80", GOOD);
        time.advance(Duration.ofNanos(back + pace.returnsWithinNanos() - 2 * SECOND - 3 - time.now()));
        assertThat(slow.status("a:80")).isEqualTo(Status.UNHEALTHY);
        time.advance(Duration.ofNanos(4));
        assertThat(slow.status("a:80")).isEqualTo(Status.HEALTHY);
    }

    @Test
    void theTimesAreInWords() {
        HealthChecks checks = orders.checks()
                .every(Duration.ofSeconds(10))
                .everyWhileChanging(Duration.ofMillis(1500))
                .everyWhileOut(Duration.ofSeconds(20))
                .jitter(0.25)
                .holdFlapping(Duration.ofSeconds(10), Duration.ofSeconds(60))
                .timeout(Duration.ofMillis(1001))
                .start();
        assertThat(checks.toString())
                .endsWith(" every 10 s (1500 ms while a change is pending, 20 s while out), time-out 1001 ms; "
                        + "a dead backend leaves after at most 17.251 s and returns after at most 27.876 s, "
                        + "one that flaps with the first good probe after 10 s to 66 s]");
    }

    @Test
    void aBadProbeAmongGoodOnesOfAMemberThatIsOutIsLookedIntoSoon() {
        orders.checks()
                .every(Duration.ofSeconds(10))
                .everyWhileChanging(Duration.ofSeconds(3))
                .everyWhileOut(Duration.ofSeconds(20))
                .jitter(0)
                .start();
        orders.next("a:80", GOOD);
        for (int i = 0; i < 3; i++) orders.next("a:80", BAD);
        assertThat(gap(orders, GOOD)).isEqualTo(20 * SECOND);
        assertThat(gap(orders, BAD)).as("on its way back").isEqualTo(3 * SECOND);
        assertThat(gap(orders, BAD)).as("bad once").isEqualTo(3 * SECOND);
        assertThat(gap(orders, BAD)).as("bad twice").isEqualTo(3 * SECOND);
        assertThat(gap(orders, BAD)).as("out as before").isEqualTo(20 * SECOND);
    }

    /** A collector's pause, say. One such pause must not begin a hold anew that is longer than what lies between two. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void aMemberThatFlappedAndThenOnlyPausesNowAndThenReturns(long seed) {
        VirtualPool pool = new VirtualPool(VirtualTime.seeded(seed), new Random(seed), "a", "b", "c");
        pool.checks().start();
        // Out for the sixth time: held for 300 s and more.
        for (int times = 1; times <= 6; times++) {
            for (int bad = 0; bad < 3; bad++) pool.next("a:80", BAD);
            pool.probe.says("a:80", GOOD);
            if (times < 6) while (pool.status("a:80") == Status.UNHEALTHY) pool.next("a:80");
        }
        assertThat(pool.member("a:80").why()).contains("6th time");
        long began = pool.time.now();
        pool.probe.does("a:80", (backend, timeout) -> (pool.time.now() - began) / SECOND % 240 < 5 ? BAD : GOOD);
        pool.time.advance(Duration.ofMinutes(6));
        assertThat(pool.status("a:80")).isEqualTo(Status.HEALTHY);
    }

    @Test
    void anEjectionBringsTheNextProbeForward() {
        orders.checks().start();
        orders.next("a:80", GOOD);
        orders.time.advance(Duration.ofMillis(2500));
        eject("a:80");
        orders.time.runDue();
        assertThat(orders.status("a:80")).isEqualTo(Status.EJECTED);
        assertThat(orders.probe.count("a:80")).isEqualTo(2);
        assertThat(orders.probe.times("a:80").get(1)).isEqualTo(orders.time.now());
        // And from there the usual pace, with no second timer left behind.
        orders.time.advance(Duration.ofNanos(4_500_000_000L - 1));
        assertThat(orders.probe.count("a:80")).isEqualTo(2);
        orders.time.advance(Duration.ofSeconds(1).plusNanos(1));
        assertThat(orders.probe.count("a:80")).isEqualTo(3);
    }

    @Test
    void anEjectionRightAfterAProbeWaitsForASecondToBeOver() {
        orders.checks().start();
        orders.next("a:80", GOOD);
        long probed = orders.probe.times("a:80").get(0);
        orders.time.advance(Duration.ofNanos(probed + SECOND / 2 - orders.time.now()));
        eject("a:80");
        orders.time.advance(Duration.ofNanos(SECOND / 2 - 1));
        assertThat(orders.probe.count("a:80")).isEqualTo(1);
        orders.time.advance(Duration.ofNanos(1));
        assertThat(orders.probe.count("a:80")).isEqualTo(2);
    }

    /** Five faults in a row. */
    private void eject(String id) {
        CallContext only = CallContext.any();
        for (Backend other : orders.pool.backends()) if (!other.id().equals(id)) only = only.withTried(other.id());
        for (int i = 0; i < 5; i++) {
            Lease lease = orders.pool.acquire(only);
            assertThat(lease.backend().id()).isEqualTo(id);
            lease.responded(Outcome.ofStatus(500));
            lease.close();
        }
    }

    private Executor lateBy(long millis) {
        return task -> {
            Future<?> begins = orders.time.scheduler().schedule(task, millis, TimeUnit.MILLISECONDS);
            assertThat(begins).isNotDone();
        };
    }

    @Test
    void whatTimersAreLateDoesNotAddUp() {
        // Each probe begins 30 ms after its time.
        orders.checks().executor(lateBy(30)).jitter(0).start();
        orders.time.advance(Duration.ofSeconds(5 * 1000));
        List<Long> starts = orders.probe.times("a:80");
        assertThat(starts).hasSize(1000);
        assertThat(starts.get(999) - starts.get(0)).isEqualTo(999 * 5 * SECOND);
    }

    @Test
    void aProbeThatBeganMuchTooLateHasAWholeIntervalBeforeTheNext() {
        orders.checks().executor(lateBy(501)).jitter(0).start();
        orders.time.advance(Duration.ofSeconds(20));
        List<Long> starts = orders.probe.times("a:80");
        assertThat(starts.get(1) - starts.get(0)).isEqualTo(5 * SECOND + 501_000_000);
    }

    /** 20 s dead and 20 s well, for half an hour. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void aMemberThatFlapsChangesSixTimesInHalfAnHourAtMost(long seed) {
        VirtualPool pool = new VirtualPool(VirtualTime.seeded(seed), new Random(seed), "a", "b", "c");
        List<PoolEvent> changes = new ArrayList<>();
        pool.pool.onEvent(event -> {
            if (event instanceof PoolEvent.StatusChanged) changes.add(event);
        });
        pool.checks().start();
        long began = pool.time.now();
        pool.probe.does("a:80", (backend, timeout) -> (pool.time.now() - began) / (20 * SECOND) % 2 == 0 ? BAD : GOOD);
        pool.time.advance(Duration.ofMinutes(30));
        assertThat(changes).hasSizeBetween(3, 6);
        assertThat(pool.status("a:80")).as("while it flaps").isEqualTo(Status.UNHEALTHY);
        assertThat(pool.member("a:80").why()).contains("it flaps");
        pool.probe.says("a:80", GOOD);
        pool.time.advance(Duration.ofSeconds(340));
        assertThat(pool.status("a:80")).as("when that has ended").isEqualTo(Status.HEALTHY);
    }
}

package io.github.evenkeel.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.evenkeel.CallContext;
import io.github.evenkeel.NoBackendAvailableException;
import io.github.evenkeel.Outcome;
import io.github.evenkeel.health.OutlierDetection;
import io.github.evenkeel.health.SlowStart;
import io.github.evenkeel.health.Status;
import io.github.evenkeel.testing.VirtualTime;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FailoverTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final VirtualTime time = VirtualTime.seeded(4);
    private final BackendPool primary = pool("here");
    private final BackendPool secondary = pool("there");
    private final Failover failover = Failover.of(primary, secondary);

    private BackendPool pool(String name) {
        BackendPool.Builder builder = BackendPool.builder(name)
                .clock(time.clock())
                .scheduler(time.scheduler())
                .listeners(time.scheduler())
                .slowStart(SlowStart.off())
                .outlierDetection(OutlierDetection.off())
                .random(new SplittableRandom(1));
        for (int i = 0; i < 4; i++) builder.backend(Bench.backend(name + i));
        return builder.build();
    }

    private void calls(int count, Outcome outcome) {
        for (int i = 0; i < count; i++) {
            try (Lease lease = failover.acquire(CallContext.any())) {
                lease.responded(outcome);
            }
        }
    }

    /** So many calls a second. */
    private void traffic(int seconds, int good, int bad) {
        for (int i = 0; i < seconds; i++) {
            calls(good, Outcome.SUCCESS);
            calls(bad, Bench.BAD);
            time.advance(SECOND);
        }
    }

    @Test
    void aPoolThatLosesMoreThanHalfOfItsMembersWithdrawsAfterTheHoldDownAndReturnsAfterAnother() {
        Probing probes = new Probing(primary);
        probes.fail("here0", "here1");
        time.advance(Duration.ofMinutes(5));
        assertThat(failover.inCharge()).as("half is enough").isSameAs(primary);
        probes.fail("here2");
        time.advance(Duration.ofSeconds(11).minusNanos(1)); // seen at the next look, 10 s from then
        assertThat(failover.inCharge()).isSameAs(primary);
        time.advance(Duration.ofNanos(1));
        assertThat(failover.inCharge()).isSameAs(secondary);
        try (Lease lease = failover.acquire(CallContext.any())) {
            assertThat(lease.backend().id()).startsWith("there");
        }
        assertThat(failover.status())
                .extracting(Failover.Reading::toString)
                .containsExactly(
                        "here: stands by, 25 % healthy, 0 % of 0 calls failed",
                        "there: in charge, 100 % healthy, 0 % of 0 calls failed");
        probes.recover("here2");
        time.advance(Duration.ofSeconds(61).minusNanos(1));
        assertThat(failover.inCharge()).isSameAs(secondary);
        time.advance(Duration.ofNanos(1));
        assertThat(failover.inCharge()).isSameAs(primary);
    }

    @Test
    void aPoolWhoseCallsFailWithdrawsThoughItsMembersLookHealthy() {
        traffic(30, 5, 5);
        assertThat(failover.inCharge()).as("half is not more than half").isSameAs(primary);
        traffic(11, 4, 6);
        assertThat(failover.inCharge()).isSameAs(secondary);
        assertThat(failover.status().get(0).healthy()).isEqualTo(1);
        traffic(30, 10, 0);
        assertThat(failover.inCharge()).isSameAs(secondary);
        traffic(60, 10, 0);
        assertThat(failover.inCharge()).as("it is tried again").isSameAs(primary);
    }

    @Test
    void fewCallsProveNothing() {
        traffic(60, 0, 1);
        assertThat(failover.inCharge()).isSameAs(primary);
        traffic(30, 0, 2);
        assertThat(failover.inCharge()).isSameAs(secondary);
    }

    @Test
    void whereNobodyIsWellThePoolInChargeStaysSo() {
        new Probing(primary).fail("here0", "here1", "here2", "here3");
        new Probing(secondary).fail("there0", "there1", "there2", "there3");
        time.advance(Duration.ofMinutes(5));
        assertThat(failover.inCharge()).isSameAs(primary);
        calls(1, Outcome.SUCCESS);
    }

    @Test
    void closedItWatchesNoMore() {
        failover.close();
        new Probing(primary).fail("here0", "here1", "here2", "here3");
        time.advance(Duration.ofMinutes(5));
        assertThat(failover.inCharge()).isSameAs(primary);
        primary.close();
        assertThatThrownBy(() -> failover.acquire(CallContext.any())).isInstanceOf(NoBackendAvailableException.class);
    }

    @Test
    void membersThatComeAndGoDistortNoCounts() {
        Counted counted = new Counted();
        counted.more(primary.status());
        calls(100, Outcome.SUCCESS);
        assertThat(counted.more(primary.status())).containsExactly(100, 0);
        primary.remove("here0");
        primary.add(Bench.backend("here9"));
        calls(30, Outcome.SUCCESS);
        assertThat(counted.more(primary.status())).containsExactly(30, 0);
        primary.remove("here9");
        primary.add(Bench.backend("here9"));
        calls(8, Outcome.SUCCESS);
        assertThat(counted.more(primary.status())).containsExactly(8, 0);
    }

    @Test
    void onePoolIsNoFailover() {
        assertThatThrownBy(() -> Failover.of(Failover.Rules.defaults(), primary))
                .hasMessage("pools: 1 (expected: two or more)");
        assertThatThrownBy(() -> new Failover.Rules(1.5, 0.5, 1, SECOND, SECOND))
                .hasMessageStartingWith("healthyBelow: 1.5");
    }

    @Test
    void aPoolOfWhichNobodyMayBeJudgedIsNotWell() {
        for (int i = 0; i < 3; i++) primary.maintenance("here" + i);
        time.advance(Duration.ofMinutes(5));
        assertThat(failover.inCharge()).as("who is in maintenance is no reason").isSameAs(primary);
        primary.forceDrain("here3", Duration.ofSeconds(1));
        time.advance(Duration.ofSeconds(12));
        assertThat(failover.inCharge()).isSameAs(secondary);
        assertThat(failover.status().get(0).healthy()).isZero();
    }

    @Test
    void whatAServerCountedThatWasReplacedUnderItsNameIsNotHeldAgainstItsSuccessor() {
        Counted counted = new Counted();
        calls(40, Bench.BAD);
        assertThat(counted.more(primary.status())).containsExactly(40, 40);
        for (int i = 0; i < 4; i++) {
            primary.forceRemove("here" + i);
            primary.add(Bench.backend("here" + i));
        }
        calls(100, Outcome.SUCCESS);
        assertThat(counted.more(primary.status())).containsExactly(100, 0);
    }

    @Test
    void aServerThatDrainsBesideItsSuccessorOfTheSameNameIsCountedWithIt() {
        Counted counted = new Counted();
        Lease open = failover.acquire(CallContext.any());
        String id = open.backend().id();
        counted.more(primary.status());
        primary.remove(id);
        primary.add(Bench.backend(id));
        calls(8, Outcome.SUCCESS);
        open.failed(new IOException("cut"));
        long[] more = counted.more(primary.status());
        assertThat(more[0]).isEqualTo(9);
        assertThat(more[1]).isEqualTo(1);
        open.close();
    }

    @Test
    void aCallThroughItIsToldWhenItsMemberIsTakenAway() {
        int[] told = new int[1];
        Lease call = failover.acquire(CallContext.any(), () -> told[0]++);
        primary.drain(call.backend().id(), Duration.ofSeconds(5));
        time.advance(Duration.ofSeconds(5));
        assertThat(told[0]).isEqualTo(1);
        call.close();
        assertThat(failover.pools()).containsExactly(primary, secondary);
    }

    @Test
    void whereTheTimerIsShutDownThePoolInChargeStaysSo() {
        time.advance(SECOND);
        time.scheduler().shutdown();
        assertThatCode(() -> time.advance(Duration.ofMinutes(1))).doesNotThrowAnyException();
        assertThat(failover.inCharge()).isSameAs(primary);
        calls(3, Outcome.SUCCESS);
    }

    /** What it would take to be well is calls, and it gets none. */
    @Test
    void aPoolWhoseMembersAreOnTrialAgainHasItsCallsBack() {
        VirtualTime time = VirtualTime.seeded(4);
        BackendPool primary = weighted(time, "here", 2, 1);
        BackendPool secondary = weighted(time, "there", 1, 1);
        Failover failover = Failover.of(primary, secondary);
        for (int i = 0; i < 5; i++) {
            try (Lease lease = primary.tryAcquire("here0", () -> {})) {
                lease.responded(Bench.BAD);
            }
        }
        time.advance(Duration.ofSeconds(15));
        assertThat(failover.inCharge()).isSameAs(secondary);
        for (int i = 0; i < 300; i++) {
            try (Lease lease = failover.acquire(CallContext.any())) {
                lease.responded(Outcome.SUCCESS);
            }
            time.advance(Duration.ofSeconds(1));
        }
        assertThat(failover.inCharge()).isSameAs(primary);
        assertThat(primary.status().member("here0").status()).isEqualTo(Status.HEALTHY);
        failover.close();
        primary.close();
        secondary.close();
    }

    private static BackendPool weighted(VirtualTime time, String name, double... weights) {
        BackendPool.Builder builder = BackendPool.builder(name)
                .clock(time.clock())
                .scheduler(time.scheduler())
                .listeners(time.scheduler())
                .slowStart(SlowStart.off())
                .random(new SplittableRandom(1));
        for (int i = 0; i < weights.length; i++) {
            builder.backend(Bench.backend(name + i).withWeight(weights[i]));
        }
        return builder.build();
    }

    @Test
    void anErrorOfTheUsersFiguresDoesNotStopIt() {
        boolean[] fails = {true};
        try (Lease lease = primary.acquire(CallContext.any())) {
            lease.attachment(MemberFigures.class, () -> () -> {
                if (fails[0]) throw new AssertionError("once, on purpose");
                return Map.of();
            });
        }
        time.advance(SECOND);
        fails[0] = false;
        new Probing(primary).fail("here0", "here1", "here2", "here3");
        time.advance(Duration.ofMinutes(5));
        assertThat(failover.inCharge()).isSameAs(secondary);
    }
}

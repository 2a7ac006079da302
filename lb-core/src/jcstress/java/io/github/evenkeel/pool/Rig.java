package io.github.evenkeel.pool;

import io.github.evenkeel.Backend;
import io.github.evenkeel.Outcome;
import io.github.evenkeel.health.Evidence;
import io.github.evenkeel.health.Floor;
import io.github.evenkeel.health.MemberHealth;
import io.github.evenkeel.health.OutlierDetection;
import io.github.evenkeel.health.Priorities;
import io.github.evenkeel.health.Signal;
import io.github.evenkeel.health.SlowStart;
import io.github.evenkeel.select.Selectors;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.random.RandomGenerator;
import org.slf4j.helpers.NOPLogger;

/** One open member and a control plane whose clock stands still, made anew for every round. */
final class Rig {
    private static final ScheduledExecutorService NO_TIMER = Executors.newSingleThreadScheduledExecutor();
    private static final RandomGenerator RANDOM = () -> 42;
    /** Two faults are a run, so that with one behind a member a single answer decides. */
    private static final OutlierDetection QUICK = OutlierDetection.defaults().withConsecutiveFaults(2);

    static {
        // What a caller hands over then runs on its own thread: no task of one round is left for the next.
        NO_TIMER.shutdown();
    }

    final ControlPlane control = control(Floor.DEFAULT, RANDOM);
    final Member member = new Member(new Standing(Backend.of("a", 80), MemberHealth.unchecked(0), control));

    Rig() {
        member.open(member.gate());
    }

    /** One without members. What callers hand over, they run themselves. */
    static ControlPlane control(Floor floor, RandomGenerator random) {
        PoolSettings settings = new PoolSettings(
                "orders",
                Selectors.powerOfTwoChoices(),
                QUICK,
                floor,
                SlowStart.off(),
                Priorities.spill(),
                "",
                Duration.ZERO,
                Duration.ZERO,
                false);
        EventBus events = new EventBus("orders", Runnable::run, NOPLogger.NOP_LOGGER);
        PoolEnvironment environment = new PoolEnvironment(() -> 0, NO_TIMER, random, Runnable::run);
        return new ControlPlane(settings, environment, events, NOPLogger.NOP_LOGGER);
    }

    Lease lease() {
        member.enter(0);
        return new Lease(member, null, 0, control, 0, null);
    }

    static Signal eject() {
        Evidence evidence = new Evidence("stress", Map.of());
        return new Signal.Eject(evidence, OutlierDetection.defaults().backoff(), 0, 0, 1, true);
    }

    static void fault(Member member) {
        answered(member, Outcome.ofStatus(500));
    }

    static void answered(Member member, Outcome outcome) {
        member.answered(outcome, outcome, 0, 0, false);
    }

    static void answer(Lease lease) {
        lease.responded(Outcome.SUCCESS);
    }

    int answered() {
        return (int) member.counted(Outcome.Kind.SUCCESS);
    }

    int unanswered() {
        return (int) member.standing().counted(Standing.UNANSWERED);
    }
}

package io.github.evenkeel.pool;

import io.github.evenkeel.CallContext;
import io.github.evenkeel.Outcome;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;

/** Calls with random ends, a few of them held open for a while. Judges each pick and each end by the member's {@link Watch}. */
final class StressCaller {
    private static final CallContext ANY = CallContext.any();

    private static final Outcome[] FAULTS = {Outcome.ofStatus(500), Outcome.TIMEOUT, Outcome.RESET};

    private static final Outcome[] OTHERS = {
        Outcome.ofStatus(404), Outcome.CANCELLED, Outcome.overloaded(503, Duration.ofMillis(5)), Outcome.RESET
    };

    /** In each spell some members fail whatever they get, for faults that all have alike eject nobody. */
    private static final long SPELL_NANOS = 5_000_000;

    /** So few that the members which come and go are often idle: a drain that is over at once is the harder case. */
    private static final int HELD = 2;

    private final BackendPool pool;
    private final AtomicLong commands;
    private final SplittableRandom random;
    private final Deque<Call> held = new ArrayDeque<>();

    /** @param commands how many commands of the operator have returned */
    StressCaller(BackendPool pool, AtomicLong commands, int seed) {
        this.pool = pool;
        this.commands = commands;
        this.random = new SplittableRandom(seed);
    }

    private record Call(Lease lease, Watch watch, int life) {}

    void call() {
        long before = commands.get();
        Lease lease = pool.acquire(ANY);
        Watch watch = Watch.of(lease);
        Call call = new Call(lease, watch, watch.picked(before));
        if (random.nextInt(32) > 0) lease.responded(outcome(lease));
        if (random.nextInt(4) == 0) {
            held.add(call);
            if (held.size() > HELD) end(held.remove());
        } else {
            end(call);
        }
    }

    private Outcome outcome(Lease lease) {
        if (failsNow(lease.backend().id())) return FAULTS[random.nextInt(FAULTS.length)];
        return random.nextInt(16) == 0 ? OTHERS[random.nextInt(OTHERS.length)] : Outcome.SUCCESS;
    }

    /** Two in five at a time. */
    private static boolean failsNow(String id) {
        long spell = System.nanoTime() / SPELL_NANOS;
        return new SplittableRandom(31 * spell + id.hashCode()).nextInt(5) < 2;
    }

    private void end(Call call) {
        if (random.nextBoolean()) call.lease.responded(outcome(call.lease));
        call.watch.ending(call.life);
        call.lease.close();
        if (random.nextInt(8) == 0) call.lease.close();
    }

    void endAll() {
        held.forEach(this::end);
    }
}

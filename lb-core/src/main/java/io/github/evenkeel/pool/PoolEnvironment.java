package io.github.evenkeel.pool;

import io.github.evenkeel.Expect;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * What a pool runs on. Adapters and checks of a pool take theirs from here, so that one virtual time drives them all.
 *
 * @param clock     nanoseconds that never go back, as {@link System#nanoTime}
 * @param scheduler timers
 * @param random    randomness, safe for every thread that calls
 * @param listeners where the user's callbacks run; never a caller's thread or the timer's
 */
public record PoolEnvironment(
        LongSupplier clock, ScheduledExecutorService scheduler, RandomGenerator random, Executor listeners) {
    public PoolEnvironment {
        Expect.notNull("clock", clock);
        Expect.notNull("scheduler", scheduler);
        Expect.notNull("random", random);
        Expect.notNull("listeners", listeners);
    }
}

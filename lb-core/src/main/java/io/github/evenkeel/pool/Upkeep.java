package io.github.evenkeel.pool;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What a pool does of its own accord, every ten seconds. Control plane only. */
final class Upkeep {
    private static final double EVERY_NANOS = Duration.ofSeconds(10).toNanos();

    private final Serial serial;
    private final RandomGenerator random;
    private final Runnable work;
    private @Nullable Future<?> next;

    Upkeep(Serial serial, RandomGenerator random, Runnable work) {
        this.serial = serial;
        this.random = random;
        this.work = work;
    }

    void start() {
        // 10 % to either side, so that the pools of a process do not sweep in step.
        next = serial.after((long) (EVERY_NANOS * (0.9 + 0.2 * random.nextDouble())), () -> {
            start();
            work.run();
        });
    }

    void cancel() {
        if (next != null) next.cancel(false);
    }
}

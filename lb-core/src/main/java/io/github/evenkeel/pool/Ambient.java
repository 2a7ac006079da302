package io.github.evenkeel.pool;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * The default providers of time, timers, randomness and listener threads: the only place that reads them from the surroundings.
 * Shared by all pools of the process; threads are daemons, made on first use.
 */
final class Ambient {
    static final LongSupplier CLOCK = System::nanoTime;

    /** Each thread draws from its own generator, so that callers share nothing. */
    static final RandomGenerator RANDOM = () -> ThreadLocalRandom.current().nextLong();

    /** How many threads can run at once. */
    static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

    private Ambient() {}

    static ScheduledExecutorService timer() {
        return Timer.SHARED;
    }

    static ExecutorService listeners() {
        return Listeners.SHARED;
    }

    private static ThreadFactory daemons(String name) {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    private static final class Timer {
        static final ScheduledExecutorService SHARED = timer();

        private static ScheduledExecutorService timer() {
            ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, daemons("evenkeel-timer"));
            timer.setRemoveOnCancelPolicy(true);
            return timer;
        }
    }

    private static final class Listeners {
        /** No thread while nothing happens; one per pool that has something to tell, so that a stuck listener is alone. */
        static final ExecutorService SHARED = new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), daemons("evenkeel-listener"));
    }
}

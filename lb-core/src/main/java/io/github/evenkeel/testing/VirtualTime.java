package io.github.evenkeel.testing;

import io.github.evenkeel.Expect;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A clock and a scheduler that stand still until they are told to advance: the same pool, in a test that takes no time and always
 * goes the same way.
 *
 * <pre>{@code
 * VirtualTime time = VirtualTime.seeded(1);
 * BackendPool pool = BackendPool.builder("orders").backend("10.0.0.1", 80).backend("10.0.0.2", 80)
 *         .clock(time.clock()).scheduler(time.scheduler()).listeners(time.scheduler())
 *         .random(new SplittableRandom(1)).build();
 * time.advance(Duration.ofSeconds(30));
 * }</pre>
 *
 * <p>{@link #advance} steps through every due instant and runs what is due there, in order, on the calling thread; it never jumps
 * over a timer. The clock starts at an arbitrary value, often just below the largest long, so that code which compares instants
 * instead of subtracting them fails its tests. Any thread may schedule; one at a time may advance.
 */
public final class VirtualTime {
    private final Scheduler scheduler = new Scheduler();
    private final PriorityQueue<Task<?>> queue = new PriorityQueue<>();
    private final ReentrantLock lock = new ReentrantLock();
    private volatile long now;
    private long sequence;

    private VirtualTime(long start) {
        now = start;
    }

    /** A time that starts at an instant chosen by the seed; every other seed starts within a minute before the overflow. */
    public static VirtualTime seeded(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        long start = random.nextBoolean()
                ? random.nextLong()
                : Long.MAX_VALUE - random.nextLong(Duration.ofMinutes(1).toNanos());
        return new VirtualTime(start);
    }

    /** The present, in nanoseconds. */
    public long now() {
        return now;
    }

    /** The clock, for a pool's builder. */
    public LongSupplier clock() {
        return this::now;
    }

    /** The scheduler, for a pool's builder; as an executor it runs tasks at the present instant of the next advance. */
    public ScheduledExecutorService scheduler() {
        return scheduler;
    }

    /** Runs what is due now, and what that makes due now. */
    public void runDue() {
        advance(Duration.ZERO);
    }

    /** Goes forward by {@code step}, running everything that falls due on the way at its own instant. */
    public void advance(Duration step) {
        long end = now + Expect.nanos("step", step);
        for (Task<?> task = due(end); task != null; task = due(end)) task.run();
        now = end;
    }

    /** How many tasks wait. */
    public int pending() {
        lock.lock();
        try {
            return queue.size();
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Task<?> due(long end) {
        lock.lock();
        try {
            Task<?> first = queue.peek();
            if (first == null || first.at - end > 0) return null;
            queue.remove();
            if (first.at - now > 0) now = first.at;
            return first;
        } finally {
            lock.unlock();
        }
    }

    private final class Task<T> extends FutureTask<T> implements ScheduledFuture<T> {
        long order; // among tasks due at the same instant
        private final long period; // nanoseconds; 0: once; negative: from end to start
        private long at;

        Task(Callable<T> work, long at, long period) {
            super(work);
            this.at = at;
            this.period = period;
        }

        @Override
        public void run() {
            if (period == 0) {
                super.run();
            } else if (runAndReset() && !scheduler.shutDown) {
                at = (period > 0 ? at : now) + Math.abs(period);
                enqueue(this);
            }
        }

        @Override
        public boolean cancel(boolean interrupt) {
            lock.lock();
            try {
                queue.remove(this);
            } finally {
                lock.unlock();
            }
            return super.cancel(interrupt);
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(at - now, TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            Task<?> task = (Task<?>) other;
            return at != task.at ? Long.signum(at - task.at) : Long.compare(order, task.order);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }

    private <T extends Task<?>> T enqueue(T task) {
        lock.lock();
        try {
            task.order = sequence++;
            queue.add(task);
            return task;
        } finally {
            lock.unlock();
        }
    }

    private final class Scheduler extends AbstractExecutorService implements ScheduledExecutorService {
        private volatile boolean shutDown;

        @Override
        public void execute(Runnable work) {
            schedule(work, 0, TimeUnit.NANOSECONDS);
        }

        @Override
        public ScheduledFuture<?> schedule(Runnable work, long delay, TimeUnit unit) {
            return plan(asCallable(work), delay, 0, unit);
        }

        @Override
        public <V> ScheduledFuture<V> schedule(Callable<V> work, long delay, TimeUnit unit) {
            return plan(work, delay, 0, unit);
        }

        @Override
        public ScheduledFuture<?> scheduleAtFixedRate(Runnable work, long delay, long period, TimeUnit unit) {
            Expect.that(period > 0, "period", period, "> 0");
            return plan(asCallable(work), delay, unit.toNanos(period), unit);
        }

        @Override
        public ScheduledFuture<?> scheduleWithFixedDelay(Runnable work, long delay, long pause, TimeUnit unit) {
            Expect.that(pause > 0, "pause", pause, "> 0");
            return plan(asCallable(work), delay, -unit.toNanos(pause), unit);
        }

        private <V> ScheduledFuture<V> plan(Callable<V> work, long delay, long period, TimeUnit unit) {
            if (shutDown) throw new RejectedExecutionException("virtual scheduler is shut down");
            // Half the range of a long, so that any two instants in the queue can be subtracted.
            long nanos = Math.min(Math.max(0, unit.toNanos(delay)), Long.MAX_VALUE / 2);
            return enqueue(new Task<>(work, now + nanos, Math.min(period, Long.MAX_VALUE / 2)));
        }

        private Callable<Boolean> asCallable(Runnable work) {
            Expect.notNull("work", work);
            return () -> {
                work.run();
                return true;
            };
        }

        /** Nothing that waits will run: there is no thread that could, and none to wait for. */
        @Override
        public void shutdown() {
            shutdownNow();
        }

        @Override
        public List<Runnable> shutdownNow() {
            shutDown = true;
            lock.lock();
            try {
                List<Runnable> left = new ArrayList<>(queue);
                queue.clear();
                return left;
            } finally {
                lock.unlock();
            }
        }

        @Override
        public boolean isShutdown() {
            return shutDown;
        }

        @Override
        public boolean isTerminated() {
            return shutDown && pending() == 0;
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            return isTerminated();
        }
    }
}

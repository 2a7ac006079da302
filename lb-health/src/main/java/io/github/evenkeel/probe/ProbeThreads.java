package io.github.evenkeel.probe;

import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that probes block, apart from everything else so that hanging backends cost nothing but probes: daemons, made when
 * none is idle, gone after ten idle seconds.
 *
 * <p>A few serve any number of members whose answers are quick. Beyond these a thread is made only for a probe that has waited while
 * a timer came round twice: for all such probes when no thread came free between, as they hang, and for one of them otherwise. So the
 * threads grow with what hangs and not with a burst; and as rounds are counted, not time, a process that was stopped for a while
 * takes nobody for hanging. Where all threads are busy, probes wait their turn; their time-out begins when they do. Members known to
 * hang wait for each other only: see {@link #forHanging}.
 */
final class ProbeThreads implements Executor, AutoCloseable {
    /** So many at once mean that backends hang, and more threads would hang with them. */
    static final int MOST = 64;

    /** Quick answers come within milliseconds: that is thousands of probes a second. */
    static final int QUICK = 4;

    private static final Logger LOG = LoggerFactory.getLogger(HealthChecks.class);
    private static final int IDLE_SECONDS = 10;

    /** A probe waits two of these at most for a thread of its own: little beside any interval. */
    private static final long ROUND_MILLIS = 50;

    private final String pool;
    private final ScheduledExecutorService scheduler;
    private final Waiting waiting = new Waiting();
    private final ThreadPoolExecutor threads;
    private final AtomicInteger permits = new AtomicInteger();
    private final AtomicBoolean warned = new AtomicBoolean();
    private final AtomicBoolean unable = new AtomicBoolean();
    private final AtomicBoolean rounds = new AtomicBoolean();
    private volatile @Nullable Future<?> round;
    private final Executor forHanging = new Lane(this, MOST / 2);
    private long done;

    ProbeThreads(String pool, ScheduledExecutorService scheduler) {
        this(pool, scheduler, daemons());
    }

    ProbeThreads(String pool, ScheduledExecutorService scheduler, ThreadFactory factory) {
        this.pool = pool;
        this.scheduler = scheduler;
        threads = new ThreadPoolExecutor(0, MOST, IDLE_SECONDS, TimeUnit.SECONDS, waiting, factory);
        threads.setRejectedExecutionHandler((task, full) -> {
            if (!full.isShutdown()) waiting.keep(task);
        });
    }

    private static ThreadFactory daemons() {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, "evenkeel-probe-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    @Override
    public void execute(Runnable task) {
        threads.execute(new Task(task));
    }

    /** The same threads for probes that are likely to hang: at most half, so that those who answer wait for nobody. */
    Executor forHanging() {
        return forHanging;
    }

    /** How many there are now. */
    int size() {
        return threads.getPoolSize();
    }

    /** The most there were at once. */
    int most() {
        return threads.getLargestPoolSize();
    }

    /** Interrupts those that are busy and drops what waits. */
    @Override
    public void close() {
        threads.shutdownNow();
        Future<?> planned = round;
        if (planned != null) planned.cancel(false);
    }

    private void comeRound() {
        if (!rounds.compareAndSet(false, true)) return;
        try {
            round = scheduler.schedule(this::look, ROUND_MILLIS, TimeUnit.MILLISECONDS);
        } catch (Throwable refused) {
            // Shut down: then nothing is probed any more. Or out of memory: the next that waits asks again.
            rounds.set(false);
            LOG.debug("pool {}: the scheduler refuses", pool, refused);
        }
        if (threads.isShutdown() && round != null) round.cancel(false);
    }

    /** One at a time: the next is planned at the end of this. */
    private void look() {
        try {
            lookAround();
        } finally {
            rounds.set(false);
            if (!waiting.isEmpty()) comeRound();
        }
    }

    private void lookAround() {
        long before = done;
        done = threads.getCompletedTaskCount();
        int overdue = 0;
        for (Runnable each : waiting) {
            if (each instanceof Task task && ++task.rounds >= 2) overdue++;
        }
        int room = MOST - threads.getPoolSize();
        if (overdue > 0 && room <= 0 && warned.compareAndSet(false, true)) {
            LOG.warn("pool {}: all {} probe threads are busy, probes wait (do backends hang?)", pool, MOST);
        }
        grow(Math.min(room, done == before ? overdue : Math.min(1, overdue)));
    }

    private void grow(int more) {
        permits.set(more);
        Runnable task = null;
        try {
            for (int i = 0; i < more; i++) {
                task = waiting.poll();
                if (task != null) threads.execute(task);
            }
        } catch (Throwable thrown) { // where no thread can be made now, one may be later
            if (task != null && !threads.isShutdown()) waiting.keep(task);
            if (unable.compareAndSet(false, true))
                LOG.warn("pool {}: no thread can be made, probes wait", pool, thrown);
        } finally {
            permits.set(0);
        }
    }

    private boolean mayGrow() {
        return threads.getPoolSize() < QUICK || permits.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
    }

    /** A probe, and how often the timer came round while it waited. */
    private static final class Task implements Runnable {
        private final Runnable probe;
        private int rounds;

        Task(Runnable probe) {
            this.probe = probe;
        }

        @Override
        public void run() {
            probe.run();
        }
    }

    /**
     * Takes a task at once if an idle thread waits for it; refuses it if a thread may be made, and then one is; keeps it otherwise. A
     * plain queue would keep the pool at its core size, a plain hand-off would refuse what is beyond the most.
     */
    @SuppressWarnings("serial") // never serialized
    private final class Waiting extends LinkedTransferQueue<Runnable> {
        @Override
        public boolean offer(Runnable task) {
            if (tryTransfer(task)) return true;
            if (mayGrow()) return false;
            keep(task);
            return true;
        }

        void keep(Runnable task) {
            super.offer(task); // not put: in some JDKs that is offer
            comeRound();
        }
    }
}

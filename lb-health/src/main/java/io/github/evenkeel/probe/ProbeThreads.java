package io.github.evenkeel.probe;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that probes block, apart from everything else so that hanging backends cost nothing but probes: daemons, made when
 * none is idle, gone after ten idle seconds. Where all are busy, probes wait their turn; their time-out begins when they do.
 */
final class ProbeThreads implements Executor, AutoCloseable {
    /** Probes last milliseconds; so many at once mean that backends hang, and more threads would hang with them. */
    static final int MOST = 64;

    private static final Logger LOG = LoggerFactory.getLogger(HealthChecks.class);
    private static final int IDLE_SECONDS = 10;

    private final ThreadPoolExecutor threads;

    ProbeThreads(String pool) {
        AtomicInteger count = new AtomicInteger();
        AtomicBoolean warned = new AtomicBoolean();
        Handoff waiting = new Handoff();
        threads = new ThreadPoolExecutor(0, MOST, IDLE_SECONDS, TimeUnit.SECONDS, waiting, task -> {
            Thread thread = new Thread(task, "evenkeel-probe-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        threads.setRejectedExecutionHandler((task, full) -> {
            if (full.isShutdown()) return;
            if (warned.compareAndSet(false, true)) {
                LOG.warn("pool {}: all {} probe threads are busy, probes wait (do backends hang?)", pool, MOST);
            }
            waiting.keep(task);
        });
    }

    @Override
    public void execute(Runnable task) {
        threads.execute(task);
    }

    /** How many there are now. */
    int size() {
        return threads.getPoolSize();
    }

    /** Interrupts those that are busy and drops what waits. */
    @Override
    public void close() {
        threads.shutdownNow();
    }

    /**
     * Takes a task at once only if an idle thread waits for it; otherwise the pool makes a thread, and when it may not, puts the task
     * here after all. A plain queue would keep the pool at its core size, a plain hand-off would refuse the 65th task.
     */
    @SuppressWarnings("serial") // never serialized
    private static final class Handoff extends LinkedTransferQueue<Runnable> {
        @Override
        public boolean offer(Runnable task) {
            return tryTransfer(task);
        }

        void keep(Runnable task) {
            super.offer(task); // not put: in some JDKs that is offer
        }
    }
}

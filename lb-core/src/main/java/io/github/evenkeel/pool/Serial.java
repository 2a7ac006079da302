package io.github.evenkeel.pool;

import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One thing at a time: the lock under which everything rare of a pool runs, on the thread of whoever asked (an operator, a probe, the
 * timer) but never on one that makes calls. What happened is told when the work is done, before the next begins.
 */
final class Serial {
    /** How long a timer that came early waits at least: the tick of a coarse clock, and no busy loop until that comes. */
    static final long AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final String pool;
    private final ScheduledExecutorService timer;
    private final Journal journal;
    private final ReentrantLock lock = new ReentrantLock();
    private boolean closed;

    Serial(String pool, ScheduledExecutorService timer, Journal journal) {
        this.pool = pool;
        this.timer = timer;
        this.journal = journal;
    }

    /** Hands work from a caller's thread to the control plane. */
    void handOver(Runnable work) {
        try {
            timer.execute(() -> run(work));
        } catch (RejectedExecutionException shutDown) {
            // Better on this thread than never: an ejection must come to its end.
            run(work);
        }
    }

    /** Runs work under the lock after a time. */
    @Nullable
    Future<?> after(long nanos, Runnable work) {
        try {
            return timer.schedule(() -> run(work), Math.max(0, nanos), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException shutDown) {
            journal.timerLost();
            return null;
        }
    }

    /** Under the lock, while the pool is open; nothing that goes wrong reaches the thread that brought it. */
    void run(Runnable work) {
        lock.lock();
        try {
            if (!closed) work.run();
        } catch (RuntimeException | Error bug) {
            journal.bug(bug);
        } finally {
            tellAndUnlock();
        }
    }

    /** Whatever the user's log or executor does: a lock that is kept would be the pool's end. */
    private void tellAndUnlock() {
        try {
            journal.tell();
        } finally {
            lock.unlock();
        }
    }

    /** Under the lock, on the thread of who commands, who gets what goes wrong. */
    <T> T commanded(Supplier<T> work) {
        return locked(() -> {
            if (closed) throw new IllegalStateException("pool " + pool + " is closed");
            return work.get();
        });
    }

    void command(Runnable work) {
        commanded(() -> {
            work.run();
            return true;
        });
    }

    /** Under the lock, even of a closed pool. */
    <T> T locked(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            tellAndUnlock();
        }
    }

    /** Ends the pool, with this as its last work; a second time does nothing. */
    void close(Runnable last) {
        locked(() -> {
            if (closed) return false;
            closed = true;
            last.run();
            return true;
        });
    }
}

package io.github.evenkeel.probe;

import io.github.evenkeel.pool.ProbeTarget;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Probes one member until it leaves or the checks end: one probe at a time, each an interval after the start of the one before, or
 * when that has ended if it takes longer.
 *
 * <p>A timer hands the probe to a thread; a second timer, begun when the probe begins, is its time-out. Whoever of probe and
 * time-out is first gives the result; one that does not end even then fails again at every interval. The next probe is planned when
 * both are through, so that results reach the pool in the order of their probes.
 *
 * <p>The lock guards the few fields and is never held while a probe runs or a result is reported: the pool calls {@link #begin},
 * {@link #hurry} and {@link #end} under its own lock.
 */
final class ProbeLoop {
    private static final long LEAST_GAP = TimeUnit.SECONDS.toNanos(1);

    private final ProbeTarget target;
    private final ProbeRun run;
    private final ReentrantLock lock = new ReentrantLock();
    private boolean ended;
    private @Nullable Future<?> next; // null while a probe waits for a thread or runs
    private long due; // when the next probe is, or the last was, to begin
    private @Nullable Long handedAt; // while a probe waits for a thread
    private @Nullable Long lastStart;
    private @Nullable Attempt attempt;
    private boolean hangs; // the last probe had no answer in its time

    ProbeLoop(ProbeTarget target, ProbeRun run) {
        this.target = target;
        this.run = run;
    }

    /** The first probe is due after this delay. Does nothing after {@link #end}. */
    void begin(long delayNanos) {
        lock.lock();
        try {
            plan(run.now() + delayNanos);
        } finally {
            lock.unlock();
        }
    }

    /**
     * The next probe is due now; or, where the last began less than a second ago, a second after that. Whoever is being probed, or
     * waits for a thread to be, needs nothing more.
     */
    void hurry() {
        lock.lock();
        try {
            if (next == null) return;
            long at = run.now();
            if (lastStart != null && lastStart + LEAST_GAP - at > 0) at = lastStart + LEAST_GAP;
            if (at - due < 0) plan(at);
        } finally {
            lock.unlock();
        }
    }

    /** How long the next probe has waited for a thread. */
    long waitedNanos(long now) {
        lock.lock();
        try {
            return handedAt == null ? 0 : now - handedAt;
        } finally {
            lock.unlock();
        }
    }

    /** Under the lock. */
    private void plan(long at) {
        if (ended) return;
        if (next != null) next.cancel(false);
        due = at;
        next = run.after(at - run.now(), this::hand);
    }

    /** No more probes; one that runs is interrupted and its result dropped. */
    void end() {
        lock.lock();
        try {
            ended = true;
            if (next != null) next.cancel(false);
            if (attempt != null) attempt.abandon();
            else run.letGo(target.backend());
        } finally {
            lock.unlock();
        }
    }

    private void hand() {
        boolean patient;
        lock.lock();
        try {
            if (ended || next == null) return;
            patient = hangs;
            // Another's timer perhaps: one that was brought forward while this came round.
            next.cancel(false);
            next = null;
            handedAt = run.now();
        } finally {
            lock.unlock();
        }
        if (!run.hand(this::probe, patient)) refused();
    }

    private void refused() {
        lock.lock();
        try {
            if (handedAt == null) return; // it ran all the same
            handedAt = null;
            plan(run.now() + run.pause(target.probes()));
        } finally {
            lock.unlock();
        }
    }

    private void probe() {
        Attempt mine = start();
        if (mine == null) return;
        // Finally: an Error where none is expected must not end the loop, nor let the time-out interrupt a stranger.
        try {
            boolean wanted;
            ProbeResult result;
            try {
                result = answer(mine);
            } finally {
                wanted = over(mine);
            }
            if (wanted) report(result);
        } finally {
            through(mine);
        }
    }

    private ProbeResult answer(Attempt mine) {
        ProbeResult result = run.ask(target.backend());
        // The clock decides, not the timer, which may be late.
        boolean late = run.now() - mine.startedAt >= run.timeout().toNanos();
        return late ? noAnswer() : result;
    }

    private @Nullable Attempt start() {
        lock.lock();
        try {
            handedAt = null;
            if (ended) return null;
            long now = run.now();
            lastStart = now;
            Attempt started = new Attempt(now);
            attempt = started;
            started.timer = run.after(run.timeout().toNanos(), () -> expire(started));
            return started;
        } finally {
            lock.unlock();
        }
    }

    /** The probe's thread is back; true if the result is still wanted. From here on nobody interrupts the thread. */
    private boolean over(Attempt mine) {
        boolean wanted;
        lock.lock();
        try {
            mine.over = true;
            hangs = mine.expired;
            wanted = !mine.expired && !ended;
            if (mine.timer != null) mine.timer.cancel(false);
        } finally {
            lock.unlock();
        }
        // The interrupt was for this probe, not for what its thread does next.
        if (mine.interrupted) Thread.interrupted();
        return wanted;
    }

    private void expire(Attempt late) {
        lock.lock();
        try {
            if (late.over || ended) return;
            late.expired = true;
            late.parts++;
            late.interrupt();
        } finally {
            lock.unlock();
        }
        long expiredAt = run.now();
        try {
            report(noAnswer());
        } finally {
            again(late, expiredAt);
            through(late);
        }
    }

    /** A probe that never ends would otherwise be one failure for ever, and its member serve on. */
    private void again(Attempt late, long expiredAt) {
        lock.lock();
        try {
            if (late.over || ended) return;
            late.timer = run.after(expiredAt + run.pause(target.probes()) - run.now(), () -> expire(late));
        } finally {
            lock.unlock();
        }
    }

    /** A part of the attempt is done; the last one plans the next probe. */
    private void through(Attempt past) {
        boolean last;
        lock.lock();
        try {
            if (--past.parts > 0) return;
            attempt = null;
            last = ended;
            if (!last) plan(nextAfter(past));
        } finally {
            lock.unlock();
        }
        // It may have given a connection back after the others were released.
        if (last) {
            run.letGo(target.backend());
            run.releaseIfClosed();
        }
    }

    /** Under the lock. A backend that hangs has its rest too, however close the time-out is to the interval. */
    private long nextAfter(Attempt past) {
        long at = begunAt(past) + run.pause(target.probes());
        long rested = past.startedAt + run.restedAfterNanos();
        return past.expired && rested - at > 0 ? rested : at;
    }

    /** When it should have begun, so that what timers are late does not add up; or when it did, if that is much later. */
    private long begunAt(Attempt past) {
        return past.startedAt - due > run.tolerance() ? past.startedAt : due;
    }

    private ProbeResult noAnswer() {
        return ProbeResult.failed(Detail.noAnswer(run.timeout()));
    }

    private void report(ProbeResult result) {
        target.report(result.share(), Detail.line(result.detail()));
    }

    /** A probe under way. Guarded by the loop's lock. */
    private static final class Attempt {
        private final Thread thread = Thread.currentThread();
        private final long startedAt;
        private @Nullable Future<?> timer;

        /**
         * Who is still at it: the probe, and a time-out that reports. A count and no flag: the probe may end while the time-out
         * reports, or outlast many time-outs, and either may be the last.
         */
        private int parts = 1;

        private boolean over;
        private boolean expired;
        private boolean interrupted;

        Attempt(long startedAt) {
            this.startedAt = startedAt;
        }

        /** The checks of its member have ended. */
        void abandon() {
            if (timer != null) timer.cancel(false);
            interrupt();
        }

        void interrupt() {
            if (over) return;
            interrupted = true;
            thread.interrupt();
        }
    }
}

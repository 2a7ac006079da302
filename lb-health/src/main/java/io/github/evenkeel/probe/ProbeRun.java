package io.github.evenkeel.probe;

import io.github.evenkeel.Backend;
import io.github.evenkeel.health.ProbeState;
import io.github.evenkeel.pool.PoolEnvironment;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the loops of running checks have in common: the probe, its times and what they run on. Nothing here throws. */
final class ProbeRun {
    private static final Logger LOG = LoggerFactory.getLogger(HealthChecks.class);

    private final String pool;
    private final Probe probe;
    private final Executor executor;
    private final Executor forHanging;
    private final Pace pace;
    private final PoolEnvironment environment;
    private final AtomicBoolean refused = new AtomicBoolean();
    private volatile boolean closed;

    /** @param forHanging takes the probes of members whose last one had no answer in its time */
    ProbeRun(String pool, Probe probe, Executor executor, Executor forHanging, Pace pace, PoolEnvironment environment) {
        this.pool = pool;
        this.probe = probe;
        this.executor = executor;
        this.forHanging = forHanging;
        this.pace = pace;
        this.environment = environment;
    }

    long now() {
        return environment.clock().getAsLong();
    }

    Duration timeout() {
        return pace.timeout();
    }

    /** From the start of a probe to the start of the next, by what the pool made of the first. */
    long pause(ProbeState probes) {
        return pace.pause(probes, environment.random().nextDouble());
    }

    /** From the start of a probe that had no answer to the start of the next, at least. */
    long restedAfterNanos() {
        return pace.restedAfterNanos();
    }

    /** A delay that nobody minds: a tenth of the interval, as much as it is spread at random by default. */
    long tolerance() {
        return pace.every().toNanos() / 10;
    }

    /** Where in the first interval the i-th of n members has its first probe: evenly spread, from a random phase on. */
    long firstDelay(int i, int n, double phase) {
        double place = phase + (double) i / n;
        return (long) (pace.every().toNanos() * (place - Math.floor(place)));
    }

    /**
     * From the first probe of a member that joins to that of another which joins at once: short while they are few, and together
     * about an interval however many come.
     */
    long spacing(int members) {
        return pace.every().toNanos() / Math.max(100, 4L * members);
    }

    /** A phase in [0, 1). */
    double phase() {
        return environment.random().nextDouble();
    }

    /** One check; whatever goes wrong in it is its result. */
    ProbeResult ask(Backend backend) {
        try {
            ProbeResult result = probe.check(backend, pace.timeout());
            return result != null ? result : ProbeResult.failed("the probe returned null");
        } catch (Throwable thrown) { // an Error too: the loop must go on
            if (thrown instanceof InterruptedException) Thread.currentThread().interrupt();
            LOG.debug("pool {}: the probe of {} threw", pool, backend, thrown);
            return ProbeResult.failed(Detail.of(thrown));
        }
    }

    /**
     * Hands a probe to its threads; false if they take no more.
     *
     * @param hangs true if it is likely to block its thread for as long as it may
     */
    boolean hand(Runnable work, boolean hangs) {
        try {
            (hangs ? forHanging : executor).execute(work);
            return true;
        } catch (Throwable thrown) { // an Error too: where no thread can be made now, one may be later
            // Says nothing about a backend, so no result comes of it; once is enough, it would be said at every probe.
            if (refused.compareAndSet(false, true)) LOG.warn("pool {}: the probes' executor refuses", pool, thrown);
            return false;
        }
    }

    @Nullable
    Future<?> after(long nanos, Runnable work) {
        try {
            return environment.scheduler().schedule(work, Math.max(0, nanos), TimeUnit.NANOSECONDS);
        } catch (Throwable thrown) { // most likely it is shut down
            LOG.warn("pool {}: the scheduler refuses, a member is probed no more", pool, thrown);
            return null;
        }
    }

    /** The checks end: nothing is let go of one by one any more. */
    void closing() {
        closed = true;
    }

    /** The checks have ended: what the probe keeps is released, now and after each check that still runs. */
    void close() {
        closed = true;
        releaseIfClosed();
    }

    /** What the probe keeps for a member that has left is released, elsewhere: to say goodbye over TLS may block. */
    void letGo(Backend backend) {
        if (closed) return; // then all is released
        try {
            executor.execute(() -> {
                try {
                    probe.release(backend);
                } catch (Throwable thrown) {
                    LOG.warn("pool {}: the probe threw on release", pool, thrown);
                }
            });
        } catch (Throwable refused) {
            LOG.debug("pool {}: nobody lets go of {}", pool, backend, refused);
        }
    }

    /** Only then: while the checks run, what is kept belongs to the other members too. */
    void releaseIfClosed() {
        if (!closed) return;
        try {
            probe.release();
        } catch (Throwable thrown) {
            LOG.warn("pool {}: the probe threw on release", pool, thrown);
        }
    }

    @Override
    public String toString() {
        return "pool " + pool + ": " + probe + " " + pace + "; " + pace.inWords();
    }
}

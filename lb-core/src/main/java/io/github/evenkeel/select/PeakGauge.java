package io.github.evenkeel.select;

import io.github.evenkeel.Outcome;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The peak-sensitive mean latency of a member: a slower answer counts at once and in full, faster ones bring it down over the memory.
 * Without answers it nears what is typical of the pool, from either side: no news is neither good nor bad.
 */
final class PeakGauge implements Gauge {
    private static final VarHandle PEAK;
    private static final VarHandle AT;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            PEAK = lookup.findVarHandle(PeakGauge.class, "peak", double.class);
            AT = lookup.findVarHandle(PeakGauge.class, "at", long.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private final PeakPeers peers;
    private volatile double peak; // nanoseconds; 0 before the first answer
    private volatile long at;

    PeakGauge(PeakPeers peers) {
        this.peers = peers;
    }

    @Override
    public void answered(Outcome outcome, long startedAt, long now) {
        double nanos = Math.max(1, now - startedAt);
        switch (outcome.kind()) {
            case SUCCESS -> sample(nanos, now);
            // What the caller waited is the least the answer would have taken.
            case CANCELLED -> {
                if (nanos > latency(now)) sample(nanos, now);
            }
            default -> {} // the penalty says it
        }
        peers.answered(now);
    }

    private void sample(double nanos, long now) {
        double before;
        double after;
        do {
            before = peak;
            after = nanos >= before ? nanos : nanos + (before - nanos) * peers.left((double) Math.max(0, now - at));
        } while (!PEAK.compareAndSet(this, before, after));
        AT.setOpaque(this, now);
    }

    boolean known() {
        return peak > 0;
    }

    /** As it would be now; what is typical of the pool where nothing is known. */
    double latency(long now) {
        double typical = peers.typicalNanos();
        double last = peak;
        return last == 0 ? typical : typical + (last - typical) * peers.left((double) Math.max(0, now - at));
    }
}

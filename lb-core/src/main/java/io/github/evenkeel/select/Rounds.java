package io.github.evenkeel.select;

import java.math.BigInteger;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Who compares the members with each other, and when: every so often one thread that brings an answer looks over at most 128 of
 * them, in a pool with more the next 128 each time. So no pick pays for it, no timer runs in an idle pool, and no call does work
 * that grows with the pool. There are at most a thousand rounds in a second.
 *
 * @param <G> the gauges looked over
 */
final class Rounds<G extends Gauge> {
    /** What a round does. One thread at a time, each sees what the last one did. */
    interface Look<G> {
        /** Looks over every {@code step}-th gauge and says after how many nanoseconds the next round is due. */
        long over(G[] gauges, int from, int step, long now);
    }

    /** As many as are scanned by a pick: the median of so many, from all over the pool, is as good as that of ten thousand. */
    static final int MOST = LeastOf.SCAN;

    private static final int LEAST_STEP = 7;

    private static final long LEAST_PAUSE = 1_000_000;

    private final Look<G> look;
    private final AtomicBoolean busy = new AtomicBoolean();
    private volatile G[] gauges;
    private volatile boolean begun;
    private volatile long dueAt;
    private int slice;

    Rounds(Look<G> look, G[] none) {
        this.look = look;
        this.gauges = none;
    }

    /** The members to compare from now on; control plane. */
    void over(G[] members) {
        gauges = members;
    }

    /** An answer came. */
    void answered(long now) {
        if (!begun || now - dueAt >= 0) round(now);
    }

    /** Apart from the above, which each answer passes. */
    private void round(long now) {
        if (!busy.compareAndSet(false, true)) return;
        try {
            if (begun && now - dueAt < 0) return; // another thread was here in between
            G[] all = gauges;
            int step = step(all.length);
            slice = slice + 1 < step ? slice + 1 : 0;
            dueAt = now + Math.max(LEAST_PAUSE, look.over(all, slice, step, now));
            begun = true;
        } finally {
            busy.set(false);
        }
    }

    /**
     * Every so-many-th member is in one slice: slices of one size, or the last might be a single member; and from all over the list. A
     * prime number that is no usual number of zones, or in a list with the zones in turns each slice would be one zone.
     */
    private static int step(int members) {
        if (members <= MOST) return 1;
        int step = Math.max(LEAST_STEP, (members + MOST - 1) / MOST);
        while (!BigInteger.valueOf(step).isProbablePrime(20)) step++;
        return step;
    }
}

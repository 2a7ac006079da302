package io.github.evenkeel.select;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Who compares the members with each other, and when: every so often one thread that brings an answer looks over at most 128 of
 * them, in a pool with more the next 128 each time. So no pick pays for it, no timer runs in an idle pool, and no call does work
 * that grows with the pool. A round costs about 2 µs; there are at most a thousand in a second.
 *
 * @param <G> the gauges looked over
 */
final class Rounds<G extends Gauge> {
    /** What a round does. One thread at a time, each sees what the last one did. */
    interface Look<G> {
        /** Looks over the gauges in [from, to) and says after how many nanoseconds the next round is due. */
        long over(G[] gauges, int from, int to, long now);
    }

    /** As many as are scanned by a pick: their median is as good as that of ten thousand. */
    static final int MOST = LeastOf.SCAN;

    private static final long LEAST_PAUSE = 1_000_000;

    private final Look<G> look;
    private final AtomicBoolean busy = new AtomicBoolean();
    private volatile G[] gauges;
    private volatile boolean begun;
    private volatile long dueAt;
    private int next;

    Rounds(Look<G> look, G[] none) {
        this.look = look;
        this.gauges = none;
    }

    /** The members to compare from now on. */
    void over(G[] members) {
        gauges = members;
    }

    /** An answer came. */
    void answered(long now) {
        if ((begun && now - dueAt < 0) || !busy.compareAndSet(false, true)) return;
        try {
            G[] all = gauges;
            int from = next < all.length ? next : 0;
            int to = Math.min(all.length, from + MOST);
            next = to;
            dueAt = now + Math.max(LEAST_PAUSE, look.over(all, from, to, now));
            begun = true;
        } finally {
            busy.set(false);
        }
    }
}

package io.github.evenkeel.select;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;

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

    /** As many as are scanned by a pick: the median of so many, drawn at random, is as good as that of ten thousand. */
    static final int MOST = LeastOf.SCAN;

    private static final long LEAST_PAUSE = 1_000_000;

    private final Look<G> look;
    private final RandomGenerator random;
    private final AtomicBoolean busy = new AtomicBoolean();
    private volatile G[] gauges;
    private volatile boolean begun;
    private volatile long dueAt;
    private int slice;

    Rounds(Look<G> look, G[] none, RandomGenerator random) {
        this.look = look;
        this.random = random;
        this.gauges = none;
    }

    /** The members to compare from now on; control plane. In any order, so that a slice is not one zone. */
    void over(G[] members) {
        if (members.length > MOST) shuffle(members);
        gauges = members;
    }

    /** Fisher and Yates. */
    private void shuffle(G[] members) {
        for (int last = members.length - 1; last > 0; last--) {
            int other = random.nextInt(last + 1);
            G moved = members[last];
            members[last] = members[other];
            members[other] = moved;
        }
    }

    /** An answer came. */
    void answered(long now) {
        if ((begun && now - dueAt < 0) || !busy.compareAndSet(false, true)) return;
        try {
            if (begun && now - dueAt < 0) return; // another thread was here in between
            G[] all = gauges;
            // Slices of one size, or the last might be a single member, compared with nobody.
            int slices = (all.length + MOST - 1) / MOST;
            slice = slice + 1 < slices ? slice + 1 : 0;
            int from = slices == 0 ? 0 : (int) ((long) slice * all.length / slices);
            int to = slices == 0 ? 0 : (int) ((slice + 1L) * all.length / slices);
            dueAt = now + Math.max(LEAST_PAUSE, look.over(all, from, to, now));
            begun = true;
        } finally {
            busy.set(false);
        }
    }
}

package io.github.evenkeel.pool;

import io.github.evenkeel.health.OutlierDetection;
import io.github.evenkeel.health.Recent;
import io.github.evenkeel.health.Tally;
import org.jspecify.annotations.Nullable;

/**
 * What the calls of a member told lately: counted by callers, carried from sweep to sweep by the control plane. Made at a member's first
 * answer and kept as long as the member is: where nothing is told any more it takes 500 bytes, most of them the tally.
 */
final class History {
    private final Tally tally = new Tally();
    private volatile Recent recent;

    private volatile boolean blamed; // the last sweep found it at fault
    private volatile @Nullable Long returnedAt;

    History(long now) {
        this.recent = Recent.from(now);
    }

    // ---- callers

    Tally tally() {
        return tally;
    }

    /** True for a call that began before the member was last let back in: what went wrong then has been paid for. */
    boolean outdated(long startedAt) {
        Long returned = returnedAt;
        return returned != null && startedAt - returned < 0;
    }

    Recent recent() {
        return recent;
    }

    boolean blamed() {
        return blamed;
    }

    // ---- control plane

    /**
     * The next sweep: returns all that is to be judged now.
     *
     * @param lenient whether lateness is held against nobody
     * @param nothing what all have in common that were told nothing for long: an object less for each of them
     */
    Recent next(boolean lenient, long now, OutlierDetection rules, Recent nothing) {
        Recent next = recent.next(tally, lenient, now, rules);
        recent = next.idle() ? nothing : next;
        return recent;
    }

    /** What is judged instead, where something else explains some of it. */
    void excuse(Recent less) {
        recent = less;
    }

    void blame(boolean found) {
        blamed = found;
    }

    /** Forgets all: the member is out, or just came back. */
    void anew(long now) {
        tally.take();
        recent = Recent.from(now);
        blamed = false;
    }

    void returned(long now) {
        returnedAt = now;
    }
}

package io.github.evenkeel.pool;

import io.github.evenkeel.health.Counts;
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

    /** Callers count until the next sweep; what is there at its beginning is what the run rule looks at in between. */
    private volatile long callsBefore;

    private volatile long faultsBefore;

    private volatile int fresh; // calls of the last sweep
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

    // ---- since the last sweep, for the run rule

    long callsBefore() {
        return callsBefore;
    }

    long faultsBefore() {
        return faultsBefore;
    }

    Recent recent() {
        return recent;
    }

    /** The calls told of in the last sweep. */
    int fresh() {
        return fresh;
    }

    boolean blamed() {
        return blamed;
    }

    // ---- control plane

    /** The next sweep: returns what was told since the last. */
    Counts take(long calls, long faults) {
        Counts counts = tally.take();
        mark(calls, faults, counts.calls());
        return counts;
    }

    /**
     * Returns all that is to be judged now.
     *
     * @param fresh   of what was told, what is to be judged
     * @param nothing what all have in common that were told nothing for long: an object less for each of them
     */
    Recent next(Counts fresh, long now, OutlierDetection rules, Recent nothing) {
        Recent next = recent.next(fresh, now, rules);
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
    void anew(long calls, long faults, long now) {
        tally.take();
        mark(calls, faults, 0);
        recent = Recent.from(now);
        blamed = false;
    }

    void returned(long now) {
        returnedAt = now;
    }

    private void mark(long calls, long faults, int count) {
        callsBefore = calls;
        faultsBefore = faults;
        fresh = count;
    }
}

package io.github.evenkeel.okhttp;

import io.github.evenkeel.CallContext;
import io.github.evenkeel.pool.Lease;
import org.jspecify.annotations.Nullable;

/** One of the two calls of a hedged one, as its {@link CallState} knows it. */
final class HedgeLeg {
    private final @Nullable HedgeLeg first;
    private volatile @Nullable Went went;

    // Guarded by this.
    private @Nullable Runnable waiting;
    private boolean paid;

    /**
     * Where the leg is, and since when.
     *
     * @param since when the first attempt began, on the pool's clock
     */
    private record Went(String id, long since) {}

    /** @param first the leg that this one hedges; null for the first itself */
    HedgeLeg(@Nullable HedgeLeg first) {
        this.first = first;
    }

    boolean second() {
        return first != null;
    }

    /** This context, which leaves out the member where the first leg is. */
    CallContext avoiding(CallContext context) {
        Went taken = first == null ? null : first.went;
        return taken == null ? context : context.withTried(taken.id());
    }

    /** An attempt goes to this member. False if the other leg is there already: twice at the same place is no hedge. */
    boolean goes(Lease lease) {
        String id = lease.backend().id();
        Runnable told;
        synchronized (this) {
            Went before = went;
            went = new Went(id, before == null ? lease.startedAt() : before.since());
            told = waiting;
            waiting = null;
        }
        if (told != null) told.run();
        Went other = first == null ? null : first.went;
        return other == null || !id.equals(other.id());
    }

    /** True once for the second leg: that is what the budget is for. */
    synchronized boolean owes() {
        if (first == null || paid) return false;
        paid = true;
        return true;
    }

    /** True if an attempt has begun; else this is run when one does, on its thread. */
    synchronized boolean underWay(Runnable whenItIs) {
        if (went == null) waiting = whenItIs;
        return went != null;
    }

    /** For how long, until this time of the pool's clock; 0 if it is not under way. */
    long age(long now) {
        Went gone = went;
        return gone == null ? 0 : now - gone.since();
    }
}

package io.github.evenkeel.okhttp;

import io.github.evenkeel.CallContext;
import org.jspecify.annotations.Nullable;

/** One of the two calls of a hedged one, as its {@link CallState} knows it. */
final class HedgeLeg {
    private final @Nullable HedgeLeg first;
    private volatile @Nullable String backend;

    /** @param first the leg that this one hedges; null for the first itself */
    HedgeLeg(@Nullable HedgeLeg first) {
        this.first = first;
    }

    boolean second() {
        return first != null;
    }

    /** This context, which leaves out the member where the first leg is. */
    CallContext avoiding(CallContext context) {
        String taken = first == null ? null : first.backend;
        return taken == null ? context : context.withTried(taken);
    }

    /** An attempt goes to this member. False if the other leg is there already: twice at the same place is no hedge. */
    boolean goes(String id) {
        backend = id;
        return first == null || !id.equals(first.backend);
    }
}

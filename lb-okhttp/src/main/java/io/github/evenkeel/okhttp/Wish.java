package io.github.evenkeel.okhttp;

import io.github.evenkeel.CallContext;
import io.github.evenkeel.NoBackendAvailableException;
import io.github.evenkeel.pool.BackendPool;
import io.github.evenkeel.pool.Lease;
import io.github.evenkeel.pool.MemberStatus;
import org.jspecify.annotations.Nullable;

/**
 * A member that a call would like to have, or must.
 *
 * @param strict whether no other will do
 */
record Wish(String id, boolean strict) {
    /** The member's lease; null if it cannot be had, and another will do. */
    @Nullable
    Lease acquire(BackendPool pool, CallContext context, Runnable onRevoked) {
        if (!strict && pool.avoids(id, context)) return null;
        Lease lease = pool.tryAcquire(id, context, onRevoked);
        if (lease == null && strict)
            throw new NoBackendAvailableException(pool.name(), "the call is for " + state(pool));
        return lease;
    }

    private String state(BackendPool pool) {
        MemberStatus member = pool.status().member(id);
        if (member == null) return id + ", which is no member";
        return member.backend() + ", which is " + member.status()
                + (member.why().isEmpty() ? "" : " (" + member.why() + ")");
    }
}

package io.github.evenkeel.okhttp;

import io.github.evenkeel.pool.BackendPool;
import io.github.evenkeel.pool.Lease;
import io.github.evenkeel.pool.PoolEnvironment;
import io.github.evenkeel.pool.PoolEvent;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Tells the {@link MemberConnections} of a pool what becomes of their members. One per pool, whoever calls it. */
final class PoolConnections {
    private final PoolEnvironment environment;
    private final Map<String, MemberConnections> byId = new ConcurrentHashMap<>();
    private volatile long maxAge = Long.MAX_VALUE;

    private PoolConnections(BackendPool pool) {
        this.environment = pool.environment();
        pool.onEvent(this::tell);
    }

    static PoolConnections of(BackendPool pool) {
        return pool.attachment(PoolConnections.class, () -> new PoolConnections(pool));
    }

    /** Those of the member that has this lease. */
    MemberConnections of(Lease lease) {
        return lease.attachment(MemberConnections.class, () -> {
            MemberConnections made = new MemberConnections(
                    this, lease.openCalls(), lease.attachment(Steering.Known.class, Steering.Known::new));
            register(lease.backend().id(), made);
            return made;
        });
    }

    private void register(String id, MemberConnections made) {
        byId.compute(id, (same, known) -> {
            // There are two where one has left, and the event that tells of it has yet to come.
            if (known != null) known.look();
            return made.gone() ? known : made; // a call may connect after its member has left
        });
    }

    PoolEnvironment environment() {
        return environment;
    }

    /** Nanoseconds; the least of what those who use the pool want. */
    void limitAge(long nanos) {
        maxAge = Math.min(maxAge, nanos);
    }

    long maxAge() {
        return maxAge;
    }

    private void tell(PoolEvent event) {
        if (event instanceof PoolEvent.MemberLeft left) {
            changed(left.backend().id());
        } else if (event instanceof PoolEvent.StatusChanged changed) {
            changed(changed.backend().id());
        }
    }

    /** Of this id there may be another member by now, which stays. */
    private void changed(String id) {
        byId.computeIfPresent(id, (same, known) -> {
            known.look();
            return known.gone() ? null : known;
        });
    }
}

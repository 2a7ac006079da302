package io.github.evenkeel.okhttp;

import io.github.evenkeel.pool.BackendPool;
import io.github.evenkeel.pool.MemberStatus;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** In what time 95 % of a pool's recent answers came. Looked at on the pool's timer, never by a call. */
final class RecentP95 implements LongSupplier {
    /** A pool's sweeps, which bring news, come every ten seconds. */
    private static final long AGE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final BackendPool pool;
    private final long atLeast;
    private final AtomicLong due;
    private volatile long nanos = -1;

    RecentP95(BackendPool pool, long atLeast) {
        this.pool = pool;
        this.atLeast = atLeast;
        this.due = new AtomicLong(now());
    }

    /** Negative while it is not known. */
    @Override
    public long getAsLong() {
        long now = now();
        long when = due.get();
        if (now - when >= 0 && due.compareAndSet(when, now + AGE_NANOS)) {
            try {
                pool.environment().scheduler().execute(this::look);
            } catch (RejectedExecutionException shutDown) {
                return nanos; // and stays what it was
            }
        }
        return nanos;
    }

    /** The member in the middle, by calls: one that is slow as a whole must not set the pace. */
    private void look() {
        List<MemberStatus> members = pool.status().members().stream()
                .filter(member -> !member.recent().p95().isZero())
                .sorted(Comparator.comparing(member -> member.recent().p95()))
                .toList();
        long left =
                members.stream().mapToLong(member -> member.recent().calls()).sum() / 2;
        for (MemberStatus member : members) {
            left -= member.recent().calls();
            if (left > 0) continue;
            nanos = Math.max(atLeast, member.recent().p95().toNanos());
            return;
        }
        nanos = -1;
    }

    private long now() {
        return pool.environment().clock().getAsLong();
    }
}

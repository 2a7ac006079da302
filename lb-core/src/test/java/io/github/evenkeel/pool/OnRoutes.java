package io.github.evenkeel.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.evenkeel.Backend;
import io.github.evenkeel.CallContext;
import io.github.evenkeel.Outcome;
import io.github.evenkeel.select.Penalty;
import io.github.evenkeel.testing.VirtualTime;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/** A pool in virtual time, and short words for what tests do with its routes. */
final class OnRoutes {
    private final Bench bench;
    final VirtualTime time;
    final BackendPool pool;

    OnRoutes(long seed, String... ids) {
        this(seed, builder -> builder, ids);
    }

    OnRoutes(long seed, UnaryOperator<BackendPool.Builder> settings, String... ids) {
        bench = new Bench(seed, settings, ids);
        time = bench.time;
        pool = bench.pool;
    }

    /** A call like this on this member, in flight until it is closed. */
    Lease open(String id, CallContext context) {
        CallContext only = context;
        for (Backend other : pool.backends()) {
            if (!other.id().equals(id)) only = only.withTried(other.id());
        }
        Lease lease = pool.acquire(only);
        assertThat(lease.backend().id()).isEqualTo(id);
        return lease;
    }

    /** Whole calls on this member, and what follows from them. */
    void calls(String id, CallContext context, int count, Outcome outcome) {
        for (int i = 0; i < count; i++) {
            try (Lease lease = open(id, context)) {
                lease.responded(outcome);
            }
        }
        time.runDue();
    }

    String pick(CallContext context) {
        return bench.pick(context);
    }

    /** Who gets calls like this, by far more picks than chance needs to meet each of a few members, once the load of faults has faded. */
    Set<String> picked(CallContext context) {
        time.advance(Penalty.FADE);
        return pickedNow(context);
    }

    Set<String> pickedNow(CallContext context) {
        Set<String> ids = new TreeSet<>();
        for (int i = 0; i < 300; i++) ids.add(pick(context));
        return ids;
    }

    /** Whom the route of these calls would do without. */
    List<String> avoided(CallContext context) {
        return pool.status().routes().stream()
                .filter(route -> route.name().equals(context.route()))
                .flatMap(route -> route.avoided().stream())
                .map(avoided -> avoided.backend().id())
                .toList();
    }

    MemberStatus member(String id) {
        return bench.member(id);
    }

    <E extends PoolEvent> List<E> events(Class<E> kind) {
        return bench.events(kind);
    }
}

package io.github.evenkeel.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.evenkeel.Backend;
import io.github.evenkeel.CallContext;
import io.github.evenkeel.NoBackendAvailableException;
import io.github.evenkeel.Outcome;
import io.github.evenkeel.health.SlowStart;
import io.github.evenkeel.testing.VirtualTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/** A pool in virtual time, what it told, and short words for what tests do with it. */
final class Bench {
    static final Outcome BAD = Outcome.ofStatus(500);
    final VirtualTime time;
    final BackendPool pool;
    final List<PoolEvent> events = new ArrayList<>();

    /** A pool of backends with these ids. */
    Bench(long seed, String... ids) {
        this(seed, builder -> builder, ids);
    }

    /** As above, with other settings. Without slow start, unless a test is about it: it would change who gets calls for a minute. */
    Bench(long seed, UnaryOperator<BackendPool.Builder> settings, String... ids) {
        time = VirtualTime.seeded(seed);
        BackendPool.Builder builder = BackendPool.builder("orders")
                .clock(time.clock())
                .scheduler(time.scheduler())
                .listeners(time.scheduler())
                .slowStart(SlowStart.off())
                .random(new SplittableRandom(seed));
        for (String id : ids) builder.backend(backend(id));
        pool = settings.apply(builder).build();
        pool.onEvent(events::add);
    }

    /** A backend whose id is its host. */
    static Backend backend(String id) {
        return Backend.of(id, 80).withId(id);
    }

    /** A call on this member, in flight until it is closed. */
    Lease open(String id) {
        CallContext context = CallContext.any();
        for (Backend other : pool.backends()) {
            if (!other.id().equals(id)) context = context.withTried(other.id());
        }
        Lease lease = pool.acquire(context);
        assertThat(lease.backend().id()).isEqualTo(id);
        return lease;
    }

    /** A whole call on this member. */
    void call(String id, Outcome outcome) {
        try (Lease lease = open(id)) {
            lease.responded(outcome);
        }
    }

    void calls(String id, int count, Outcome outcome) {
        for (int i = 0; i < count; i++) call(id, outcome);
    }

    /** Five faults, and what follows from them. */
    void eject(String id) {
        calls(id, 5, BAD);
        time.runDue();
        assertThat(member(id).left()).as(id + " is ejected").isNotNull();
    }

    MemberStatus member(String id) {
        return pool.status().member(id);
    }

    /** Whom a call like this would get. */
    String pick(CallContext context) {
        Lease lease = pool.acquire(context);
        lease.discard();
        return lease.backend().id();
    }

    /** Who gets calls: by 300 picks, far more than chance needs to meet each of a few members; empty if nobody does. */
    Set<String> picked() {
        Set<String> ids = new TreeSet<>();
        try {
            for (int i = 0; i < 300; i++) ids.add(pick(CallContext.any()));
        } catch (NoBackendAvailableException nobody) {
            assertThat(ids).isEmpty();
        }
        return ids;
    }

    /** The events of this kind so far; what is due is delivered first. */
    <E extends PoolEvent> List<E> events(Class<E> kind) {
        time.runDue();
        return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }
}

package io.github.evenkeel.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.evenkeel.Backend;
import io.github.evenkeel.CallContext;
import io.github.evenkeel.Outcome;
import io.github.evenkeel.health.OutlierDetection;
import io.github.evenkeel.health.Status;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real threads, and for once real time: nothing here waits for it to pass. */
@Timeout(180)
class ConcurrencyTest {
    private static final int CALLERS = 10;
    private static final int CALLS_EACH = 150_000;
    private static final CallContext ANY = CallContext.any();
    private final AtomicInteger callersLeft = new AtomicInteger(CALLERS);
    private final AtomicLong calls = new AtomicLong();

    private static final Outcome[] OUTCOMES = {
        Outcome.ofStatus(404),
        Outcome.ofStatus(500),
        Outcome.TIMEOUT,
        Outcome.RESET,
        Outcome.CANCELLED,
        Outcome.overloaded(503, Duration.ofMillis(5))
    };

    /** Calls with random ends, a few of them held open for a while; what it holds is closed when it is done. */
    private final class Caller {
        final SplittableRandom random;
        final Deque<Lease> held = new ArrayDeque<>();

        final int oneIn;

        /** One call in so many ends in some other way than well. */
        Caller(int number, int oneIn) {
            this.random = new SplittableRandom(number);
            this.oneIn = oneIn;
        }

        private Outcome outcome() {
            return random.nextInt(oneIn) == 0 ? OUTCOMES[random.nextInt(OUTCOMES.length)] : Outcome.SUCCESS;
        }

        /** Yields often: of more threads than processors the control plane would else get a turn every 20 ms only. */
        @SuppressWarnings("ThreadPriorityCheck")
        void call(BackendPool pool) {
            if (random.nextInt(16) == 0) Thread.yield();
            Lease lease = pool.acquire(ANY);
            calls.incrementAndGet();
            int chance = random.nextInt(32);
            if (chance == 0) {
                held.add(lease);
                if (held.size() > 20) end(held.remove());
            } else {
                if (chance > 1) lease.responded(outcome());
                end(lease);
            }
        }

        private void end(Lease lease) {
            if (random.nextBoolean()) lease.responded(outcome());
            lease.close();
            if (random.nextInt(8) == 0) lease.close();
        }

        void endAll() {
            held.forEach(this::end);
        }
    }

    /** a, b, c and d are left alone, so someone serves at every instant; w to z come, go and are commanded. */
    @Test
    void whateverOperatorsDoNoCallFailsIsLostOrGoesToAMemberThatIsGone() throws Exception {
        BackendPool pool = BackendPool.builder("orders")
                .drainTimeout(Duration.ofMillis(50))
                .backend("a", 1)
                .backend("b", 1)
                .backend("c", 1)
                .backend("d", 1)
                .build();
        List<CompletableFuture<Drained>> drains = new ArrayList<>();
        Map<String, Boolean> gone = new ConcurrentHashMap<>(); // hosts of removed members
        Crowd crowd = new Crowd();
        crowd.with(CALLERS, number -> {
            Caller caller = new Caller(number, 1);
            try {
                for (int i = 0; i < CALLS_EACH && !crowd.broken(); i++) {
                    caller.call(pool);
                    if (i % 16 != 0) continue;
                    // Who was gone before the pick began must not be picked.
                    List<String> before = List.copyOf(gone.keySet());
                    try (Lease lease = pool.acquire(ANY)) {
                        if (before.contains(lease.backend().host())) throw new AssertionError("gone: " + lease);
                    }
                }
                caller.endAll();
            } finally {
                callersLeft.decrementAndGet();
            }
        });
        crowd.with(1, number -> {
            SplittableRandom random = new SplittableRandom(7);
            int serial = 0;
            Map<String, String> present = new HashMap<>();
            while (callersLeft.get() > 0 && !crowd.broken()) {
                String id = String.valueOf((char) ('w' + random.nextInt(4)));
                String known = present.get(id);
                if (known == null) {
                    String host = id + '-' + ++serial;
                    present.put(id, host);
                    pool.add(Backend.of(host, 80).withId(id).withWeight(1 + random.nextInt(3)));
                    continue;
                }
                switch (random.nextInt(6)) {
                    case 0 -> {
                        drains.add(pool.remove(id));
                        present.remove(id);
                        gone.put(known, true);
                        if (gone.size() > 50) gone.clear();
                    }
                    case 1, 2 -> drains.add(pool.drain(id, Duration.ofMillis(random.nextInt(50))));
                    case 3 -> pool.maintenance(id);
                    default -> pool.ready(id);
                }
                PoolStatus status = pool.status();
                for (MemberStatus member : status.members()) {
                    if (member.inFlight() < 0) throw new AssertionError(status.toString());
                    boolean out = member.status() == Status.DRAINING || member.status() == Status.MAINTENANCE;
                    if (out && member.inRotation()) throw new AssertionError(status.toString());
                }
            }
            // All that is still awaited: ready gives it up, the rest ends with its calls.
            pool.backends().forEach(backend -> pool.ready(backend.id()));
        });
        crowd.run();
        CompletableFuture.allOf(drains.toArray(CompletableFuture[]::new))
                .handle((done, givenUp) -> true)
                .get(60, TimeUnit.SECONDS);
        assertThat(calls.get()).isGreaterThanOrEqualTo((long) CALLERS * CALLS_EACH);
        assertThat(drains).isNotEmpty().allMatch(CompletableFuture::isDone);
        assertThat(drains.stream().filter(drain -> !drain.isCompletedExceptionally()))
                .isNotEmpty();
        assertThat(pool.status().members()).allMatch(member -> member.inFlight() == 0);
        assertThat(pool.status().members()).hasSize(pool.backends().size());
        assertThat(pool.status().members()).allMatch(MemberStatus::inRotation);
        pool.close();
    }

    /** Everyone fails a lot; nobody joins or leaves, so the limit must hold in every picture. */
    @Test
    void howeverManyTripAtOnceTheLimitAndTheMinimumHold() throws Exception {
        OutlierDetection quick = OutlierDetection.defaults()
                .withConsecutiveFaults(2)
                .withEjectionTime(Duration.ofMillis(1), Duration.ofMillis(4));
        BackendPool.Builder builder =
                BackendPool.builder("orders").outlierDetection(quick).minimumHealthy(3);
        for (int i = 0; i < 9; i++)
            builder.backend(Backend.of("m" + i, 1).withId("m" + i).withWeight(1 + i % 3));
        BackendPool pool = builder.build();
        ConcurrentLinkedQueue<PoolEvent> events = new ConcurrentLinkedQueue<>();
        pool.onEvent(event -> {
            if (event instanceof PoolEvent.StatusChanged change && change.to() == Status.EJECTED) events.add(event);
        });
        AtomicLong pictures = new AtomicLong();
        AtomicBoolean limited = new AtomicBoolean();
        Crowd crowd = new Crowd();
        crowd.with(CALLERS, number -> {
            Caller caller = new Caller(number, 10);
            try {
                for (int i = 0; i < CALLS_EACH / 2 && !crowd.broken(); i++) caller.call(pool);
                caller.endAll();
            } finally {
                callersLeft.decrementAndGet();
            }
        });
        crowd.with(1, number -> {
            SplittableRandom random = new SplittableRandom(3);
            while (callersLeft.get() > 0 && !crowd.broken()) {
                if (random.nextInt(4) == 0) pool.ready("m" + random.nextInt(9));
                PoolStatus status = pool.status();
                double out = 0;
                int in = 0;
                for (MemberStatus member : status.members()) {
                    if (member.left() != null) out += member.backend().weight();
                    else in++;
                    if (member.inFlight() < 0) throw new AssertionError(status.toString());
                }
                // 18 in all. Ejections may come while the picture is taken, returns may not: so it never shows too
                // many.
                if (out > 9 || in < 3) throw new AssertionError(status.toString());
                if (out >= 8) limited.set(true);
                pictures.incrementAndGet();
            }
        });
        crowd.run();
        assertThat(pictures.get()).isPositive();
        assertThat(events).hasSizeGreaterThan(100);
        assertThat(limited).as("the limit was reached").isTrue();
        assertThat(pool.status().members()).allMatch(member -> member.inFlight() == 0);
        pool.close();
    }
}

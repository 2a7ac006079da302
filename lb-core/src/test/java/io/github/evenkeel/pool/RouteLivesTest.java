package io.github.evenkeel.pool;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.github.evenkeel.CallContext;
import io.github.evenkeel.Outcome;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds of routes whatever happens, what they cost, and that threads lose nothing. */
class RouteLivesTest {
    private static final String[] IDS = {"a", "b", "c", "d"};
    private static final CallContext ORDERS = CallContext.any().withRoute("GET /orders");
    private static final CallContext STOCK = CallContext.any().withRoute("GET /stock");

    /** Every route fails on some members for a while; members come and go; time passes. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void whateverHappensTheAvoidedGetNoCallsAndSomebodyDoes(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        OnRoutes bench = new OnRoutes(seed, IDS);
        double[][] bad = new double[IDS.length][3];
        int avoidances = 0;
        for (int step = 0; step < 3_000; step++) {
            if (step % 500 == 0) {
                for (double[] routes : bad) {
                    Arrays.setAll(routes, route -> random.nextInt(4) > 0 ? 0 : random.nextInt(1, 5) / 4.0);
                }
            }
            if (random.nextInt(200) == 0) operate(bench, IDS[random.nextInt(IDS.length)], random);
            int route = random.nextInt(3);
            CallContext context = CallContext.any().withRoute("route " + route);
            RouteStatus before = status(bench, context.route());
            try (Lease lease = bench.pool.acquire(context)) {
                String id = lease.backend().id();
                if (before != null && !before.panic()) {
                    Set<String> out = new HashSet<>();
                    for (RouteStatus.Avoided each : before.avoided()) {
                        if (each.left() != null) out.add(each.backend().id());
                    }
                    assertThat(out).doesNotContain(id);
                    if (!out.isEmpty()) avoidances++;
                }
                boolean fails = random.nextDouble() < bad[Arrays.asList(IDS).indexOf(id)][route];
                lease.responded(fails ? Bench.BAD : Outcome.SUCCESS);
            }
            bench.time.advance(Duration.ofMillis(random.nextInt(20)));
            assertThat(serving(bench, status(bench, context.route()))).isTrue();
        }
        assertThat(avoidances).isGreaterThan(100);
    }

    private static void operate(OnRoutes bench, String id, SplittableRandom random) {
        if (random.nextBoolean()) bench.pool.ready(id);
        else if (bench.pool.status().members().stream()
                        .filter(MemberStatus::inRotation)
                        .count()
                > 2) bench.pool.maintenance(id);
    }

    private static RouteStatus status(OnRoutes bench, String name) {
        return bench.pool.status().routes().stream()
                .filter(route -> route.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    /** True if some member in rotation is not avoided, or none is for there are too few. */
    private static boolean serving(OnRoutes bench, RouteStatus route) {
        if (route.panic()) return true;
        Set<String> out = new HashSet<>();
        route.avoided().forEach(each -> out.add(each.backend().id()));
        return bench.pool.status().members().stream()
                .anyMatch(member ->
                        member.inRotation() && !out.contains(member.backend().id()));
    }

    @Test
    void anAvoidedMemberThatNobodyComesToTryIsForgottenWithItsRoute() {
        OnRoutes bench = new OnRoutes(1, IDS);
        bench.calls("a", STOCK, 5, Outcome.SUCCESS);
        bench.calls("a", ORDERS, 5, Bench.BAD);
        assertThat(bench.avoided(ORDERS)).containsExactly("a");
        bench.time.advance(Duration.ofMinutes(4));
        assertThat(bench.avoided(ORDERS)).as("a call may still be out").containsExactly("a");
        bench.time.advance(Duration.ofMinutes(8));
        assertThat(bench.pool.status().routes()).isEmpty();
    }

    /** The call's handle has one field more; the lease and what is told allocate nothing else, also while a member is avoided. */
    @Test
    void aRouteCostsACallEightBytes() {
        OnRoutes bench = new OnRoutes(1, IDS);
        ToDoubleFunction<CallContext> perCall = context -> {
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            double least = Double.MAX_VALUE;
            for (int round = 0; round < 10; round++) {
                long before = threads.getCurrentThreadAllocatedBytes();
                for (int i = 0; i < 10_000; i++) {
                    try (Lease lease = bench.pool.acquire(context)) {
                        lease.responded(Outcome.SUCCESS);
                    }
                }
                least = Math.min(least, (threads.getCurrentThreadAllocatedBytes() - before) / 1e4);
            }
            return least;
        };
        double plain = perCall.applyAsDouble(CallContext.any());
        assertThat(perCall.applyAsDouble(STOCK)).isLessThan(plain + 9);
        bench.calls("a", STOCK, 5, Outcome.SUCCESS);
        bench.calls("a", ORDERS, 5, Bench.BAD);
        assertThat(bench.avoided(ORDERS)).containsExactly("a");
        assertThat(perCall.applyAsDouble(ORDERS)).isLessThan(plain + 9);
    }

    @Test
    void threadsLoseNoCalls() throws InterruptedException {
        OnRoutes bench = new OnRoutes(1, IDS);
        AtomicLong failed = new AtomicLong();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            CallContext context = i % 2 == 0 ? ORDERS : STOCK;
            threads.add(new Thread(() -> {
                for (int call = 0; call < 10_000; call++) {
                    try (Lease lease = bench.pool.acquire(context)) {
                        lease.responded(Outcome.SUCCESS);
                    } catch (RuntimeException broken) {
                        failed.incrementAndGet();
                    }
                }
            }));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) thread.join();
        bench.time.advance(Duration.ofSeconds(11));
        assertThat(failed).hasValue(0);
        assertThat(bench.pool.status().routes()).extracting(RouteStatus::calls).containsExactly(20_000L, 20_000L);
    }
}

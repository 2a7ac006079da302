package io.github.evenkeel.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.evenkeel.CallContext;
import io.github.evenkeel.Outcome;
import io.github.evenkeel.health.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether it is a route that fails on a member, or the member: by chance and many seeds, for it must not depend on either. */
class RouteOrMemberTest {
    /** Until something fails. */
    private static final long WELL_NANOS = 20_000_000_000L;

    private static final CallContext ORDERS = CallContext.any().withRoute("GET /orders");
    private static final CallContext STOCK = CallContext.any().withRoute("GET /stock");

    /** In a sweep the route has too few calls to be judged by, and the member, with those of the other route, has enough. */
    @ParameterizedTest
    @CsvSource({
        "10, 45, 20, 0.5, 0",
        "10, 45, 20, 0.5, 0.02",
        "10, 20, 10, 0.8, 0",
        "10, 20, 5, 1, 0.05",
        "4, 3, 10, 0.7, 0"
    })
    void whoFailsOnASparseRouteOnlyIsNeverEjected(int members, int stock, int orders, double share, double usual) {
        List<Long> ejected = new ArrayList<>();
        List<Long> missed = new ArrayList<>();
        for (long seed = 0; seed < 40; seed++) {
            OnRoutes bench = new OnRoutes(
                    seed, IntStream.range(0, members).mapToObj(i -> "m" + i).toArray(String[]::new));
            if (!avoids(bench, new SplittableRandom(seed), members, stock, orders, share, usual)) missed.add(seed);
            if (!bench.events(PoolEvent.MemberEjected.class).isEmpty()) ejected.add(seed);
        }
        assertThat(ejected).as("seeds that eject it").isEmpty();
        assertThat(missed).as("seeds that do not find the route").isEmpty();
    }

    private static boolean avoids(
            OnRoutes bench, SplittableRandom random, int members, int stock, int orders, double share, double usual) {
        long began = bench.time.now();
        double perSecond = members * (stock + orders) / 10.0;
        while (bench.time.now() - began < 120_000_000_000L) {
            if (bench.member("m0").status() != Status.HEALTHY) return false;
            if (bench.avoided(ORDERS).contains("m0")) return true;
            CallContext context = random.nextInt(stock + orders) < stock ? STOCK : ORDERS;
            String id = "m" + random.nextInt(members);
            boolean bad = id.equals("m0") && context == ORDERS && bench.time.now() - began > WELL_NANOS;
            bench.calls(id, context, 1, random.nextDouble() < (bad ? share : usual) ? Bench.BAD : Outcome.SUCCESS);
            bench.time.advance(Duration.ofNanos((long) (-1e9 / perSecond * Math.log(1 - random.nextDouble()))));
        }
        return false;
    }

    @ParameterizedTest
    @CsvSource({"4, 2, 10, 0.9, 0.02", "3, 2, 10, 1, 0.1", "4, 4, 40, 1, 0.1"})
    void whoIsDeadOnAllRoutesIsEjected(int members, int routes, int perSecond, double share, double usual) {
        List<Long> kept = new ArrayList<>();
        for (long seed = 0; seed < 80; seed++) {
            if (!ejects(seed, members, routes, perSecond, share, usual)) kept.add(seed);
        }
        assertThat(kept).as("seeds that keep it in").isEmpty();
    }

    private static boolean ejects(long seed, int members, int routes, int perSecond, double share, double usual) {
        SplittableRandom random = new SplittableRandom(seed);
        OnRoutes bench = new OnRoutes(
                seed, IntStream.range(0, members).mapToObj(i -> "m" + i).toArray(String[]::new));
        long gap = 1_000_000_000L / perSecond;
        long dies = random.nextInt(30, 45) * (long) perSecond;
        for (int call = 0; call < 120L * perSecond; call++) {
            boolean dead = call >= dies;
            CallContext context = CallContext.any().withRoute("route " + random.nextInt(routes));
            Lease lease = bench.pool.acquire(context);
            boolean bad = dead && lease.backend().id().equals("m0");
            boolean fails = random.nextDouble() < (bad ? share : usual);
            Outcome outcome = fails ? Bench.BAD : Outcome.SUCCESS;
            bench.time
                    .scheduler()
                    .schedule(
                            () -> {
                                lease.responded(outcome);
                                lease.close();
                            },
                            (long) (-1e8 * Math.log(1 - random.nextDouble())),
                            TimeUnit.NANOSECONDS);
            bench.time.advance(Duration.ofNanos((long) (-gap * Math.log(1 - random.nextDouble()))));
            if (dead && bench.member("m0").left() != null) return true;
        }
        return false;
    }
}

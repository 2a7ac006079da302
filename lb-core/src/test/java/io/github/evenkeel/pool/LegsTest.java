package io.github.evenkeel.pool;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.github.evenkeel.CallContext;
import io.github.evenkeel.Outcome;
import io.github.evenkeel.health.OutlierDetection;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a pool keeps of its members on its routes has a limit. */
class LegsTest {
    private static final int ROUTES = 101;
    private static final int MEMBERS = 100;
    private static final Duration SWEEP = Duration.ofSeconds(11);
    private final OnRoutes bench = new OnRoutes(
            1,
            builder -> builder.outlierDetection(OutlierDetection.defaults().withRoutes(ROUTES)),
            IntStream.range(0, MEMBERS).mapToObj(i -> "m" + i).toArray(String[]::new));

    private static CallContext context(int route) {
        return CallContext.any().withRoute("route " + route);
    }

    /** How many legs there are, once each member had a call of each route. */
    private int legs() {
        Routes routes = bench.pool.control.routes();
        int legs = 0;
        for (int route = 0; route < ROUTES; route++) {
            Route known = routes.of(context(route));
            for (int member = 0; member < MEMBERS; member++) {
                Member one = bench.pool.control.find("m" + member);
                if (one != null && known.leg(one, bench.time.now()) != null) legs++;
            }
        }
        return legs;
    }

    @Test
    void thereAreNoMoreThanThePoolMayHave() {
        assertThat(legs()).isEqualTo(Routes.MOST_LEGS).isLessThan(ROUTES * MEMBERS);
        CallContext last = context(ROUTES - 1);
        bench.calls("m99", last, 5, Outcome.SUCCESS);
        bench.calls("m99", last, 5, Bench.BAD);
        assertThat(bench.avoided(last)).isEmpty();
        assertThat(bench.member("m99").left()).as("judged as a whole").isNotNull();
    }

    @Test
    void thoseOfAMemberThatLeftMakePlace() {
        legs();
        bench.pool.remove("m0");
        bench.time.advance(SWEEP);
        assertThat(legs()).isEqualTo(ROUTES * (MEMBERS - 1)).isLessThan(Routes.MOST_LEGS);
    }

    @Test
    void aCallWhoseRouteASweepHasJustForgottenLeavesNoneBehind() {
        Routes routes = bench.pool.control.routes();
        Member member = bench.pool.control.find("m0");
        Route forgotten = routes.of(context(0));
        bench.time.advance(SWEEP);
        assertThat(routes.of(context(0))).isNotSameAs(forgotten);
        // Were one place lost with each of them, there would be none left.
        for (int i = 0; i <= Routes.MOST_LEGS; i++) {
            assertThat(forgotten.leg(member, bench.time.now())).isNull();
        }
        assertThat(forgotten.legs()).isEmpty();
        assertThat(legs()).isEqualTo(Routes.MOST_LEGS);
    }

    /** Whichever of the two sees the other: a leg that a call was given is in a route that sweeps know, or its place is free again. */
    @Test
    void callsThatRaceWithSweepsLoseNoPlace() throws InterruptedException {
        Routes routes = bench.pool.control.routes();
        long now = bench.time.now();
        List<Member> members =
                Stream.of("m0", "m1").map(bench.pool.control::find).toList();
        AtomicBoolean over = new AtomicBoolean();
        List<Thread> callers = new ArrayList<>();
        for (Member member : members) {
            callers.add(new Thread(() -> {
                for (int call = 0; !over.get(); call++)
                    routes.of(context(call % 2)).leg(member, now);
            }));
        }
        callers.forEach(Thread::start);
        int forgotten = 0;
        try {
            for (int sweep = 0; sweep < 100_000; sweep++) { // so many that each order comes, the rarest a few times
                routes.sweep(members, Set.of(), false, now);
                if (routes.all().size() < 2) forgotten++;
            }
        } finally {
            over.set(true);
        }
        for (Thread caller : callers) caller.join();
        assertThat(forgotten).isPositive();
        for (int i = 0; i < 50; i++) routes.sweep(members, Set.of(), false, now);
        assertThat(routes.all()).isEmpty();
        assertThat(legs()).isEqualTo(Routes.MOST_LEGS);
        assertThat(routes.all())
                .extracting(Route::name)
                .doesNotContain(Routes.OTHERS)
                .hasSize(ROUTES);
    }

    @Test
    void thoseThatAreIdleCostASweepNextToNothing() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        legs();
        bench.time.advance(SWEEP);
        long before = threads.getCurrentThreadAllocatedBytes();
        bench.time.advance(SWEEP);
        long perLeg = (threads.getCurrentThreadAllocatedBytes() - before) / Routes.MOST_LEGS;
        assertThat(perLeg).isLessThan(200);
        assertThat(bench.pool.status().routes()).hasSize(ROUTES - 1);
    }
}

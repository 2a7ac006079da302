package io.github.evenkeel.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.evenkeel.Backend;
import io.github.evenkeel.CallContext;
import io.github.evenkeel.Outcome;
import io.github.evenkeel.select.Selector;
import io.github.evenkeel.select.Selectors;
import io.github.evenkeel.testing.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a pool keeps of a member, in bytes, and of a member on a route: printed, and held within wide bounds, for the heap is shared with
 * what other tests leave. The backends themselves are whose they are given by. References are of four bytes: the build's heap is small enough.
 */
class MemoryTest {
    private static final int MEMBERS = 5_000;
    private static final int CALLS = 40;

    /** As many calls are open at once: what they take is not the members'. */
    private static final int TOGETHER = 100;

    private static final Duration SWEEP = Duration.ofSeconds(11);
    private final VirtualTime time = VirtualTime.seeded(1);
    private final SplittableRandom random = new SplittableRandom(1);
    private final List<Backend> backends = IntStream.range(0, MEMBERS)
            .mapToObj(i -> Backend.of("10.0." + i / 256 + "." + i % 256, 80))
            .toList();

    static Stream<Selector> selectors() {
        return Stream.of(Selectors.powerOfTwoChoices(), Selectors.adaptive());
    }

    private static long perMember(long before) {
        return (used() - before) / MEMBERS;
    }

    private static long used() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 4; i++) {
            System.gc();
            least = Math.min(
                    least,
                    Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
        }
        return least;
    }

    /** Of answers spread as they are in service: exponentially around 3 ms, one in a hundred bad. */
    private void call(BackendPool pool, CallContext context) {
        for (int i = 0; i < CALLS * MEMBERS / TOGETHER; i++) {
            int first = i * TOGETHER % MEMBERS;
            List<Lease> open = new ArrayList<>();
            for (Backend backend : backends.subList(first, first + TOGETHER)) {
                open.add(pool.tryAcquire(backend.id(), context, () -> {}));
            }
            time.advance(Duration.ofNanos((long) (-3e6 * Math.log(1 - random.nextDouble()))));
            for (Lease lease : open) {
                lease.responded(random.nextInt(100) == 0 ? Bench.BAD : Outcome.SUCCESS);
                lease.close();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("selectors")
    void aMemberIsAKilobyteAtMost(Selector selector) {
        long before = used();
        try (BackendPool pool = BackendPool.builder("orders")
                .backends(backends)
                .selector(selector)
                .clock(time.clock())
                .scheduler(time.scheduler())
                .listeners(time.scheduler())
                .random(random)
                .build()) {
            time.advance(Duration.ofMinutes(2));
            long neverCalled = perMember(before);
            call(pool, CallContext.any());
            time.advance(SWEEP);
            call(pool, CallContext.any());
            time.advance(SWEEP);
            long busy = perMember(before);
            time.advance(Duration.ofMinutes(10));
            long idleAgain = perMember(before);
            call(pool, CallContext.any().withRoute("GET /orders"));
            time.advance(SWEEP);
            long withRoute = perMember(before) - busy;
            long ofCalls = idleAgain - neverCalled;
            long remembered = busy - idleAgain;
            System.out.printf(
                    "%s, bytes a member: %d never called, %d more by calls, %d more while remembered, %d more by a route%n",
                    selector, neverCalled, ofCalls, remembered, withRoute);
            assertThat(neverCalled).isBetween(200L, 640L);
            assertThat(idleAgain).as("idle again").isLessThanOrEqualTo(1024L);
            assertThat(ofCalls).isBetween(350L, 570L);
            assertThat(remembered).isBetween(160L, 400L);
            assertThat(withRoute).isBetween(600L, 1024L);
            assertThat(pool.backends()).hasSize(MEMBERS);
        }
    }
}

package io.github.evenkeel.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.evenkeel.Backend;
import io.github.evenkeel.CallContext;
import io.github.evenkeel.Outcome;
import io.github.evenkeel.health.OutlierDetection;
import io.github.evenkeel.health.SlowStart;
import io.github.evenkeel.health.Status;
import io.github.evenkeel.testing.VirtualTime;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A clock that goes on in steps, as a cheap one may: timers come while it still shows the time before. */
class CoarseClockTest {
    private static final long STEP = Duration.ofMillis(10).toNanos();
    private static final CallContext ORDERS = CallContext.any().withRoute("GET /orders");
    private static final CallContext STOCK = CallContext.any().withRoute("GET /stock");

    /** The longest there is, for a first time, and a step. */
    private static final Duration OUT = Duration.ofSeconds(33).plusNanos(STEP);

    private final VirtualTime time = VirtualTime.seeded(2);
    private final long start = time.now();
    private final BackendPool pool = BackendPool.builder("orders")
            .backends(List.of(Bench.backend("a"), Bench.backend("b"), Bench.backend("c")))
            .clock(() -> time.now() - (time.now() - start) % STEP)
            .scheduler(time.scheduler())
            .listeners(time.scheduler())
            .slowStart(SlowStart.off())
            .outlierDetection(OutlierDetection.defaults().withTrial(0, Duration.ofSeconds(30)))
            .random(new SplittableRandom(2))
            .build();

    private void calls(CallContext context, int count, Outcome outcome) {
        for (int i = 0; i < count; i++) {
            try (Lease lease = pool.acquire(context.withTried("b").withTried("c"))) {
                lease.responded(outcome);
            }
        }
        time.runDue();
    }

    @Test
    void anEjectionThatEndsBetweenTwoOfItsStepsEnds() {
        calls(CallContext.any(), 5, Bench.BAD);
        assertThat(pool.status().member("a").status()).isEqualTo(Status.EJECTED);
        time.advance(OUT);
        assertThat(pool.status().member("a").status()).isEqualTo(Status.HEALTHY);
    }

    @Test
    void soDoesAnAvoidance() {
        calls(STOCK, 5, Outcome.SUCCESS);
        calls(ORDERS, 5, Bench.BAD);
        assertThat(pool.status().routes().get(0).avoided())
                .extracting(RouteStatus.Avoided::backend)
                .extracting(Backend::id)
                .containsExactly("a");
        time.advance(OUT);
        assertThat(pool.status().routes().get(0).avoided()).isEmpty();
    }
}

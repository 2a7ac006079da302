package io.github.evenkeel.examples.readme;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.evenkeel.CallContext;
import io.github.evenkeel.Outcome;
import io.github.evenkeel.pool.BackendPool;
import io.github.evenkeel.pool.Lease;
import io.github.evenkeel.testing.VirtualTime;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OwnSelectorTest {
    private final VirtualTime time = VirtualTime.seeded(1);
    private final BackendPool pool = BackendPool.builder("ledger")
            .backend("a", 1)
            .backend("b", 1)
            .backend("c", 1)
            .selector(new OwnSelector.InOrder())
            .clock(time.clock())
            .scheduler(time.scheduler())
            .listeners(time.scheduler())
            .random(new SplittableRandom(1))
            .build();

    @AfterEach
    void close() {
        pool.close();
    }

    private String call() {
        return OwnSelector.call(pool, CallContext.any());
    }

    private void answer(Outcome outcome) {
        try (Lease lease = pool.acquire(CallContext.any())) {
            lease.responded(outcome);
        }
        time.runDue();
    }

    @Test
    void theFirstServesWhileItIsWellAndAgainWhenItReturns() {
        assertThat(call()).isEqualTo("a:1");
        for (int i = 0; i < 5; i++) answer(Outcome.ofStatus(500));
        assertThat(call()).isEqualTo("b:1");
        time.advance(Duration.ofSeconds(34)); // 30 s, and up to a tenth more
        assertThat(call()).isEqualTo("a:1");
    }

    @Test
    void aDrainedOneAndOneThatWasTriedArePassedOver() {
        assertThat(pool.drain("a:1", Duration.ofSeconds(30))).isNotNull();
        time.runDue();
        assertThat(call()).isEqualTo("b:1");
        assertThat(OwnSelector.call(pool, CallContext.any().withTried("b:1"))).isEqualTo("c:1");
    }

    @Test
    void oneThatAskedForAPauseGetsIt() {
        answer(Outcome.overloaded(503, Duration.ofSeconds(10)));
        assertThat(call()).isEqualTo("b:1");
        time.advance(Duration.ofSeconds(10));
        assertThat(call()).isEqualTo("a:1");
    }
}

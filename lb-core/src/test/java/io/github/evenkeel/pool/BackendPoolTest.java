package io.github.evenkeel.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.evenkeel.CallContext;
import io.github.evenkeel.Outcome;
import io.github.evenkeel.health.Status;
import io.github.evenkeel.testing.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class BackendPoolTest {
    private final VirtualTime time = VirtualTime.seeded(1);
    private final BackendPool pool = BackendPool.builder("orders")
            .backend("a", 80)
            .backend("b", 80)
            .clock(time.clock())
            .scheduler(time.scheduler())
            .listeners(time.scheduler())
            .random(new SplittableRandom(1))
            .build();

    private void fail(String host, int times) {
        while (times > 0) {
            Lease lease = pool.acquire(CallContext.any());
            boolean bad = lease.backend().host().equals(host);
            lease.responded(bad ? Outcome.ofStatus(500) : Outcome.SUCCESS);
            lease.close();
            time.advance(Duration.ofMillis(100));
            if (bad) times--;
        }
    }

    @Test
    void anEjectionHoldsForTheVeryNextPickAndEndsInTime() {
        List<PoolEvent> events = new ArrayList<>();
        pool.onEvent(events::add);
        fail("a", 5);
        for (int i = 0; i < 100; i++) {
            Lease lease = pool.acquire(CallContext.any());
            assertThat(lease.backend().host()).isEqualTo("b");
            lease.responded(Outcome.SUCCESS);
            lease.close();
        }
        time.runDue();
        System.out.println(pool.status());
        System.out.println(pool.status().toJson());
        assertThat(pool.status().member("a:80").status()).isEqualTo(Status.EJECTED);
        time.advance(Duration.ofSeconds(33));
        assertThat(pool.status().member("a:80").status()).isEqualTo(Status.HEALTHY);
        fail("b", 5);
        time.runDue();
        CompletableFuture<Drained> drained = pool.drain("a:80", Duration.ofSeconds(1));
        System.out.println(pool.status());
        assertThat(drained).isCompleted();
        System.out.println(events);
    }
}

package io.github.evenkeel.okhttp;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.evenkeel.pool.BackendPool;
import io.github.evenkeel.testing.VirtualTime;
import java.io.IOException;
import java.time.Duration;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class LeakTest {
    @Test
    void aResponseThatNobodyClosesIsCountedOutWhenItIsCollected() throws IOException {
        try (Servers servers = new Servers()) {
            VirtualTime time = VirtualTime.seeded(1);
            BackendPool orders = servers.keep(BackendPool.builder("orders")
                    .backend(Servers.at(servers.named("a body")))
                    .clock(time.clock())
                    .scheduler(time.scheduler())
                    .build());
            OkHttpClient client = servers.client(orders);
            forget(client);
            assertThat(Servers.inFlight(orders)).isEqualTo(1);
            Await.until("the collector to find it", () -> {
                System.gc();
                time.advance(Duration.ofSeconds(12)); // the pool looks at each sweep
                return orders.status().members().get(0).leaked() == 1;
            });
            assertThat(Servers.inFlight(orders)).isZero();
        }
    }

    @SuppressWarnings("resource")
    private static void forget(OkHttpClient client) throws IOException {
        assertThat(Servers.call(client, "http://orders/").execute().code()).isEqualTo(200);
    }
}

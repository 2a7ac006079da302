package io.github.evenkeel.okhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.evenkeel.Backend;
import io.github.evenkeel.pool.BackendPool;
import io.github.evenkeel.pool.MemberStatus;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class PreconnectionTest {
    private final Servers servers = new Servers();
    private final AtomicInteger waiting = new AtomicInteger();
    private final CountDownLatch all = new CountDownLatch(3);

    @AfterEach
    void close() {
        servers.close();
    }

    /** Answers the first three requests together, so that each needs a connection of its own. */
    private MockResponse together() {
        waiting.incrementAndGet();
        all.countDown();
        Await.opened(all);
        return new MockResponse.Builder().body("ready").build();
    }

    private static long connects(BackendPool pool, Backend backend) {
        MemberStatus member = pool.status().member(backend.id());
        return member == null ? 0 : member.figures().getOrDefault("connects", 0L);
    }

    @Test
    void whoJoinsOrReturnsIsConnectedToWithoutACall() {
        BackendPool orders = servers.pool("orders", servers.named("a"));
        MockWebServer b = servers.answering(request -> together());
        OkHttpClient client = servers.client(orders);
        Backend fresh = Servers.at(b);
        try (Preconnection ready = Preconnection.of(client, orders, "http://orders/ping", 3)) {
            assertThat(ready).isNotNull();
            orders.add(fresh);
            Await.until("three connections", () -> connects(orders, fresh) == 3);
            Servers.awaitIdle(orders);
            assertThat(waiting).hasValue(3);
            assertThat(connects(orders, orders.backends().get(0))).isZero();

            orders.maintenance(fresh.id());
            Await.until(
                    "they are closed",
                    () -> orders.status().member(fresh.id()).figures().get("connections") == 0);
            orders.ready(fresh.id());
            Await.until("asked again", () -> waiting.get() == 6);
            Servers.awaitIdle(orders);
        }
        // Members that it would be told of, were it not closed; and one that nobody can connect to is no harm.
        try (Preconnection ready = Preconnection.of(client, orders, "http://orders/ping", 1)) {
            assertThat(ready).isNotNull();
            Backend dead = Backend.of(Servers.HERE.getHostAddress(), Servers.deadPort());
            orders.add(dead);
            Await.until(
                    "it was tried",
                    () -> orders.status().member(dead.id()).figures().getOrDefault("connectFailures", 0L) == 1);
        }
        assertThat(waiting).hasValue(6);
    }

    @Test
    void whatIsAskedForBadlyIsNamed() {
        BackendPool orders = servers.pool("orders", servers.named("a"));
        OkHttpClient client = servers.client(orders);
        assertThatThrownBy(() -> Preconnection.of(client, orders, "http://orders/", 0))
                .hasMessage("connections: 0 (expected: >= 1)");
        for (String url : List.of("orders", "", "ftp://orders/")) {
            assertThatThrownBy(() -> Preconnection.of(client, orders, url, 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("url: \"" + url + "\" (expected: a URL with http or https)");
        }
        assertThatThrownBy(() -> Preconnection.of(client, orders, null, 1)).hasMessage("url: null (expected: a value)");
        assertThatThrownBy(() -> Preconnection.of(client, null, "http://orders/", 1))
                .hasMessage("pool: null (expected: a value)");
        assertThatThrownBy(() -> Preconnection.of(null, orders, "http://orders/", 1))
                .hasMessage("calls: null (expected: a value)");
    }
}

package io.github.evenkeel.okhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.evenkeel.pool.BackendPool;
import io.github.evenkeel.pool.Drained;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class BalancedCallsTest {
    private static final Request REQUEST =
            new Request.Builder().url("http://orders/").build();

    private final Servers servers = new Servers();

    @AfterEach
    void close() {
        servers.close();
    }

    /** Notes what happens to a socket. */
    private static final class Listening extends WebSocketListener {
        private final List<String> seen = new CopyOnWriteArrayList<>();
        private final CountDownLatch opened = new CountDownLatch(1);
        private final CountDownLatch over = new CountDownLatch(1);
        private final boolean answers;
        private volatile WebSocket socket;

        Listening(boolean answers) {
            this.answers = answers;
        }

        @Override
        public void onOpen(WebSocket open, Response response) {
            socket = open;
            opened.countDown();
        }

        @Override
        public void onClosing(WebSocket socket, int code, String reason) {
            seen.add("closing " + code);
            if (answers) socket.close(code, reason);
        }

        @Override
        public void onClosed(WebSocket socket, int code, String reason) {
            seen.add("closed " + code);
            over.countDown();
        }

        @Override
        public void onFailure(WebSocket socket, Throwable thrown, Response response) {
            seen.add("failed");
            over.countDown();
        }
    }

    private BackendPool sockets(WebSocketListener server) {
        return servers.pool(
                "orders",
                servers.answering(request ->
                        new MockResponse.Builder().webSocketUpgrade(server).build()));
    }

    private static CompletableFuture<Drained> drain(BackendPool pool) {
        return pool.forceDrain(pool.backends().get(0).id(), Duration.ofMillis(10));
    }

    @Test
    void aWebSocketOfADrainedMemberIsToldThatItGoesAway() throws Exception {
        Listening server = new Listening(true);
        BackendPool orders = sockets(server);
        OkHttpClient base = servers.keep(new OkHttpClient.Builder());
        try (BalancedCalls calls = BalancedCalls.over(base, LoadBalancingInterceptor.of(orders))) {
            Listening client = new Listening(true);
            calls.newWebSocket(REQUEST, client);
            Await.opened(client.opened);
            assertThat(Servers.inFlight(orders)).isEqualTo(1);
            assertThat(drain(orders)
                            .get(Await.LIMIT.toSeconds(), TimeUnit.SECONDS)
                            .revoked())
                    .isEqualTo(1);
            Await.opened(client.over);
            Await.opened(server.over);
            assertThat(server.seen).containsExactly("closing 1001", "closed 1001");
            assertThat(client.seen).endsWith("closed 1001").doesNotContain("failed");
        }
    }

    @Test
    void whoDoesNotAnswerTheGoodByeIsCutOff() throws Exception {
        Listening server = new Listening(false);
        BackendPool orders = sockets(server);
        try (BalancedCalls calls =
                BalancedCalls.over(servers.keep(new OkHttpClient.Builder()), LoadBalancingInterceptor.of(orders))) {
            Listening client = new Listening(true);
            calls.newWebSocket(REQUEST, client);
            Await.opened(client.opened);
            drain(orders).get(Await.LIMIT.toSeconds(), TimeUnit.SECONDS);
            Await.opened(client.over);
            assertThat(client.seen).containsExactly("failed");
            assertThat(server.seen).containsExactly("closing 1001");
            server.socket.close(1001, null); // it reads no more, and would never know
        }
    }

    @Test
    void itHasThreadsAndConnectionsOfItsOwnAndClosingEndsThem() throws Exception {
        BackendPool orders = servers.pool("orders", servers.named("a"));
        OkHttpClient base = servers.keep(new OkHttpClient.Builder());
        BalancedCalls calls = BalancedCalls.over(base, LoadBalancingInterceptor.of(orders));
        try (Response response = calls.newCall(REQUEST).execute()) {
            assertThat(response.body().string()).isEqualTo("a");
        }
        assertThat(calls.client().connectionPool().connectionCount()).isEqualTo(1);
        assertThat(base.connectionPool().connectionCount()).isZero();
        assertThat(base.interceptors()).isEmpty();
        calls.close();
        calls.close();
        assertThat(calls.client().connectionPool().connectionCount()).isZero();
        assertThat(calls.client().dispatcher().executorService().isShutdown()).isTrue();
        assertThat(base.dispatcher().executorService().isShutdown()).isFalse();
        assertThatThrownBy(() -> calls.newCall(REQUEST)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> calls.newWebSocket(REQUEST, new Listening(true)))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> BalancedCalls.over(null, LoadBalancingInterceptor.of(orders)))
                .hasMessage("client: null (expected: a value)");
    }
}

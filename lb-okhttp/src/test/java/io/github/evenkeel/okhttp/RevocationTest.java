package io.github.evenkeel.okhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.evenkeel.pool.BackendPool;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import okhttp3.Call;
import okhttp3.EventListener;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import okhttp3.sse.EventSource;
import okhttp3.sse.EventSourceListener;
import okhttp3.sse.EventSources;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What has its answer, and goes on when the pool takes the member away. */
@Timeout(120)
class RevocationTest {
    private static final Request REQUEST =
            new Request.Builder().url("http://orders/").build();

    private final Servers servers = new Servers();

    @AfterEach
    void close() {
        servers.close();
    }

    /** Starts an answer, and leaves it open. */
    private static MockResponse.Builder open(String begun) {
        return new MockResponse.Builder()
                .body(begun)
                .removeHeader("Content-Length")
                .onResponseEnd(SocketEffect.Stall.INSTANCE);
    }

    private static CompletableFuture<?> drain(BackendPool pool) {
        return pool.forceDrain(pool.backends().get(0).id(), Duration.ofMillis(10));
    }

    private static void ends(CompletableFuture<?> drained) throws Exception {
        drained.get(Await.LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void aWebSocketFails() throws Exception {
        BackendPool orders = servers.pool(
                "orders",
                servers.answering(request -> new MockResponse.Builder()
                        .webSocketUpgrade(new WebSocketListener() {})
                        .build()));
        CountDownLatch opened = new CountDownLatch(1);
        CountDownLatch failed = new CountDownLatch(1);
        servers.client(orders).newWebSocket(REQUEST, new WebSocketListener() {
            @Override
            public void onOpen(WebSocket socket, Response response) {
                opened.countDown();
            }

            @Override
            public void onFailure(WebSocket socket, Throwable thrown, Response response) {
                failed.countDown();
            }
        });
        Await.opened(opened);
        assertThat(Servers.inFlight(orders)).isEqualTo(1);
        ends(drain(orders));
        Await.opened(failed);
    }

    @Test
    void aStreamOfEventsFails() throws Exception {
        BackendPool orders = servers.pool(
                "orders",
                servers.answering(request -> open("data: one\n\n")
                        .addHeader("Content-Type", "text/event-stream")
                        .build()));
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch failed = new CountDownLatch(1);
        EventSources.createFactory(servers.client(orders)).newEventSource(REQUEST, new EventSourceListener() {
            @Override
            public void onEvent(EventSource from, String id, String type, String data) {
                begun.countDown();
            }

            @Override
            public void onFailure(EventSource from, Throwable thrown, Response response) {
                failed.countDown();
            }
        });
        Await.opened(begun);
        assertThat(Servers.inFlight(orders)).isEqualTo(1);
        ends(drain(orders));
        Await.opened(failed);
    }

    @Test
    void aResponseIsInFlightUntilSomeoneReadsOn() throws Exception {
        BackendPool orders = servers.pool(
                "orders", servers.answering(request -> open("begun").build()));
        CountDownLatch cancelled = new CountDownLatch(1);
        OkHttpClient client = servers.keep(new OkHttpClient.Builder()
                .eventListener(new EventListener() {
                    @Override
                    public void canceled(Call call) {
                        cancelled.countDown();
                    }
                })
                .addInterceptor(LoadBalancingInterceptor.of(orders)));
        try (Response response = client.newCall(REQUEST).execute()) {
            CompletableFuture<?> drained = drain(orders);
            Await.opened(cancelled);
            assertThat(drained).isNotDone();
            assertThat(Servers.inFlight(orders)).isEqualTo(1);
            assertThatThrownBy(response.body()::string).isInstanceOf(IOException.class);
            ends(drained);
        }
    }
}

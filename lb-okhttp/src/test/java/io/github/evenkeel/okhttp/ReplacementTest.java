package io.github.evenkeel.okhttp;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.evenkeel.pool.BackendPool;
import io.github.evenkeel.pool.Drained;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A deployment: each server of a fleet is drained, stopped and started anew on another port, while it is called. */
@Timeout(240)
class ReplacementTest {
    private static final int CALLERS = 4;
    private static final int SOCKETS = 12;

    /** So that all callers together make 200 calls a second. */
    private static final long PAUSE_NANOS = 20_000_000;

    private final Servers servers = new Servers();
    private final AtomicInteger answered = new AtomicInteger();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private volatile boolean over;

    @AfterEach
    void close() {
        servers.close();
    }

    /** Tells what it saw of its end; the server's side does as it is asked. */
    private static final class Listening extends WebSocketListener {
        private final CountDownLatch opened = new CountDownLatch(1);
        private final CountDownLatch ended = new CountDownLatch(1);
        private volatile String end = "";

        @Override
        public void onOpen(WebSocket socket, Response response) {
            opened.countDown();
        }

        @Override
        public void onClosing(WebSocket socket, int code, String reason) {
            socket.close(code, reason);
        }

        @Override
        public void onClosed(WebSocket socket, int code, String reason) {
            end = "closed " + code;
            ended.countDown();
        }

        @Override
        public void onFailure(WebSocket socket, Throwable thrown, Response response) {
            end = "failed: " + thrown;
            ended.countDown();
        }
    }

    private static MockResponse answer(RecordedRequest request) {
        return request.getTarget().equals("/socket")
                ? new MockResponse.Builder().webSocketUpgrade(new Listening()).build()
                : new MockResponse.Builder().body("ok").build();
    }

    /** GETs and POSTs by turns, in step with time. */
    private void call(BalancedCalls calls, Wire wire) {
        long next = System.nanoTime();
        for (int i = 0; !over; i++) {
            Request.Builder request = new Request.Builder().url(wire.url("/"));
            if (i % 2 == 1) request.post(RequestBody.create("body", null));
            try (Response response = calls.newCall(request.build()).execute()) {
                assertThat(response.body().string()).isEqualTo("ok");
                answered.incrementAndGet();
            } catch (IOException | AssertionError failure) {
                failures.add(failure);
            }
            next += PAUSE_NANOS;
            for (long left = next - System.nanoTime(); left > 0; left = next - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
        }
    }

    private void awaitAnswers(int more) {
        int enough = answered.get() + more;
        Await.until(
                () -> more + " answers; failed: " + failures, () -> answered.get() >= enough || !failures.isEmpty());
    }

    private static Listening open(BalancedCalls calls, Wire wire) {
        Listening socket = new Listening();
        calls.newWebSocket(new Request.Builder().url(wire.url("/socket")).build(), socket);
        Await.opened(socket.opened);
        return socket;
    }

    /** Over TLS, calls share connections and web sockets have their own. There are no retries: none is needed. */
    @ParameterizedTest
    @EnumSource(names = {"HTTP_1", "TLS_1", "TLS_2"})
    void aFleetIsReplacedOneByOneAndNoCallFailsAndEverySocketIsToldToGo(Wire wire) throws Exception {
        List<MockWebServer> fleet = new ArrayList<>();
        for (int i = 0; i < 3; i++) fleet.add(wire.server(servers, ReplacementTest::answer));
        BackendPool orders = servers.pool(Wire.POOL, fleet.toArray(new MockWebServer[0]));
        try (BalancedCalls calls = BalancedCalls.over(
                servers.keep(wire.client().retryOnConnectionFailure(false)), LoadBalancingInterceptor.of(orders))) {
            List<Listening> sockets = new ArrayList<>();
            for (int i = 0; i < SOCKETS; i++) sockets.add(open(calls, wire));
            List<Thread> callers = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) callers.add(new Thread(() -> call(calls, wire)));
            callers.forEach(Thread::start);
            int revoked = 0;
            for (MockWebServer old : fleet) {
                awaitAnswers(50);
                String id = Servers.at(old).id();
                Drained drained =
                        orders.drain(id, Duration.ofMillis(500)).get(Await.LIMIT.toSeconds(), TimeUnit.SECONDS);
                revoked += drained.revoked();
                orders.remove(id).get(Await.LIMIT.toSeconds(), TimeUnit.SECONDS);
                old.close();
                MockWebServer fresh = wire.server(servers, ReplacementTest::answer);
                orders.add(Servers.at(fresh));
                awaitAnswers(50);
                Await.until("calls to the new server", () -> fresh.getRequestCount() > 0 || !failures.isEmpty());
                // As whoever is told to go comes back.
                for (Listening each : List.copyOf(sockets)) {
                    if (each.ended.getCount() == 0) sockets.add(open(calls, wire));
                }
            }
            over = true;
            for (Thread caller : callers) caller.join();
            assertThat(failures).isEmpty();
            List<String> ends = sockets.stream()
                    .map(each -> each.end)
                    .filter(end -> !end.isEmpty())
                    .toList();
            assertThat(ends)
                    .hasSizeGreaterThanOrEqualTo(SOCKETS)
                    .hasSize(revoked)
                    .allMatch("closed 1001"::equals);
            assertThat(Servers.inFlight(orders)).isEqualTo(sockets.size() - ends.size());
        }
        Servers.awaitIdle(orders);
    }
}

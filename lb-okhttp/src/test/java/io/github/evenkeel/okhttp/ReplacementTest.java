package io.github.evenkeel.okhttp;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.evenkeel.pool.BackendPool;
import io.github.evenkeel.pool.Drained;
import io.github.evenkeel.pool.MemberStatus;
import io.github.evenkeel.testing.VirtualTime;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
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

/**
 * A deployment: each server of a fleet is drained, stopped and started anew on another port, while it is called. The pool's time is
 * virtual: a drain lasts until all but the sockets is through, whatever else the machine does.
 */
@Timeout(240)
class ReplacementTest {
    private static final int CALLERS = 4;
    private static final int SOCKETS = 12;

    private static final Duration DRAIN = Duration.ofMillis(500);

    /** The header by which a server says which one it is. */
    private static final String SERVED_BY = "Served-By";

    /** So that all callers together make 200 calls a second. */
    private static final long PAUSE_NANOS = 20_000_000;

    private final VirtualTime time = VirtualTime.seeded(1);
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
        private volatile String server = "";
        private volatile String end = "";

        /** And has not ended. */
        private boolean openTo(String id) {
            return ended.getCount() > 0 && server.equals(id);
        }

        @Override
        public void onOpen(WebSocket socket, Response response) {
            server = response.header(SERVED_BY, "");
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

    private MockWebServer server(Wire wire) {
        MockWebServer server = new MockWebServer();
        wire.start(servers, server, 0, request -> answer(server, request));
        return server;
    }

    private static MockResponse answer(MockWebServer server, RecordedRequest request) {
        return request.getTarget().equals("/socket")
                ? new MockResponse.Builder()
                        .addHeader(SERVED_BY, Servers.at(server).id())
                        .webSocketUpgrade(new Listening())
                        .build()
                : new MockResponse.Builder().body("ok").build();
    }

    private BackendPool pool(List<MockWebServer> fleet) {
        BackendPool.Builder builder = Servers.timed(Wire.POOL, time);
        for (MockWebServer each : fleet) builder.backend(Servers.at(each));
        return servers.keep(builder.build());
    }

    /** What the pool does meanwhile is due now, if it is due at all. */
    private <T> T result(String what, CompletableFuture<T> future) {
        Await.until(what, () -> {
            time.runDue();
            return future.isDone();
        });
        return future.join();
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
        for (int i = 0; i < 3; i++) fleet.add(server(wire));
        BackendPool orders = pool(fleet);
        try (BalancedCalls calls = BalancedCalls.over(
                servers.keep(wire.client().retryOnConnectionFailure(false)), LoadBalancingInterceptor.of(orders))) {
            List<Listening> sockets = new ArrayList<>();
            for (int i = 0; i < SOCKETS; i++) sockets.add(open(calls, wire));
            List<Thread> callers = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) callers.add(new Thread(() -> call(calls, wire)));
            callers.forEach(Thread::start);
            try {
                for (MockWebServer old : fleet) replace(old, wire, orders, calls, sockets);
            } finally {
                over = true;
                for (Thread caller : callers) caller.join();
            }
            assertThat(failures).isEmpty();
            List<String> ends = sockets.stream()
                    .map(each -> each.end)
                    .filter(end -> !end.isEmpty())
                    .toList();
            assertThat(ends).hasSizeGreaterThanOrEqualTo(SOCKETS).allMatch("closed 1001"::equals);
            assertThat(Servers.inFlight(orders)).isEqualTo(sockets.size() - ends.size());
        }
        Servers.awaitIdle(orders);
    }

    private void replace(
            MockWebServer old, Wire wire, BackendPool orders, BalancedCalls calls, List<Listening> sockets) {
        awaitAnswers(50);
        String id = Servers.at(old).id();
        List<Listening> told = sockets.stream().filter(each -> each.openTo(id)).toList();
        assertThat(told).as("sockets to " + id).isNotEmpty();
        CompletableFuture<Drained> drain = orders.drain(id, DRAIN);
        Await.until("its calls to end", () -> inFlight(orders, id) == told.size());
        assertThat(told).allMatch(each -> each.openTo(id));
        time.advance(DRAIN);
        assertThat(result("the drain", drain).revoked()).isEqualTo(told.size());
        for (Listening each : told) Await.opened(each.ended);
        result("the removal", orders.remove(id));
        old.close();
        MockWebServer fresh = server(wire);
        orders.add(Servers.at(fresh));
        awaitAnswers(50);
        Await.until("calls to the new server", () -> fresh.getRequestCount() > 0 || !failures.isEmpty());
        // As whoever is told to go comes back.
        for (int i = 0; i < told.size(); i++) sockets.add(open(calls, wire));
    }

    private static int inFlight(BackendPool pool, String id) {
        return pool.status().members().stream()
                .filter(member -> member.backend().id().equals(id))
                .mapToInt(MemberStatus::inFlight)
                .sum();
    }
}

package io.github.evenkeel.okhttp;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.evenkeel.pool.BackendPool;
import io.github.evenkeel.retry.RetryRules;
import io.github.evenkeel.select.Selectors;
import java.io.IOException;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A server that is killed while it is called, and one that comes back. */
@Timeout(240)
class RetryLoadTest {
    private static final int CALLERS = 4;
    private static final int CALLS = 120;

    /** So that all callers together make 200 calls a second. */
    private static final long PAUSE_NANOS = 20_000_000;

    private final Servers servers = new Servers();
    private final Map<String, AtomicInteger> seen = new ConcurrentHashMap<>();
    private final Queue<IOException> failures = new ConcurrentLinkedQueue<>();
    private final AtomicInteger made = new AtomicInteger();

    @AfterEach
    void close() {
        servers.close();
    }

    /** Answers in one piece: whoever has the head of an answer has an answer, and nobody can fetch the rest of it elsewhere. */
    private MockResponse count(RecordedRequest request) {
        String id = request.getHeaders().get("X-Call");
        seen.computeIfAbsent(id, name -> new AtomicInteger()).incrementAndGet();
        return new MockResponse.Builder().code(204).build();
    }

    /** Calls in step with time, each under an id of its own; each caller makes {@code CALLS} of them. */
    private void callAll(OkHttpClient client, Wire wire, String method, Runnable inTheMiddle) throws Exception {
        Thread[] callers = new Thread[CALLERS];
        for (int i = 0; i < CALLERS; i++) {
            int caller = i;
            callers[i] = new Thread(() -> {
                long next = System.nanoTime();
                for (int n = 0; n < CALLS; n++) {
                    call(client, wire, method, caller + "-" + n);
                    made.incrementAndGet();
                    next += PAUSE_NANOS;
                    for (long left = next - System.nanoTime(); left > 0; left = next - System.nanoTime()) {
                        LockSupport.parkNanos(left);
                    }
                }
            });
            callers[i].start();
        }
        Await.until("a third of the calls", () -> made.get() >= CALLERS * CALLS / 3);
        inTheMiddle.run();
        for (Thread caller : callers) caller.join();
    }

    private void call(OkHttpClient client, Wire wire, String method, String id) {
        Request request = new Request.Builder()
                .url(wire.url("/"))
                .header("X-Call", id)
                .method(method, method.equals("POST") ? RequestBody.create("body", null) : null)
                .build();
        try (Response response = client.newCall(request).execute()) {
            assertThat(response.code()).isEqualTo(204);
        } catch (IOException failure) {
            failures.add(failure);
        }
    }

    /** With a strategy that calls each of them, however long they took. */
    private BackendPool pool(MockWebServer... all) {
        BackendPool.Builder pool = BackendPool.builder(Wire.POOL).selector(Selectors.roundRobin());
        for (MockWebServer server : all) pool.backend(Servers.at(server));
        return servers.keep(pool.build());
    }

    private OkHttpClient client(Wire wire, BackendPool orders) {
        return servers.keep(wire.client()
                .addInterceptor(LoadBalancingInterceptor.builder()
                        .pool(orders)
                        .retries(RetryRules.defaults())
                        .onceUnlessIdempotent()
                        .build()));
    }

    @ParameterizedTest
    @EnumSource
    void aServerThatIsKilledCostsNoIdempotentCall(Wire wire) throws Exception {
        MockWebServer[] all = {
            wire.server(servers, this::count), wire.server(servers, this::count), wire.server(servers, this::count)
        };
        BackendPool orders = pool(all);
        callAll(client(wire, orders), wire, "GET", all[1]::close);
        assertThat(failures).isEmpty();
        assertThat(seen).hasSize(CALLERS * CALLS);
        // Connections cut, then refused, until the member is out: five of them, and who was on the way.
        assertThat(orders.retryBudget().granted()).isBetween(1L, 30L);
        Servers.awaitIdle(orders);
    }

    @ParameterizedTest
    @EnumSource
    void aServerThatIsKilledCostsOtherCallsOnlyIfItMayHaveSeenThemAndNoneIsSeenTwice(Wire wire) throws Exception {
        MockWebServer[] all = {
            wire.server(servers, this::count), wire.server(servers, this::count), wire.server(servers, this::count)
        };
        BackendPool orders = pool(all);
        callAll(client(wire, orders), wire, "POST", all[1]::close);
        for (IOException failure : failures) {
            assertThat(failure.getSuppressed())
                    .anySatisfy(note -> assertThat(note).hasMessageEndingWith("request sent"));
        }
        // One per caller was on its way to the server, and one more may have met a connection that was dead by then.
        assertThat(failures).hasSizeLessThanOrEqualTo(2 * CALLERS);
        assertThat(seen.values()).allSatisfy(times -> assertThat(times).hasValue(1));
        assertThat(seen.size()).isGreaterThanOrEqualTo(CALLERS * CALLS - failures.size());
        Servers.awaitIdle(orders);
    }

    @ParameterizedTest
    @EnumSource
    void aPortThatDisappearsAndReturnsServesAgain(Wire wire) throws Exception {
        // A port that was asked for by its number may be bound anew while connections of before are still fading.
        MockWebServer gone = new MockWebServer();
        wire.start(servers, gone, Servers.freePort(), this::count);
        BackendPool orders = servers.pool(Wire.POOL, gone, wire.server(servers, this::count));
        String id = orders.backends().get(0).id();
        OkHttpClient client = client(wire, orders);
        MockWebServer back = new MockWebServer();
        AtomicInteger again = new AtomicInteger();
        callAll(client, wire, "GET", () -> {
            gone.close();
            Await.until(
                    "a call has met the closed port",
                    () -> orders.status().member(id).faults() > 0);
            wire.start(servers, back, gone.getPort(), request -> {
                again.incrementAndGet();
                return count(request);
            });
            orders.ready(id); // if it was out, that would last for 30 s
        });
        assertThat(failures).isEmpty();
        // What is left of the calls may be over before it had one.
        for (int n = 0; again.get() == 0 && n < 10_000; n++) call(client, wire, "GET", "after-" + n);
        assertThat(again.get()).isPositive();
        assertThat(failures).isEmpty();
        Servers.awaitIdle(orders);
    }
}

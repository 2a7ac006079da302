package io.github.evenkeel.okhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.evenkeel.Backend;
import io.github.evenkeel.Outcome.Kind;
import io.github.evenkeel.pool.BackendPool;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Interceptors in front that proceed more than once in a call. */
@Timeout(120)
class ReentryTest {
    private final Servers servers = new Servers();
    private final List<Integer> inFlight = new ArrayList<>();

    @AfterEach
    void close() {
        servers.close();
    }

    private MockWebServer server(int code, Protocol protocol) {
        MockWebServer server = new MockWebServer();
        server.setProtocols(List.of(protocol));
        return servers.start(
                server,
                request -> new MockResponse.Builder().code(code).body("" + code).build());
    }

    /** Proceeds again after a 500, or a failure. */
    private Interceptor again(BackendPool pool) {
        return chain -> {
            Response response;
            try {
                response = chain.proceed(chain.request());
            } catch (IOException failure) {
                inFlight.add(Servers.inFlight(pool));
                return chain.proceed(chain.request());
            }
            inFlight.add(Servers.inFlight(pool));
            if (response.code() != 500) return response;
            response.close();
            Response second = chain.proceed(chain.request());
            inFlight.add(Servers.inFlight(pool));
            return second;
        };
    }

    private OkHttpClient client(BackendPool pool, Protocol protocol) {
        return servers.keep(new OkHttpClient.Builder()
                .protocols(List.of(protocol))
                .addInterceptor(again(pool))
                .addInterceptor(LoadBalancingInterceptor.of(pool)));
    }

    @RepeatedTest(5)
    void theSecondTimeGoesToAnotherMember() throws IOException {
        MockWebServer bad = server(500, Protocol.HTTP_1_1);
        MockWebServer good = server(200, Protocol.HTTP_1_1);
        // By weight alone, the second time would be the bad one's too.
        BackendPool orders = servers.keep(BackendPool.builder("orders")
                .backend(Servers.at(bad).withWeight(1000))
                .backend(Servers.at(good))
                .build());
        OkHttpClient client = client(orders, Protocol.HTTP_1_1);
        while (bad.getRequestCount() == 0) {
            inFlight.clear();
            assertThat(Servers.get(client, "http://orders/")).isEqualTo("200");
        }
        assertThat(inFlight).containsExactly(1, 1);
        assertThat(bad.getRequestCount()).isEqualTo(1);
        assertThat(orders.status().member(Servers.at(bad).id()).outcomes().get(Kind.FAILURE))
                .isEqualTo(1);
        assertThat(orders.status().member(Servers.at(good).id()).outcomes().get(Kind.SUCCESS))
                .isEqualTo(good.getRequestCount());
        Servers.awaitIdle(orders);
    }

    @Test
    void afterAFailureTooTheSecondTimeGoesToAnotherMember() throws IOException {
        MockWebServer good = server(200, Protocol.HTTP_1_1);
        BackendPool orders = servers.keep(BackendPool.builder("orders")
                .backend(Servers.at(good))
                .backend(Backend.of("127.0.0.1", Servers.deadPort()).withId("dead"))
                .build());
        OkHttpClient client = client(orders, Protocol.HTTP_1_1);
        while (Servers.outcomes(orders, Kind.CONNECT) == 0) {
            inFlight.clear();
            assertThat(Servers.get(client, "http://orders/")).isEqualTo("200");
        }
        assertThat(inFlight).containsExactly(0);
        Servers.awaitIdle(orders);
    }

    @Test
    void overHttp2TheLeaseStaysWithTheConnection() throws IOException {
        MockWebServer bad = server(500, Protocol.H2_PRIOR_KNOWLEDGE);
        MockWebServer worse = server(500, Protocol.H2_PRIOR_KNOWLEDGE);
        BackendPool orders = servers.pool("orders", bad, worse);
        OkHttpClient client = client(orders, Protocol.H2_PRIOR_KNOWLEDGE);
        assertThat(Servers.get(client, "http://orders/")).isEqualTo("500");
        assertThat(inFlight).containsExactly(1, 1);
        int first = bad.getRequestCount();
        assertThat(first).isIn(0, 2);
        assertThat(worse.getRequestCount()).isEqualTo(2 - first);
        Servers.awaitIdle(orders);
    }

    @Test
    void aCancelledCallIsNotTriedAgain() {
        BackendPool orders = servers.pool("orders", server(200, Protocol.HTTP_1_1));
        OkHttpClient client = servers.keep(new OkHttpClient.Builder()
                .addInterceptor(again(orders))
                .addInterceptor(LoadBalancingInterceptor.of(orders))
                .addInterceptor(chain -> {
                    chain.call().cancel();
                    return chain.proceed(chain.request());
                }));
        assertThatThrownBy(() -> Servers.get(client, "http://orders/")).hasMessage("Canceled");
        assertThat(Servers.calls(orders)).isZero();
        Servers.awaitIdle(orders);
    }

    @Test
    void anExceptionThatIsThrownAgainHasOneNote() {
        IOException always = new IOException("always the same");
        BackendPool orders = servers.pool("orders", server(200, Protocol.HTTP_1_1));
        OkHttpClient client = servers.keep(new OkHttpClient.Builder()
                .addInterceptor(LoadBalancingInterceptor.of(orders))
                .addInterceptor(chain -> {
                    throw always;
                }));
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> Servers.get(client, "http://orders/")).isSameAs(always);
        }
        assertThat(always.getSuppressed()).hasSize(1);
        Servers.awaitIdle(orders);
    }

    @Test
    void anotherPoolTheSecondTime() throws IOException {
        BackendPool orders = servers.pool("orders", server(500, Protocol.HTTP_1_1));
        BackendPool billing = servers.pool("billing", server(200, Protocol.HTTP_1_1));
        OkHttpClient client = servers.keep(new OkHttpClient.Builder()
                .addInterceptor(chain -> {
                    chain.proceed(chain.request()).close();
                    return chain.proceed(
                            chain.request().newBuilder().url("http://billing/").build());
                })
                .addInterceptor(LoadBalancingInterceptor.of(orders, billing)));
        try (Response response = Servers.call(client, "http://orders/").execute()) {
            assertThat(response.code()).isEqualTo(200);
            assertThat(Servers.inFlight(orders)).isZero();
            assertThat(Servers.inFlight(billing)).isEqualTo(1);
        }
        Servers.awaitIdle(billing);
    }

    @Test
    void aRevocationThatComesLateLeavesTheNextAttemptAlone() throws IOException {
        BackendPool orders = servers.pool("orders", server(500, Protocol.HTTP_1_1), server(500, Protocol.HTTP_1_1));
        OkHttpClient client = servers.keep(new OkHttpClient.Builder()
                .addInterceptor(again(orders))
                .addInterceptor(LoadBalancingInterceptor.of(orders))
                .addInterceptor(chain -> {
                    // Of the first attempt; a listener's thread may be as late.
                    if (!inFlight.isEmpty()) chain.call().tag(CallState.class).run();
                    return chain.proceed(chain.request());
                }));
        assertThat(Servers.get(client, "http://orders/")).isEqualTo("500");
        assertThat(inFlight).containsExactly(1, 1);
    }

    @Test
    void overHttp2AnInterceptorThatThrowsLeavesTheLeaseWithTheConnection() throws IOException {
        BackendPool orders = servers.pool("orders", server(200, Protocol.H2_PRIOR_KNOWLEDGE));
        AtomicBoolean thrown = new AtomicBoolean();
        OkHttpClient client = servers.keep(new OkHttpClient.Builder()
                .protocols(List.of(Protocol.H2_PRIOR_KNOWLEDGE))
                .addInterceptor(chain -> {
                    try {
                        return chain.proceed(chain.request());
                    } catch (IllegalStateException bug) {
                        return chain.proceed(chain.request());
                    }
                })
                .addInterceptor(LoadBalancingInterceptor.of(orders))
                .addInterceptor(chain -> {
                    Response response = chain.proceed(chain.request());
                    if (thrown.getAndSet(true)) return response;
                    response.close();
                    throw new IllegalStateException("a bug");
                }));
        try (Response response = Servers.call(client, "http://orders/").execute()) {
            assertThat(response.code()).isEqualTo(200);
            assertThat(Servers.inFlight(orders)).isEqualTo(1);
        }
        assertThat(Servers.outcomes(orders, Kind.SUCCESS)).isEqualTo(1);
        Servers.awaitIdle(orders);
    }

    @Test
    void aCallThatGoesOnToAnotherHostIsNoLongerTheMembers() throws IOException {
        MockWebServer backup = servers.named("backup");
        BackendPool orders = servers.pool("orders", server(503, Protocol.HTTP_1_1), server(503, Protocol.HTTP_1_1));
        OkHttpClient client = servers.keep(new OkHttpClient.Builder()
                .dns(new Servers.Names("backup.test"))
                .addInterceptor(chain -> {
                    chain.proceed(chain.request()).close();
                    return chain.proceed(chain.request()
                            .newBuilder()
                            .url("http://backup.test:" + backup.getPort() + "/")
                            .build());
                })
                .addInterceptor(LoadBalancingInterceptor.of(orders)));
        try (Response response = Servers.call(client, "http://orders/").execute()) {
            assertThat(Servers.inFlight(orders)).as("the answer of another").isZero();
            assertThat(response.body().string()).isEqualTo("backup");
        }
        long connects = orders.status().members().stream()
                .mapToLong(member -> member.figures().getOrDefault("connects", 0L))
                .sum();
        assertThat(connects).as("the other connection is none of theirs").isEqualTo(1);
    }

    @Test
    void twoInterceptorsThatHaveAPoolEachLeaveTheCallsOfTheOtherAlone() throws IOException {
        BackendPool orders = servers.pool("orders", servers.named("order"));
        BackendPool billing = servers.pool("billing", servers.named("bill"));
        OkHttpClient client = servers.keep(new OkHttpClient.Builder()
                .addInterceptor(LoadBalancingInterceptor.of(orders))
                .addInterceptor(LoadBalancingInterceptor.of(billing)));
        for (BackendPool pool : List.of(orders, billing)) {
            try (Response response =
                    Servers.call(client, "http://" + pool.name() + "/").execute()) {
                assertThat(Servers.inFlight(pool)).isEqualTo(1);
                assertThat(response.code()).isEqualTo(200);
            }
            assertThat(Servers.outcomes(pool, Kind.SUCCESS)).isEqualTo(1);
        }
    }
}

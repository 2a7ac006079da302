package io.github.evenkeel.okhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.evenkeel.Backend;
import io.github.evenkeel.Outcome.Kind;
import io.github.evenkeel.pool.BackendPool;
import io.github.evenkeel.retry.RetryRules;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okhttp3.Cache;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Where a call that is sent again goes, and what comes back, over all wires. */
@Timeout(120)
class RetryTest {
    private static final RetryRules AT_ONCE = RetryRules.defaults().withPauses(Duration.ZERO, Duration.ZERO);

    private final Servers servers = new Servers();
    private BackendPool orders;

    @AfterEach
    void close() {
        servers.close();
    }

    private static MockResponse answer(int code) {
        return new MockResponse.Builder().code(code).body("" + code).build();
    }

    private MockWebServer server(Wire wire, int code) {
        return wire.server(servers, request -> answer(code));
    }

    /** Asked in this order. */
    private OkHttpClient client(Wire wire, MockWebServer... all) {
        BackendPool.Builder builder = BackendPool.builder(Wire.POOL).selector(new InOrder());
        for (MockWebServer server : all) builder.backend(Servers.at(server));
        orders = servers.keep(builder.build());
        return servers.keep(wire.client().addInterceptor(balancing()));
    }

    private LoadBalancingInterceptor balancing() {
        return LoadBalancingInterceptor.builder().pool(orders).retries(AT_ONCE).build();
    }

    private static Request get(Wire wire, String path) {
        return new Request.Builder().url(wire.url(path)).build();
    }

    @ParameterizedTest
    @EnumSource
    void anAnswerThatMayBeBetterElsewhereIsFetchedThere(Wire wire) throws Exception {
        MockWebServer bad = server(wire, 503);
        MockWebServer good = server(wire, 200);
        OkHttpClient client = client(wire, bad, good);
        for (int i = 1; i <= 3; i++) {
            Request request = get(wire, "/" + i);
            try (Response response = client.newCall(request).execute()) {
                assertThat(response.code()).isEqualTo(200);
                assertThat(response.request()).isSameAs(request);
                assertThat(response.priorResponse()).isNull();
                assertThat(Servers.inFlight(orders)).isEqualTo(1);
                assertThat(response.body().string()).isEqualTo("200");
            }
            Servers.awaitIdle(orders);
            for (MockWebServer server : List.of(bad, good)) {
                RecordedRequest seen = server.takeRequest();
                assertThat(seen.getTarget()).isEqualTo("/" + i);
                assertThat(seen.getHeaders().get(wire.multiplexed() ? ":authority" : "Host"))
                        .isEqualTo(Wire.POOL);
            }
        }
        assertThat(bad.getRequestCount()).isEqualTo(3);
        assertThat(good.getRequestCount()).isEqualTo(3);
        assertThat(Servers.outcomes(orders, Kind.GATEWAY)).isEqualTo(3);
        assertThat(Servers.outcomes(orders, Kind.SUCCESS)).isEqualTo(3);
        assertThat(orders.retryBudget().granted()).isEqualTo(3);
    }

    @ParameterizedTest
    @EnumSource
    void aThirdAttemptGoesToAThirdMember(Wire wire) throws Exception {
        MockWebServer a = server(wire, 502);
        MockWebServer b = server(wire, 504);
        MockWebServer c = server(wire, 200);
        assertThat(Servers.get(client(wire, a, b, c), wire.url("/"))).isEqualTo("200");
        assertThat(List.of(a.getRequestCount(), b.getRequestCount(), c.getRequestCount()))
                .containsExactly(1, 1, 1);
        Servers.awaitIdle(orders);
    }

    @ParameterizedTest
    @EnumSource
    void afterThreeAttemptsTheLastAnswerIsTheCalls(Wire wire) throws Exception {
        MockWebServer[] all = {server(wire, 503), server(wire, 502), server(wire, 504), server(wire, 200)};
        OkHttpClient client = client(wire, all);
        try (Response response = Servers.call(client, wire.url("/")).execute()) {
            assertThat(response.code()).isEqualTo(504);
            assertThat(response.body().string()).isEqualTo("504");
        }
        assertThat(all[3].getRequestCount()).isZero();
        Servers.awaitIdle(orders);
    }

    @ParameterizedTest
    @EnumSource
    void whenNobodyElseIsLeftAMemberIsTriedAgain(Wire wire) throws Exception {
        AtomicReference<Integer> code = new AtomicReference<>(503);
        MockWebServer only = wire.server(servers, request -> answer(code.getAndSet(200)));
        assertThat(Servers.get(client(wire, only), wire.url("/"))).isEqualTo("200");
        assertThat(only.getRequestCount()).isEqualTo(2);
        Servers.awaitIdle(orders);
    }

    @ParameterizedTest
    @EnumSource
    void aConnectionCutInsteadOfAnAnswerIsTriedElsewhere(Wire wire) throws Exception {
        MockResponse cut = new MockResponse.Builder()
                .onResponseStart(new SocketEffect.CloseSocket())
                .build();
        MockWebServer bad = wire.server(servers, Servers.always(cut));
        MockWebServer good = server(wire, 200);
        OkHttpClient client = client(wire, bad, good);
        assertThat(Servers.get(client, wire.url("/"))).isEqualTo("200");
        assertThat(Servers.outcomes(orders, Kind.RESET)).isEqualTo(1);
        assertThat(good.getRequestCount()).isEqualTo(1);
        Servers.awaitIdle(orders);
    }

    @ParameterizedTest
    @EnumSource
    void anEnqueuedCallIsSentAgainToo(Wire wire) {
        OkHttpClient client = client(wire, server(wire, 503), server(wire, 200));
        AtomicReference<Object> result = new AtomicReference<>();
        CountDownLatch done = new CountDownLatch(1);
        Servers.call(client, wire.url("/")).enqueue(new Callback() {
            @Override
            public void onFailure(Call call, IOException failure) {
                result.set(failure);
                done.countDown();
            }

            @Override
            public void onResponse(Call call, Response response) {
                result.set(response.code());
                response.close();
                done.countDown();
            }
        });
        Await.opened(done);
        assertThat(result).hasValue(200);
        Servers.awaitIdle(orders);
    }

    @ParameterizedTest
    @EnumSource
    void whatWasFetchedElsewhereIsCachedUnderTheUrl(Wire wire, @TempDir Path directory) throws Exception {
        MockWebServer bad = server(wire, 503);
        MockWebServer good = wire.server(
                servers,
                request -> new MockResponse.Builder()
                        .addHeader("Cache-Control", "max-age=3600")
                        .body("fresh")
                        .build());
        OkHttpClient client = client(wire, bad, good);
        try (Cache cache = new Cache(directory.toFile(), 1 << 20)) {
            OkHttpClient cached = client.newBuilder().cache(cache).build();
            assertThat(Servers.get(cached, wire.url("/a"))).isEqualTo("fresh");
            assertThat(Servers.get(cached, wire.url("/a"))).isEqualTo("fresh");
            assertThat(cache.hitCount()).isEqualTo(1);
            assertThat(cache.urls().next()).isEqualTo(wire.url("/a"));
        }
        assertThat(bad.getRequestCount()).isEqualTo(1);
        assertThat(good.getRequestCount()).isEqualTo(1);
        Servers.awaitIdle(orders);
    }

    @ParameterizedTest
    @EnumSource
    void aBodyIsSentAgainWhole(Wire wire) throws Exception {
        MockWebServer good = server(wire, 200);
        OkHttpClient client = client(wire, server(wire, 503), good);
        Request put = new Request.Builder()
                .url(wire.url("/"))
                .header("Host", "another.name")
                .put(RequestBody.create("the body", null))
                .build();
        try (Response response = client.newCall(put).execute()) {
            assertThat(response.code()).isEqualTo(200);
            assertThat(response.request()).isSameAs(put);
        }
        RecordedRequest seen = good.takeRequest();
        assertThat(seen.getBody().utf8()).isEqualTo("the body");
        assertThat(seen.getHeaders().get(wire.multiplexed() ? ":authority" : "Host"))
                .isEqualTo("another.name");
    }

    /** The first cure closes the connection of one call; over HTTP/2 that would end the calls of others. */
    @ParameterizedTest
    @EnumSource(names = {"HTTP_2", "TLS_2"})
    void otherStreamsOfTheConnectionGoOn(Wire wire) throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        MockWebServer bad = wire.server(servers, request -> {
            if (!request.getTarget().equals("/slow")) return answer(503);
            return new MockResponse.Builder()
                    .clearHeaders()
                    .socketHandler(stream -> {
                        try (okio.BufferedSink sink = okio.Okio.buffer(stream.getSink())) {
                            sink.writeUtf8("begun\n").flush();
                            Await.opened(goOn);
                            sink.writeUtf8("done\n");
                        } catch (IOException reset) {
                            // What the other end saw is judged there.
                        }
                    })
                    .build();
        });
        OkHttpClient client = client(wire, bad, server(wire, 200));
        try (Response slow = Servers.call(client, wire.url("/slow")).execute()) {
            assertThat(slow.body().source().readUtf8Line()).isEqualTo("begun");
            for (int i = 0; i < 3; i++)
                assertThat(Servers.get(client, wire.url("/"))).isEqualTo("200");
            goOn.countDown();
            assertThat(slow.body().source().readUtf8Line()).isEqualTo("done");
        }
        assertThat(bad.getRequestCount()).isEqualTo(4);
        // To each member one, and to the second one more, for calls that came from the first.
        assertThat(client.connectionPool().connectionCount()).isEqualTo(2);
        Servers.awaitIdle(orders);
    }

    // ---- redirects in the answer of a second attempt

    private static MockResponse redirect(String location) {
        return new MockResponse.Builder()
                .code(302)
                .addHeader("Location", location)
                .build();
    }

    @ParameterizedTest
    @EnumSource
    void aRedirectInTheSecondAnswerIsFollowedAsEver(Wire wire) throws Exception {
        for (String location : List.of("/next", wire.url("/next"))) {
            MockWebServer bad = server(wire, 503);
            MockWebServer good = wire.server(
                    servers, request -> request.getTarget().equals("/next") ? answer(200) : redirect(location));
            OkHttpClient client = client(wire, bad, good);
            Request request = new Request.Builder()
                    .url(wire.url("/"))
                    .header("Authorization", "secret")
                    .build();
            try (Response response = client.newCall(request).execute()) {
                assertThat(response.code()).isEqualTo(200);
                assertThat(response.request().url()).isEqualTo(HttpUrl.get(wire.url("/next")));
                assertThat(response.request().header("Host")).isNull();
                Response before = response.priorResponse();
                assertThat(before.code()).isEqualTo(302);
                assertThat(before.request().url()).isEqualTo(HttpUrl.get(wire.url("/")));
            }
            assertThat(bad.getRequestCount()).isEqualTo(1);
            good.takeRequest();
            RecordedRequest second = good.takeRequest();
            assertThat(second.getTarget()).isEqualTo("/next");
            assertThat(second.getHeaders().get("Authorization")).isEqualTo("secret");
            assertThat(second.getHeaders().get(wire.multiplexed() ? ":authority" : "Host"))
                    .isEqualTo(Wire.POOL);
            Servers.awaitIdle(orders);
            assertThat(Servers.outcomes(orders, Kind.SUCCESS)).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRedirectInTheSecondAnswerToAnotherHostTellsItNothingOfThePool(Wire wire) throws Exception {
        MockWebServer other = server(wire, 200);
        String away = wire.url("/away").replace(Wire.POOL, "billing.test:" + other.getPort());
        MockWebServer good = wire.server(servers, request -> redirect(away));
        OkHttpClient client = client(wire, server(wire, 503), good);
        OkHttpClient named =
                client.newBuilder().dns(new Servers.Names("billing.test")).build();
        Request request = new Request.Builder()
                .url(wire.url("/"))
                .header("Authorization", "secret")
                .build();
        try (Response response = named.newCall(request).execute()) {
            assertThat(response.code()).isEqualTo(200);
            assertThat(response.request().url()).isEqualTo(HttpUrl.get(away));
        }
        RecordedRequest seen = other.takeRequest();
        assertThat(seen.getHeaders().get("Authorization")).isNull();
        assertThat(seen.getHeaders().get(wire.multiplexed() ? ":authority" : "Host"))
                .isEqualTo("billing.test:" + other.getPort());
        Servers.awaitIdle(orders);
    }

    @ParameterizedTest
    @EnumSource
    void aRedirectInTheSecondAnswerToAnotherPoolGetsAMemberOfThat(Wire wire) throws Exception {
        MockWebServer last = server(wire, 200);
        BackendPool billing = servers.pool("billing.test", last);
        MockWebServer good =
                wire.server(servers, request -> redirect(wire.url("/b").replace(Wire.POOL, "billing.test")));
        client(wire, server(wire, 503), good);
        OkHttpClient both = servers.keep(wire.client()
                .addInterceptor(LoadBalancingInterceptor.builder()
                        .pool(orders)
                        .pool(billing)
                        .retries(AT_ONCE)
                        .build()));
        try (Response response = Servers.call(both, wire.url("/")).execute()) {
            assertThat(response.code()).isEqualTo(200);
            assertThat(Servers.inFlight(orders)).isZero();
            assertThat(Servers.inFlight(billing)).isEqualTo(1);
        }
        assertThat(Servers.outcomes(orders, Kind.SUCCESS)).isEqualTo(1);
        Servers.awaitIdle(billing);
    }

    @ParameterizedTest
    @EnumSource
    void redirectsThatNeverEndEndInTheSecondAnswerToo(Wire wire) {
        MockWebServer good = wire.server(servers, request -> redirect("/again"));
        OkHttpClient client = client(wire, server(wire, 503), good);
        assertThatThrownBy(() -> Servers.get(client, wire.url("/")))
                .isInstanceOf(java.net.ProtocolException.class)
                .hasMessage("Too many follow-up requests: 21");
        Servers.awaitIdle(orders);
    }

    // ---- what is thrown

    @Test
    void theLastFailureIsThrownWithThoseBeforeInIt() {
        MockWebServer busy = Wire.HTTP_1.server(servers, request -> answer(503));
        MockWebServer cut = Wire.HTTP_1.server(
                servers,
                Servers.always(new MockResponse.Builder()
                        .onResponseStart(new SocketEffect.CloseSocket())
                        .build()));
        orders = servers.keep(BackendPool.builder("orders")
                .selector(new InOrder())
                .backend(Backend.of("127.0.0.1", Servers.deadPort()).withId("dead"))
                .backend(Servers.at(busy).withId("busy"))
                .backend(Servers.at(cut).withId("cut"))
                .build());
        OkHttpClient client = servers.client(balancing());
        List<Throwable> told = new ArrayList<>();
        try {
            Servers.get(client, "http://orders/");
        } catch (IOException failure) {
            assertThat(failure).hasMessageStartingWith("unexpected end of stream");
            for (Throwable each = failure; each != null; each = next(each)) {
                told.add(each);
                for (Throwable note : each.getSuppressed()) if (note instanceof BackendNote) told.add(note);
            }
        }
        assertThat(told).hasSize(5);
        assertThat(told.get(1).getMessage())
                .startsWith("pool orders, backend cut")
                .endsWith("request sent");
        assertThat(told.get(2)).hasMessage("pool orders, backend busy, answered 503 before");
        assertThat(told.get(3)).isInstanceOf(java.net.ConnectException.class);
        assertThat(told.get(4).getMessage())
                .startsWith("pool orders, backend dead")
                .endsWith("request not sent");
        Servers.awaitIdle(orders);
    }

    private static Throwable next(Throwable failure) {
        for (Throwable suppressed : failure.getSuppressed()) {
            if (!(suppressed instanceof BackendNote)) return suppressed;
        }
        return null;
    }

    @Test
    void withoutRetriesNothingIsSentAgain() throws IOException {
        MockWebServer bad = Wire.HTTP_1.server(servers, request -> answer(503));
        client(Wire.HTTP_1, bad, server(Wire.HTTP_1, 200));
        OkHttpClient client = servers.client(LoadBalancingInterceptor.of(orders));
        assertThat(Servers.get(client, Wire.HTTP_1.url("/"))).isEqualTo("503");
        assertThat(orders.retryBudget().used()).isFalse();
    }
}

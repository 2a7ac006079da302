package io.github.evenkeel.okhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.evenkeel.Backend;
import io.github.evenkeel.Outcome.Kind;
import io.github.evenkeel.pool.BackendPool;
import io.github.evenkeel.retry.RetryRules;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okhttp3.CacheControl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSink;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is sent again, and what is not. */
@Timeout(120)
class RetrySafetyTest {
    private static final RetryRules AT_ONCE = RetryRules.defaults().withPauses(Duration.ZERO, Duration.ZERO);

    private final Servers servers = new Servers();
    private final LoadBalancingInterceptor.Builder balancing = LoadBalancingInterceptor.builder();
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

    private OkHttpClient client(Wire wire, Backend... all) {
        orders = servers.keep(BackendPool.builder(Wire.POOL)
                .selector(new InOrder())
                .backends(List.of(all))
                .build());
        return servers.keep(wire.client()
                .addInterceptor(balancing.pool(orders).retries(AT_ONCE).build()));
    }

    private OkHttpClient client(Wire wire, MockWebServer... all) {
        Backend[] backends = new Backend[all.length];
        for (int i = 0; i < all.length; i++) backends[i] = Servers.at(all[i]);
        return client(wire, backends);
    }

    private static Backend dead() {
        return Backend.of("127.0.0.1", Servers.deadPort());
    }

    private static Response send(OkHttpClient client, Wire wire, String method, RequestBody body) throws IOException {
        return client.newCall(new Request.Builder()
                        .url(wire.url("/"))
                        .method(method, body)
                        .build())
                .execute();
    }

    private static RequestBody body() {
        return RequestBody.create("the body", null);
    }

    /** Answers when the request begins; over HTTP/2 the stream ends so too. */
    private static Dispatcher first(SocketEffect effect) {
        return new Dispatcher() {
            private final MockResponse answer =
                    new MockResponse.Builder().onRequestStart(effect).build();

            @Override
            public MockResponse peek() {
                return answer;
            }

            @Override
            public MockResponse dispatch(RecordedRequest request) {
                return answer;
            }
        };
    }

    @ParameterizedTest
    @CsvSource({
        "GET, true",
        "HEAD, true",
        "OPTIONS, true",
        "TRACE, true",
        "PUT, true",
        "DELETE, true",
        "QUERY, true",
        "POST, false",
        "PATCH, false",
        "LINK, false"
    })
    void onlyIdempotentRequestsAreSentAgainOnceTheyWereSent(String method, boolean again) throws IOException {
        MockWebServer bad = server(Wire.HTTP_1, 503);
        MockWebServer good = server(Wire.HTTP_1, 200);
        OkHttpClient client = client(Wire.HTTP_1, bad, good);
        boolean bodiless = List.of("GET", "HEAD", "OPTIONS", "TRACE", "LINK").contains(method);
        try (Response response = send(client, Wire.HTTP_1, method, bodiless ? null : body())) {
            assertThat(response.code()).isEqualTo(again ? 200 : 503);
        }
        assertThat(bad.getRequestCount()).isEqualTo(1);
        assertThat(good.getRequestCount()).isEqualTo(again ? 1 : 0);
    }

    @ParameterizedTest
    @EnumSource
    void whatIsNotIdempotentAndMayHaveBeenSeenFails(Wire wire) {
        MockResponse cut = new MockResponse.Builder()
                .onResponseStart(new SocketEffect.CloseSocket())
                .build();
        balancing.onceUnlessIdempotent();
        MockWebServer bad = wire.server(servers, Servers.always(cut));
        MockWebServer good = server(wire, 200);
        OkHttpClient client = client(wire, bad, good);
        assertThatThrownBy(() -> send(client, wire, "POST", body())).isInstanceOf(IOException.class);
        assertThat(bad.getRequestCount()).isEqualTo(1);
        assertThat(good.getRequestCount()).isZero();
        assertThat(orders.retryBudget().granted()).isZero();
        Servers.awaitIdle(orders);
    }

    @ParameterizedTest
    @EnumSource
    void whatWasNotSentGoesElsewhereWhateverItIs(Wire wire) throws Exception {
        MockWebServer good = server(wire, 200);
        OkHttpClient client = client(wire, dead(), Servers.at(good));
        try (Response response = send(client, wire, "POST", new Once())) {
            assertThat(response.code()).isEqualTo(200);
        }
        assertThat(good.takeRequest().getBody().utf8()).isEqualTo("only once");
        assertThat(Servers.outcomes(orders, Kind.CONNECT)).isEqualTo(1);
        Servers.awaitIdle(orders);
    }

    @ParameterizedTest
    @EnumSource
    void aBodyThatCanBeWrittenOnceIsNotSentAgain(Wire wire) throws IOException {
        MockWebServer good = server(wire, 200);
        OkHttpClient client = client(wire, server(wire, 503), good);
        try (Response response = send(client, wire, "PUT", new Once())) {
            assertThat(response.code()).isEqualTo(503);
        }
        assertThat(good.getRequestCount()).isZero();
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_2", "TLS_2"})
    void aDuplexBodyIsNotSentAgain(Wire wire) throws IOException {
        MockWebServer bad = wire.server(servers, Servers.always(answer(503)));
        MockWebServer good = server(wire, 200);
        OkHttpClient client = client(wire, bad, good);
        Once duplex = new Once() {
            @Override
            public boolean isOneShot() {
                return false;
            }

            @Override
            public boolean isDuplex() {
                return true;
            }

            @Override
            public void writeTo(BufferedSink sink) throws IOException {
                super.writeTo(sink);
                sink.close();
            }
        };
        try (Response response = send(client, wire, "PUT", duplex)) {
            assertThat(response.code()).isEqualTo(503);
        }
        assertThat(good.getRequestCount()).isZero();
    }

    /** REFUSED_STREAM is 7 in RFC 9113, 7. */
    @ParameterizedTest
    @EnumSource(names = {"HTTP_2", "TLS_2"})
    void aRefusedStreamWasNotSeenAndGoesElsewhereWhateverItIs(Wire wire) throws Exception {
        MockWebServer bad = wire.server(servers, first(new SocketEffect.CloseStream(7)));
        MockWebServer good = server(wire, 200);
        balancing.onceUnlessIdempotent();
        OkHttpClient client = client(wire, bad, good);
        try (Response response = send(client, wire, "POST", body())) {
            assertThat(response.code()).isEqualTo(200);
        }
        assertThat(good.takeRequest().getBody().utf8()).isEqualTo("the body");
        assertThat(good.getRequestCount()).isEqualTo(1);
        assertThat(Servers.outcomes(orders, Kind.RESET)).isEqualTo(1);
        Servers.awaitIdle(orders);
    }

    /** CANCEL is 8. */
    @ParameterizedTest
    @EnumSource(names = {"HTTP_2", "TLS_2"})
    void aStreamThatIsResetOtherwiseMayHaveBeenSeen(Wire wire) throws Exception {
        MockWebServer bad = wire.server(servers, first(new SocketEffect.CloseStream(8)));
        MockWebServer good = server(wire, 200);
        balancing.onceUnlessIdempotent();
        OkHttpClient client = client(wire, bad, good);
        assertThatThrownBy(() -> send(client, wire, "POST", body())).hasMessage("stream was reset: CANCEL");
        assertThat(good.getRequestCount()).isZero();
        assertThat(Servers.get(client, wire.url("/"))).isEqualTo("200");
        Servers.awaitIdle(orders);
    }

    /** OkHttp repeats it itself, with the same member; a second 408 is the answer. */
    @Test
    void aRequestTimeOutIsOkHttpsToRepeatUnlessThatIsForbidden() throws IOException {
        MockWebServer bad = server(Wire.HTTP_1, 408);
        MockWebServer good = server(Wire.HTTP_1, 200);
        balancing.onceUnlessIdempotent();
        OkHttpClient client = client(Wire.HTTP_1, bad, good);
        try (Response response = send(client, Wire.HTTP_1, "POST", body())) {
            assertThat(response.code()).isEqualTo(408);
        }
        assertThat(bad.getRequestCount()).isEqualTo(1);
        assertThat(Servers.get(client, Wire.HTTP_1.url("/"))).isEqualTo("408");
        assertThat(bad.getRequestCount()).isEqualTo(3);
        assertThat(good.getRequestCount()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void aMisdirectedRequestIsTheAnswerUnlessItIsAmongTheStatuses(Wire wire) throws IOException {
        MockWebServer bad = server(wire, 421);
        MockWebServer good = server(wire, 200);
        OkHttpClient client = client(wire, bad, good);
        assertThat(Servers.get(client, wire.url("/"))).isEqualTo("421");
        OkHttpClient also = servers.keep(wire.client()
                .addInterceptor(LoadBalancingInterceptor.builder()
                        .pool(orders)
                        .retries(AT_ONCE.withStatuses(421))
                        .build()));
        assertThat(Servers.get(also, wire.url("/"))).isEqualTo("200");
        Servers.awaitIdle(orders);
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_2", "TLS_2"})
    void callsThatAGoawayLeavesOutAreSentElsewhere(Wire wire) throws Exception {
        // After each answer the connection is shut down by a GOAWAY, whatever else is on its way there.
        MockWebServer bad = wire.server(
                servers,
                request -> new MockResponse.Builder()
                        .body("goodbye")
                        .onResponseEnd(SocketEffect.ShutdownConnection.INSTANCE)
                        .build());
        MockWebServer good = server(wire, 200);
        OkHttpClient client = client(wire, bad, good);
        List<Thread> callers = new ArrayList<>();
        AtomicInteger answered = new AtomicInteger();
        for (int i = 0; i < 4; i++) {
            Thread caller = new Thread(() -> {
                for (int call = 0; call < 25; call++) {
                    try (Response response = send(client, wire, "GET", null)) {
                        if (!response.body().string().isEmpty()) answered.incrementAndGet();
                    } catch (IOException failed) {
                        throw new AssertionError(failed);
                    }
                }
            });
            caller.start();
            callers.add(caller);
        }
        for (Thread caller : callers) caller.join();
        assertThat(answered).hasValue(100);
        Servers.awaitIdle(orders);
    }

    // ---- what is not the member's

    @Test
    void aBodyThatFailsByItselfIsNotSentAgain() {
        MockWebServer good = server(Wire.HTTP_1, 200);
        OkHttpClient client = client(Wire.HTTP_1, good, server(Wire.HTTP_1, 200));
        RequestBody broken = new Once() {
            @Override
            public boolean isOneShot() {
                return false;
            }

            @Override
            public void writeTo(BufferedSink sink) throws IOException {
                throw new IOException("source is gone");
            }
        };
        assertThatThrownBy(() -> send(client, Wire.HTTP_1, "PUT", broken)).hasMessage("source is gone");
        assertThat(orders.retryBudget().granted()).isZero();
    }

    @Test
    void whatNeverReachedTheNetworkIsNotSentAgain() throws IOException {
        OkHttpClient client = client(Wire.HTTP_1, server(Wire.HTTP_1, 200), server(Wire.HTTP_1, 200));
        AtomicInteger asked = new AtomicInteger();
        OkHttpClient broken = client.newBuilder()
                .addInterceptor(chain -> {
                    asked.incrementAndGet();
                    throw new IOException("not mine");
                })
                .build();
        assertThatThrownBy(() -> send(broken, Wire.HTTP_1, "GET", null)).hasMessage("not mine");
        assertThat(asked).hasValue(1);
        // A 504 of OkHttp's own.
        Request cached = new Request.Builder()
                .url(Wire.HTTP_1.url("/"))
                .cacheControl(CacheControl.FORCE_CACHE)
                .build();
        try (Response response = client.newCall(cached).execute()) {
            assertThat(response.code()).isEqualTo(504);
        }
        assertThat(orders.retryBudget().granted()).isZero();
    }

    @Test
    void whatAnotherHostDidAfterARedirectIsNotSentAgain() throws IOException {
        MockWebServer other = server(Wire.HTTP_1, 503);
        MockWebServer a = Wire.HTTP_1.server(
                servers,
                request -> new MockResponse.Builder()
                        .code(302)
                        .addHeader("Location", "http://billing.test:" + other.getPort())
                        .build());
        OkHttpClient client = client(Wire.HTTP_1, a, a2());
        OkHttpClient named =
                client.newBuilder().dns(new Servers.Names("billing.test")).build();
        assertThat(Servers.get(named, Wire.HTTP_1.url("/"))).isEqualTo("503");
        assertThat(orders.retryBudget().granted()).isZero();
    }

    private MockWebServer a2() {
        return server(Wire.HTTP_1, 200);
    }

    // ---- policies

    @Test
    void aPolicyMaySayOtherwise() throws IOException {
        List<String> asked = new ArrayList<>();
        balancing.retryPolicy(attempt -> {
            asked.add(attempt.toString());
            assertThat(attempt.failure()).isNull();
            assertThat(attempt.sent()).isTrue();
            assertThat(attempt.number()).isEqualTo(asked.size());
            assertThat(attempt.response().code()).isEqualTo(attempt.number() == 1 ? 503 : 200);
            return attempt.worthwhile() && (attempt.safe() || attempt.request().header("Idempotency-Key") != null);
        });
        OkHttpClient client = client(Wire.HTTP_1, server(Wire.HTTP_1, 503), server(Wire.HTTP_1, 200));
        Request keyed = new Request.Builder()
                .url(Wire.HTTP_1.url("/"))
                .header("Idempotency-Key", "1")
                .post(body())
                .build();
        try (Response response = client.newCall(keyed).execute()) {
            assertThat(response.code()).isEqualTo(200);
        }
        assertThat(asked)
                .containsExactly(
                        "Attempt[1: POST http://orders.test/, 503, sent]",
                        "Attempt[2: POST http://orders.test/, 200, sent]");
    }

    @Test
    void aPolicyThatAlwaysWantsMoreEndsWithTheAttempts() throws IOException {
        balancing.retryPolicy(attempt -> true);
        MockWebServer only = server(Wire.HTTP_1, 200);
        OkHttpClient client = client(Wire.HTTP_1, only);
        assertThat(Servers.get(client, Wire.HTTP_1.url("/"))).isEqualTo("200");
        assertThat(only.getRequestCount()).isEqualTo(3);
    }

    @Test
    void aPolicyThatThrowsBreaksNoCall() throws IOException {
        balancing.retryPolicy(attempt -> {
            throw new IllegalStateException("a bug");
        });
        MockWebServer bad = server(Wire.HTTP_1, 503);
        OkHttpClient client = client(Wire.HTTP_1, bad, server(Wire.HTTP_1, 200));
        for (int i = 0; i < 2; i++)
            assertThat(Servers.get(client, Wire.HTTP_1.url("/"))).isEqualTo("200");
        assertThat(bad.getRequestCount()).isEqualTo(2);
    }

    private static class Once extends RequestBody {
        @Override
        public MediaType contentType() {
            return null;
        }

        @Override
        public boolean isOneShot() {
            return true;
        }

        @Override
        public void writeTo(BufferedSink sink) throws IOException {
            sink.writeUtf8("only once");
        }
    }

    /** OkHttp sends it again itself, to the same server; that its last try was refused tells nothing of the one before. */
    @Test
    void aPostThatWasCutAndThenRefusedIsNotSentToAnotherMember() throws IOException {
        AtomicInteger next = new AtomicInteger(); // 1: is to be cut, 2: to be refused
        AtomicInteger processed = new AtomicInteger();
        MockWebServer bad = new MockWebServer();
        bad.setProtocols(List.of(Protocol.H2_PRIOR_KNOWLEDGE));
        servers.start(bad, new Dispatcher() {
            @Override
            public MockResponse peek() {
                MockResponse.Builder answer = new MockResponse.Builder();
                if (next.get() == 1) answer.onResponseStart(new SocketEffect.CloseStream(2)); // INTERNAL_ERROR
                if (next.get() == 2) answer.onRequestStart(new SocketEffect.CloseStream(7)); // REFUSED_STREAM
                return answer.build();
            }

            @Override
            public MockResponse dispatch(RecordedRequest request) {
                if (next.compareAndSet(1, 2)) processed.incrementAndGet();
                return answer(200);
            }
        });
        MockWebServer good = new MockWebServer();
        good.setProtocols(List.of(Protocol.H2_PRIOR_KNOWLEDGE));
        servers.start(good, request -> {
            processed.incrementAndGet();
            return answer(200);
        });
        BackendPool pool = servers.keep(BackendPool.builder("orders")
                .selector(new InOrder())
                .backend(Servers.at(bad))
                .backend(Servers.at(good))
                .build());
        OkHttpClient client = servers.keep(new OkHttpClient.Builder()
                .protocols(List.of(Protocol.H2_PRIOR_KNOWLEDGE))
                .addInterceptor(balancing.pool(pool).retries(AT_ONCE).build()));
        Servers.get(client, "http://orders/"); // a connection that OkHttp will try again on
        next.set(1);
        Request post = new Request.Builder()
                .url("http://orders/")
                .post(RequestBody.create("pay 100", null))
                .build();
        assertThatThrownBy(() -> client.newCall(post).execute()).hasMessage("stream was reset: REFUSED_STREAM");
        assertThat(processed).hasValue(1);
    }
}

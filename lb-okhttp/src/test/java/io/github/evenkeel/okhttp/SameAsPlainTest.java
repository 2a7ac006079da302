package io.github.evenkeel.okhttp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import mockwebserver3.MockResponse;
import mockwebserver3.MockResponseBody;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okhttp3.Cache;
import okhttp3.CacheControl;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.CertificatePinner;
import okhttp3.Cookie;
import okhttp3.CookieJar;
import okhttp3.FormBody;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import okhttp3.sse.EventSource;
import okhttp3.sse.EventSourceListener;
import okhttp3.sse.EventSources;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import okio.BufferedSink;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Through the interceptor, all is as with a plain client and one server. */
@Timeout(120)
class SameAsPlainTest {
    private static MockResponse.Builder ok() {
        return new MockResponse.Builder().body("hello");
    }

    private static MockResponse redirect(int code, String location) {
        return new MockResponse.Builder()
                .code(code)
                .addHeader("Location", location)
                .build();
    }

    @ParameterizedTest
    @EnumSource
    void aGetAndAPost(Wire wire) throws Exception {
        List<String> seen = new Comparison(wire).same(run -> {
            run.execute(run.orders("/42?a=b"));
            run.execute(new Request.Builder()
                    .url(run.orders("/new"))
                    .header("X-Mine", "1")
                    .post(new FormBody.Builder().add("k", "v").build())
                    .build());
        });
        assertThat(seen).anyMatch(line -> line.endsWith(": [orders.test]")).anyMatch(line -> line.contains("k=v"));
    }

    @ParameterizedTest
    @EnumSource
    void anEnqueuedCall(Wire wire) throws Exception {
        new Comparison(wire).same(run -> {
            CountDownLatch done = new CountDownLatch(1);
            Servers.call(run.client, run.orders("/42")).enqueue(seeing(run, done));
            Await.opened(done);
        });
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_1", "TLS_1"})
    void anEnqueuedCallThatFails(Wire wire) throws Exception {
        List<String> seen = new Comparison(wire)
                .client(builder -> builder.retryOnConnectionFailure(false))
                .answer((run, request) -> cut())
                .same(run -> {
                    CountDownLatch done = new CountDownLatch(1);
                    Servers.call(run.client, run.orders("/42")).enqueue(seeing(run, done));
                    Await.opened(done);
                });
        assertThat(seen).anyMatch(line -> line.contains("unexpected end of stream"));
    }

    @ParameterizedTest
    @EnumSource
    void errorsAndOkHttpsOwnRepeats(Wire wire) throws Exception {
        for (int code : new int[] {404, 408, 500, 503}) {
            new Comparison(wire)
                    .answer((run, request) ->
                            ok().code(code).addHeader("Retry-After", "0").build())
                    .same(run -> run.execute(run.orders("/42")));
        }
    }

    @Test
    void tlsForTheNameWithItsServerNameIndication() throws Exception {
        List<String> seen = new Comparison().tls().same(run -> run.execute(run.orders("/42")));
        assertThat(seen).anyMatch(line -> line.contains("SNI [orders.test]"));
    }

    @Test
    void tlsToACertificateForAnotherName() throws Exception {
        List<String> seen = new Comparison()
                .tls()
                .client(builder -> builder.hostnameVerifier((name, session) -> {
                    assertThat(name).isEqualTo("orders.test");
                    return false;
                }))
                .same(run -> run.execute(run.orders("/42")));
        assertThat(seen.get(0)).contains("SSLPeerUnverifiedException");
    }

    @Test
    void tlsThatIsNotTrusted() throws Exception {
        List<String> seen = new Comparison()
                .tls()
                .client(builder -> {
                    HandshakeCertificates other = new HandshakeCertificates.Builder()
                            .addTrustedCertificate(
                                    new HeldCertificate.Builder().build().certificate())
                            .build();
                    builder.sslSocketFactory(other.sslSocketFactory(), other.trustManager());
                })
                .same(run -> run.execute(run.orders("/42")));
        assertThat(seen.get(0)).contains("SSLHandshakeException");
    }

    @Test
    void pinsOfTheNameThatMatch() throws Exception {
        List<String> seen = new Comparison()
                .tls()
                .client(builder -> builder.certificatePinner(new CertificatePinner.Builder()
                        .add("orders.test", CertificatePinner.pin(Comparison.CERTIFICATE.certificate()))
                        .build()))
                .same(run -> run.execute(run.orders("/42")));
        assertThat(seen).anyMatch(line -> line.startsWith("200"));
    }

    @Test
    void pinsOfTheNameThatDoNot() throws Exception {
        List<String> seen = new Comparison()
                .tls()
                .client(builder -> builder.certificatePinner(new CertificatePinner.Builder()
                        .add("orders.test", "sha256/" + "A".repeat(43) + "=")
                        .build()))
                .same(run -> run.execute(run.orders("/42")));
        assertThat(seen.get(0)).contains("Certificate pinning failure");
    }

    @ParameterizedTest
    @EnumSource
    void cookiesBelongToTheName(Wire wire) throws Exception {
        List<String> seen = new Comparison(wire)
                .client(builder -> builder.cookieJar(new Jar()))
                .answer((run, request) ->
                        ok().addHeader("Set-Cookie", "session=7; Path=/").build())
                .same(run -> {
                    run.execute(run.orders("/first"));
                    run.execute(run.orders("/second"));
                    run.execute(run.billing("/other"));
                    run.see(run.client.cookieJar().loadForRequest(HttpUrl.get(run.orders("/"))));
                });
        assertThat(seen).anyMatch(line -> line.equalsIgnoreCase("  Cookie: [session=7]"));
    }

    @ParameterizedTest
    @EnumSource
    void cachedConfirmedAndForcedAnswers(Wire wire, @TempDir Path directory) throws Exception {
        List<Path> directories = new ArrayList<>();
        List<String> seen = new Comparison(wire)
                .client(builder -> {
                    Path own = directory.resolve("cache" + directories.size());
                    directories.add(own);
                    builder.cache(new Cache(own.toFile(), 1 << 20));
                })
                .answer((run, request) -> {
                    if (request.getHeaders().get("If-None-Match") != null) {
                        return new MockResponse.Builder().code(304).build();
                    }
                    return ok().addHeader(
                                    "Cache-Control", request.getTarget().equals("/fresh") ? "max-age=60" : "no-cache")
                            .addHeader("ETag", "v1")
                            .build();
                })
                .same(run -> {
                    run.execute(run.orders("/fresh"));
                    run.execute(run.orders("/fresh"));
                    run.execute(run.orders("/confirmed"));
                    run.execute(run.orders("/confirmed"));
                    run.execute(new Request.Builder()
                            .url(run.orders("/unknown"))
                            .cacheControl(CacheControl.FORCE_CACHE)
                            .build());
                    run.see(run.client.cache().hitCount() + " hits of "
                            + run.client.cache().requestCount());
                    run.client.cache().close();
                });
        assertThat(seen)
                .anyMatch(line -> line.startsWith("network false, cache true"))
                .anyMatch(line -> line.startsWith("network true, cache true"))
                .anyMatch(line -> line.startsWith("504"));
    }

    @ParameterizedTest
    @EnumSource
    void redirectsWithinThePool(Wire wire) throws Exception {
        List<String> seen = new Comparison(wire)
                .answer((run, request) -> switch (request.getTarget()) {
                    case "/relative" -> redirect(302, "/absolute");
                    case "/absolute" -> redirect(307, run.orders("/there"));
                    default -> ok().build();
                })
                .same(run -> run.execute(authorized(run.orders("/relative"))));
        assertThat(seen)
                .anyMatch(line -> line.contains("orders got GET /there"))
                .anyMatch(line -> line.equalsIgnoreCase("  Authorization: [secret]"));
    }

    @ParameterizedTest
    @EnumSource
    void aRedirectToAnotherPoolAndBack(Wire wire) throws Exception {
        List<String> seen = new Comparison(wire)
                .client(builder -> builder.cookieJar(new Jar()))
                .answer((run, request) -> switch (request.getTarget()) {
                    case "/start" -> redirect(302, "/leave");
                    case "/leave" -> redirect(307, run.billing("/arrive"));
                    case "/arrive" -> redirect(307, run.billing("/return"));
                    case "/return" -> redirect(307, run.orders("/there"));
                    default -> ok().addHeader("Set-Cookie", "a=b").build();
                })
                .same(run -> {
                    run.execute(authorized(run.orders("/start")));
                    run.execute(new Request.Builder()
                            .url(run.orders("/leave"))
                            .post(RequestBody.create("posted", MediaType.get("text/plain")))
                            .build());
                });
        assertThat(seen)
                .anyMatch(line -> line.contains("billing got GET /arrive"))
                .anyMatch(line -> line.contains("orders got POST /there"))
                .anyMatch(line -> line.contains("after 302 of " + wire.scheme() + "://orders.test/start"));
    }

    @Test
    void aRedirectToAnotherPoolOverHttp2() throws Exception {
        new Comparison()
                .tls()
                .protocols(Protocol.HTTP_2, Protocol.HTTP_1_1)
                .answer((run, request) ->
                        request.getTarget().equals("/leave") ? redirect(302, run.billing("/arrive")) : ok().build())
                .same(run -> run.execute(run.orders("/leave")));
    }

    @ParameterizedTest
    @EnumSource
    void redirectsThatNeverEnd(Wire wire) throws Exception {
        List<String> seen = new Comparison(wire)
                .answer((run, request) -> redirect(
                        302,
                        "orders.test".equals(request.getUrl().host()) ? run.billing("/again") : run.orders("/again")))
                .same(run -> run.execute(run.orders("/again")));
        assertThat(seen.get(0)).contains("Too many follow-up requests: 21");
    }

    @ParameterizedTest
    @EnumSource
    void aRedirectToAnotherHostAndBack(Wire wire) throws Exception {
        List<String> seen = new Comparison(wire)
                .answer((run, request) -> switch (request.getTarget()) {
                    case "/leave" -> redirect(302, run.shop("/shop"));
                    case "/shop" -> redirect(302, run.orders("/back"));
                    default -> ok().build();
                })
                .same(run -> run.execute(authorized(run.orders("/leave"))));
        assertThat(seen)
                .anyMatch(line -> line.contains("shop got GET /shop"))
                .anyMatch(line -> line.endsWith(": [shop.test]"))
                .anyMatch(line -> line.contains("orders got GET /back"));
    }

    @Test
    void http2OverTls() throws Exception {
        List<String> seen = new Comparison()
                .tls()
                .protocols(Protocol.HTTP_2, Protocol.HTTP_1_1)
                .same(run -> {
                    run.execute(run.orders("/1"));
                    run.execute(run.orders("/2"));
                });
        assertThat(seen)
                .anyMatch(line -> line.endsWith(" h2"))
                .anyMatch(line -> line.contains("HTTP/2 on connection 0"));
    }

    @Test
    void http2WithPriorKnowledge() throws Exception {
        List<String> seen = new Comparison()
                .protocols(Protocol.H2_PRIOR_KNOWLEDGE)
                .same(run -> {
                    run.execute(run.orders("/1"));
                    run.execute(run.orders("/2"));
                });
        assertThat(seen).anyMatch(line -> line.endsWith(" h2_prior_knowledge"));
    }

    @ParameterizedTest
    @EnumSource
    void headAndNoContent(Wire wire) throws Exception {
        new Comparison(wire)
                .answer((run, request) -> request.getMethod().equals("HEAD")
                        ? ok().build()
                        : new MockResponse.Builder().code(204).build())
                .same(run -> {
                    run.execute(
                            new Request.Builder().url(run.orders("/")).head().build());
                    run.execute(run.orders("/"));
                });
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "HTTP_2") // which OkHttp upgrades no connection of
    void aWebSocketIsInFlightUntilItIsClosed(Wire wire) throws Exception {
        new Comparison(wire)
                .answer((run, request) -> new MockResponse.Builder()
                        .webSocketUpgrade(new WebSocketListener() {
                            @Override
                            public void onMessage(WebSocket socket, String text) {
                                socket.send("echo " + text);
                            }

                            @Override
                            public void onClosing(WebSocket socket, int code, String reason) {
                                socket.close(code, reason);
                            }
                        })
                        .build())
                .same(run -> {
                    CountDownLatch echoed = new CountDownLatch(1);
                    CountDownLatch closed = new CountDownLatch(1);
                    WebSocket socket = run.client.newWebSocket(
                            new Request.Builder().url(run.orders("/ws")).build(), new WebSocketListener() {
                                @Override
                                public void onMessage(WebSocket webSocket, String text) {
                                    run.see(text);
                                    echoed.countDown();
                                }

                                @Override
                                public void onClosed(WebSocket webSocket, int code, String reason) {
                                    run.see("closed " + code + " " + reason);
                                    closed.countDown();
                                }

                                @Override
                                public void onFailure(WebSocket webSocket, Throwable failure, Response response) {
                                    run.see(failure);
                                    closed.countDown();
                                }
                            });
                    socket.send("hi");
                    Await.opened(echoed);
                    run.awaitInFlight(1);
                    socket.close(1000, "bye");
                    Await.opened(closed);
                });
    }

    @ParameterizedTest
    @EnumSource
    void serverSentEventsAreInFlightUntilTheStreamEnds(Wire wire) throws Exception {
        new Comparison(wire)
                .answer((run, request) -> new MockResponse.Builder()
                        .addHeader("Content-Type", "text/event-stream")
                        .body(new Events(run))
                        .build())
                .same(run -> {
                    CountDownLatch events = new CountDownLatch(2);
                    CountDownLatch failed = new CountDownLatch(1);
                    EventSource source = EventSources.createFactory(run.client)
                            .newEventSource(
                                    new Request.Builder()
                                            .url(run.orders("/sse"))
                                            .build(),
                                    new EventSourceListener() {
                                        @Override
                                        public void onEvent(EventSource from, String id, String type, String data) {
                                            run.see(data);
                                            events.countDown();
                                        }

                                        @Override
                                        public void onFailure(EventSource from, Throwable thrown, Response response) {
                                            run.see(thrown.getClass());
                                            failed.countDown();
                                        }
                                    });
                    Await.opened(events);
                    run.awaitInFlight(1);
                    source.cancel();
                    Await.opened(failed);
                });
    }

    @ParameterizedTest
    @EnumSource
    void aCallThatIsCancelledWhileItWaits(Wire wire) throws Exception {
        new Comparison(wire).answer((run, request) -> stalled(run)).same(run -> {
            CountDownLatch done = new CountDownLatch(1);
            Call call = Servers.call(run.client, run.orders("/42"));
            call.enqueue(seeing(run, done));
            run.awaitStalled();
            call.cancel();
            Await.opened(done);
        });
    }

    @ParameterizedTest
    @EnumSource
    void aCallThatIsCancelledBeforeItStarts(Wire wire) throws Exception {
        new Comparison(wire).same(run -> {
            Call call = Servers.call(run.client, run.orders("/42"));
            call.cancel();
            CountDownLatch done = new CountDownLatch(1);
            call.enqueue(seeing(run, done));
            Await.opened(done);
        });
    }

    @ParameterizedTest
    @EnumSource
    void aCallTimeOut(Wire wire) throws Exception {
        List<String> seen = new Comparison(wire)
                .answer(SameAsPlainTest::stalledAfterTheFirst)
                .same(run -> timeOut(run, builder -> builder.callTimeout(Duration.ofSeconds(1)), failure -> {
                    run.see(failure.getClass() + " " + failure.getMessage());
                }));
        assertThat(seen).contains("class java.io.InterruptedIOException timeout");
    }

    @ParameterizedTest
    @EnumSource
    void aReadTimeOut(Wire wire) throws Exception {
        List<String> seen = new Comparison(wire)
                .answer(SameAsPlainTest::stalledAfterTheFirst)
                .same(run -> timeOut(run, builder -> builder.readTimeout(Duration.ofMillis(300)), failure -> {
                    // Socket and OkHttp watch the same time: either may be the one to tell.
                    run.see(failure.getClass());
                }));
        assertThat(seen).contains("class java.net.SocketTimeoutException");
    }

    private static MockResponse stalledAfterTheFirst(Comparison.Run run, RecordedRequest request) {
        return request.getTarget().equals("/first") ? ok().build() : stalled(run);
    }

    /** On a connection that is there, for a time-out so short must not hold for a handshake as well. */
    private static void timeOut(
            Comparison.Run run, Consumer<OkHttpClient.Builder> shorter, Consumer<IOException> failed)
            throws IOException {
        assertThat(Servers.get(run.client, run.orders("/first"))).isEqualTo("hello");
        OkHttpClient.Builder hurried = run.client.newBuilder();
        shorter.accept(hurried);
        try (Response response =
                Servers.call(hurried.build(), run.orders("/42")).execute()) {
            run.see(response.code());
        } catch (IOException failure) {
            failed.accept(failure);
        }
        run.awaitStalled();
    }

    @ParameterizedTest
    @EnumSource
    void aBodyThatIsCutShort(Wire wire) throws Exception {
        new Comparison(wire)
                .answer((run, request) -> ok().body("x".repeat(1 << 20))
                        .onResponseBody(new SocketEffect.CloseSocket())
                        .build())
                .same(run -> {
                    try (Response response =
                            Servers.call(run.client, run.orders("/42")).execute()) {
                        run.awaitInFlight(1);
                        run.see(response.code());
                        response.body().string();
                    } catch (IOException failure) {
                        run.see("cut");
                    }
                });
    }

    @Test
    void anOneShotBodyAndATrailer() throws Exception {
        new Comparison()
                .tls()
                .protocols(Protocol.HTTP_2, Protocol.HTTP_1_1)
                .answer((run, request) ->
                        ok().trailers(okhttp3.Headers.of("grpc-status", "0")).build())
                .same(run -> {
                    Request request = new Request.Builder()
                            .url(run.orders("/42"))
                            .post(new OneShot())
                            .build();
                    try (Response response = run.client.newCall(request).execute()) {
                        run.see(response.body().string());
                        run.see(response.trailers());
                    }
                });
    }

    private static Request authorized(String url) {
        return new Request.Builder().url(url).header("Authorization", "secret").build();
    }

    private static MockResponse cut() {
        return new MockResponse.Builder()
                .onResponseStart(new SocketEffect.CloseSocket())
                .build();
    }

    private static MockResponse stalled(Comparison.Run run) {
        run.stall();
        return ok().build();
    }

    /** Two events, and then nothing, for as long as the run lasts. */
    private record Events(Comparison.Run run) implements MockResponseBody {
        @Override
        public long getContentLength() {
            return -1;
        }

        @Override
        public void writeTo(BufferedSink sink) throws IOException {
            sink.writeUtf8("data: one\n\ndata: two\n\n").flush();
            run.stall();
        }
    }

    private static Callback seeing(Comparison.Run run, CountDownLatch done) {
        return new Callback() {
            @Override
            public void onFailure(Call call, IOException failure) {
                run.see(failure);
                done.countDown();
            }

            @Override
            public void onResponse(Call call, Response response) throws IOException {
                try (response) {
                    run.see(response);
                }
                done.countDown();
            }
        };
    }

    private static final class OneShot extends RequestBody {
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
            sink.writeUtf8("once");
        }
    }

    private static final class Jar implements CookieJar {
        private final List<Cookie> cookies = new ArrayList<>();

        @Override
        public synchronized void saveFromResponse(HttpUrl url, List<Cookie> fresh) {
            for (Cookie cookie : fresh) {
                cookies.removeIf(
                        old -> old.name().equals(cookie.name()) && old.domain().equals(cookie.domain()));
                cookies.add(cookie);
            }
        }

        @Override
        public synchronized List<Cookie> loadForRequest(HttpUrl url) {
            return cookies.stream().filter(cookie -> cookie.matches(url)).toList();
        }
    }
}

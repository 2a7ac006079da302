package io.github.evenkeel.okhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.evenkeel.Backend;
import io.github.evenkeel.Outcome.Kind;
import io.github.evenkeel.health.OutlierDetection;
import io.github.evenkeel.pool.BackendPool;
import io.github.evenkeel.pool.MemberStatus;
import io.github.evenkeel.retry.RetryRules;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.UnknownServiceException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLHandshakeException;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.ConnectionSpec;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Response;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What real failures and answers are held to mean. */
@Timeout(120)
class OutcomesTest {
    private final Servers servers = new Servers();

    @AfterEach
    void close() {
        servers.close();
    }

    private MockWebServer server(MockResponse.Builder answer, Protocol... protocols) {
        MockWebServer server = new MockWebServer();
        if (protocols.length > 0) server.setProtocols(List.of(protocols));
        return servers.start(server, request -> answer.build());
    }

    private void fails(
            OkHttpClient.Builder builder,
            BackendPool pool,
            String url,
            Class<? extends IOException> type,
            Kind kind,
            String note) {
        OkHttpClient client =
                servers.keep(builder.retryOnConnectionFailure(false).addInterceptor(LoadBalancingInterceptor.of(pool)));
        assertThatThrownBy(() -> Servers.get(client, url))
                .isInstanceOf(type)
                .satisfies(thrown -> assertThat(thrown.getSuppressed())
                        .singleElement()
                        .satisfies(suppressed -> assertThat(suppressed).hasMessageEndingWith(note)));
        assertThat(Servers.outcomes(pool, kind)).isEqualTo(1);
        assertThat(Servers.calls(pool)).isEqualTo(1);
        Servers.awaitIdle(pool);
    }

    @Test
    void anUnknownHostIsConnect() {
        BackendPool orders = servers.keep(BackendPool.builder("orders")
                .backend(Backend.of("box.test", 80))
                .build());
        fails(
                new OkHttpClient.Builder().dns(new Servers.Names()),
                orders,
                "http://orders/",
                UnknownHostException.class,
                Kind.CONNECT,
                "request not sent");
    }

    /** By its own settings: any backend would be refused so. */
    @Test
    void whatTheClientItselfRefusesToSendIsHeldAgainstNobodyAndNotTriedElsewhere() {
        BackendPool orders = servers.pool("orders", servers.named("a"), servers.named("b"));
        OkHttpClient client = servers.keep(new OkHttpClient.Builder()
                .connectionSpecs(List.of(ConnectionSpec.MODERN_TLS))
                .addInterceptor(LoadBalancingInterceptor.builder()
                        .pool(orders)
                        .retries(RetryRules.defaults())
                        .build()));
        assertThatThrownBy(() -> Servers.get(client, "http://orders/"))
                .isInstanceOf(UnknownServiceException.class)
                .hasMessage("CLEARTEXT communication not enabled for client")
                .satisfies(thrown -> assertThat(thrown.getSuppressed()).hasSize(1));
        assertThat(Servers.calls(orders)).isZero();
        Servers.awaitIdle(orders);
    }

    @Test
    void aTimeOutWhileConnectingIsConnect() {
        BackendPool orders = servers.pool("orders", servers.named("a"));
        fails(
                new OkHttpClient.Builder().socketFactory(new SocketsThat(() -> {
                    throw new SocketTimeoutException("Connect timed out");
                })),
                orders,
                "http://orders/",
                SocketTimeoutException.class,
                Kind.CONNECT,
                "request not sent");
    }

    @Test
    void aFailedTlsHandshakeIsConnect() {
        MockWebServer a = new MockWebServer();
        a.useHttps(Comparison.TRUST.sslSocketFactory());
        servers.start(a, request -> new MockResponse.Builder().build());
        HandshakeCertificates other = new HandshakeCertificates.Builder()
                .addTrustedCertificate(new HeldCertificate.Builder().build().certificate())
                .build();
        fails(
                new OkHttpClient.Builder().sslSocketFactory(other.sslSocketFactory(), other.trustManager()),
                servers.pool("orders.test", a),
                "https://orders.test/",
                SSLHandshakeException.class,
                Kind.CONNECT,
                "request not sent");
    }

    @Test
    void aConnectionCutInsteadOfAnAnswerIsAReset() {
        MockWebServer a = server(new MockResponse.Builder().onResponseStart(new SocketEffect.CloseSocket()));
        fails(
                new OkHttpClient.Builder(),
                servers.pool("orders", a),
                "http://orders/",
                IOException.class,
                Kind.RESET,
                "request sent");
    }

    @Test
    void aRefusedStreamIsAReset() {
        MockResponse refusal = new MockResponse.Builder()
                .onRequestStart(new SocketEffect.CloseStream(7)) // REFUSED_STREAM in RFC 9113, 7
                .build();
        MockWebServer a = server(new MockResponse.Builder(), Protocol.H2_PRIOR_KNOWLEDGE);
        a.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse peek() {
                return refusal;
            }

            @Override
            public MockResponse dispatch(RecordedRequest request) {
                return refusal;
            }
        });
        fails(
                new OkHttpClient.Builder().protocols(List.of(Protocol.H2_PRIOR_KNOWLEDGE)),
                servers.pool("orders", a),
                "http://orders/",
                IOException.class,
                Kind.RESET,
                "request sent");
    }

    @Test
    void noAnswerInTimeIsATimeOut() {
        MockWebServer a = server(new MockResponse.Builder().onResponseStart(SocketEffect.Stall.INSTANCE));
        fails(
                new OkHttpClient.Builder().readTimeout(Duration.ofMillis(200)),
                servers.pool("orders", a),
                "http://orders/",
                SocketTimeoutException.class,
                Kind.TIMEOUT,
                "request sent");
    }

    @Test
    void aCallCancelledWhileItConnectsIsCancelled() {
        BackendPool orders = servers.pool("orders", servers.named("a"));
        CountDownLatch connecting = new CountDownLatch(1);
        CountDownLatch cancelled = new CountDownLatch(1);
        CountDownLatch failed = new CountDownLatch(1);
        OkHttpClient client = servers.keep(new OkHttpClient.Builder()
                .socketFactory(new SocketsThat(() -> {
                    connecting.countDown();
                    Await.opened(cancelled);
                    throw new IOException("closed meanwhile");
                }))
                .addInterceptor(LoadBalancingInterceptor.of(orders)));
        Call call = Servers.call(client, "http://orders/");
        call.enqueue(new Callback() {
            @Override
            public void onFailure(Call own, IOException failure) {
                failed.countDown();
            }

            @Override
            public void onResponse(Call own, Response response) {
                response.close();
            }
        });
        Await.opened(connecting);
        call.cancel();
        cancelled.countDown();
        Await.opened(failed);
        assertThat(Servers.outcomes(orders, Kind.CANCELLED)).isEqualTo(1);
        assertThat(Servers.calls(orders)).isEqualTo(1);
        Servers.awaitIdle(orders);
    }

    @Test
    void anAnswerThatAsksForAPauseIsOverload() throws IOException {
        MockWebServer a = server(new MockResponse.Builder().code(503).addHeader("Retry-After", "3"));
        BackendPool orders = servers.pool("orders", a);
        Servers.get(servers.client(orders), "http://orders/");
        assertThat(Servers.outcomes(orders, Kind.OVERLOADED)).isEqualTo(1);
    }

    @Test
    void manyCallsAtATimeAreJudgedWithTheMemberThatGotThem() {
        for (Protocol protocol : new Protocol[] {Protocol.HTTP_1_1, Protocol.H2_PRIOR_KNOWLEDGE}) {
            List<MockWebServer> members = new ArrayList<>();
            BackendPool.Builder builder = BackendPool.builder("orders").outlierDetection(OutlierDetection.off());
            for (int code : new int[] {200, 404, 500}) {
                MockWebServer member =
                        server(new MockResponse.Builder().code(code).body("body"), protocol);
                members.add(member);
                builder.backend(Servers.at(member));
            }
            BackendPool orders = servers.keep(builder.build());
            OkHttpClient client = servers.keep(LoadBalancing.sized(new OkHttpClient.Builder(), orders)
                    .protocols(List.of(protocol))
                    .addInterceptor(LoadBalancingInterceptor.of(orders)));
            int count = 300;
            CountDownLatch done = new CountDownLatch(count);
            for (int i = 0; i < count; i++) {
                Servers.call(client, "http://orders/" + i).enqueue(new Callback() {
                    @Override
                    public void onFailure(Call call, IOException failure) {
                        done.countDown();
                    }

                    @Override
                    public void onResponse(Call call, Response response) throws IOException {
                        response.body().string();
                        done.countDown();
                    }
                });
            }
            Await.opened(done);
            Servers.awaitIdle(orders);
            Kind[] kinds = {Kind.SUCCESS, Kind.CLIENT_ERROR, Kind.FAILURE};
            for (int i = 0; i < kinds.length; i++) {
                MemberStatus status =
                        orders.status().member(Servers.at(members.get(i)).id());
                assertThat(status.outcomes().get(kinds[i]))
                        .isEqualTo(members.get(i).getRequestCount());
                assertThat(status.calls()).isEqualTo(members.get(i).getRequestCount());
            }
            assertThat(Servers.calls(orders)).isEqualTo(count);
        }
    }

    private interface Connecting {
        void run() throws IOException;
    }

    /** Sockets of a user's own, that do this to connect. */
    private static final class SocketsThat extends CountingSockets {
        private final Connecting connecting;

        SocketsThat(Connecting connecting) {
            this.connecting = connecting;
        }

        @Override
        public Socket createSocket() {
            return new Socket() {
                @Override
                public void connect(SocketAddress endpoint, int timeout) throws IOException {
                    connecting.run();
                }
            };
        }
    }
}

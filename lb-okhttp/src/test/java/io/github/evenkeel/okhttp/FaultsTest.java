package io.github.evenkeel.okhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.evenkeel.Backend;
import io.github.evenkeel.Outcome.Kind;
import io.github.evenkeel.pool.BackendPool;
import io.github.evenkeel.retry.RetryRules;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ProtocolException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.Call;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Backends that break the rules of TCP, TLS and HTTP, next to one that keeps them. The bad one is always asked first. */
@Timeout(120)
class FaultsTest {
    private static final RetryRules AT_ONCE = RetryRules.defaults().withPauses(Duration.ZERO, Duration.ZERO);
    private static final int SHORT_MILLIS = 400;

    private final Servers servers = new Servers();
    private BackendPool orders;

    @AfterEach
    void close() {
        servers.close();
    }

    /** Whoever is asked first in a call has little time; the good one, asked after it, as much as a busy machine takes. */
    private static OkHttpClient hurried(OkHttpClient client) {
        AtomicReference<Call> last = new AtomicReference<>();
        return client.newBuilder()
                .connectTimeout(Await.LIMIT)
                .readTimeout(Await.LIMIT)
                .addInterceptor(chain -> {
                    boolean first = last.getAndSet(chain.call()) != chain.call();
                    if (!first) return chain.proceed(chain.request());
                    return chain.withConnectTimeout(SHORT_MILLIS, TimeUnit.MILLISECONDS)
                            .withReadTimeout(SHORT_MILLIS, TimeUnit.MILLISECONDS)
                            .proceed(chain.request());
                })
                .build();
    }

    private OkHttpClient client(Wire wire, RawServer bad, MockWebServer good) {
        return client(wire, bad.backend(), good);
    }

    private OkHttpClient client(Wire wire, Backend bad, MockWebServer good) {
        orders = servers.keep(BackendPool.builder(Wire.POOL)
                .selector(new InOrder())
                .backend(bad)
                .backend(Servers.at(good))
                .build());
        return client(wire);
    }

    private OkHttpClient client(Wire wire) {
        return servers.keep(wire.client()
                .addInterceptor(LoadBalancingInterceptor.builder()
                        .pool(orders)
                        .retries(AT_ONCE)
                        .onceUnlessIdempotent()
                        .build()));
    }

    private MockWebServer good(Wire wire) {
        return wire.server(
                servers, request -> new MockResponse.Builder().body("good").build());
    }

    private static String post(OkHttpClient client, Wire wire) throws IOException {
        Request request = new Request.Builder()
                .url(wire.url("/"))
                .post(RequestBody.create("body", null))
                .build();
        try (Response response = client.newCall(request).execute()) {
            return response.body().string();
        }
    }

    @Test
    void garbageForAnAnswerIsSoughtElsewhereIfItMayBe() throws Exception {
        try (RawServer bad = new RawServer(connection -> {
            if (RawServer.request(connection)) RawServer.write(connection, "\u0000\u0001 nothing I know\r\n\r\n");
        })) {
            MockWebServer good = good(Wire.HTTP_1);
            OkHttpClient client = client(Wire.HTTP_1, bad, good);
            assertThat(Servers.get(client, Wire.HTTP_1.url("/"))).isEqualTo("good");
            assertThatThrownBy(() -> post(client, Wire.HTTP_1)).isInstanceOf(ProtocolException.class);
            assertThat(good.getRequestCount()).isEqualTo(1);
            assertThat(Servers.outcomes(orders, Kind.RESET)).isEqualTo(2);
        }
    }

    /**
     * No read lasts long enough to time out; the call's own time-out ends it. A call before it has a full answer, so that what is
     * done once in a JVM takes nothing from that time-out.
     */
    @Test
    void bytesThatDripAreATimeOutOfTheCall() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        AtomicBoolean answered = new AtomicBoolean();
        try (RawServer bad = new RawServer(connection -> {
            if (!RawServer.request(connection)) return;
            if (!answered.getAndSet(true)) {
                RawServer.write(connection, "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 3\r\n\r\nbad");
                return;
            }
            RawServer.write(connection, "HTTP/1.1 200 OK\r\nX-Long: ");
            while (!over.await(10, TimeUnit.MILLISECONDS)) RawServer.write(connection, "x");
        })) {
            OkHttpClient patient = client(Wire.HTTP_1, bad, good(Wire.HTTP_1));
            assertThat(Servers.get(patient, Wire.HTTP_1.url("/"))).isEqualTo("bad");
            OkHttpClient client = patient.newBuilder()
                    .readTimeout(Await.LIMIT)
                    .callTimeout(Duration.ofSeconds(1))
                    .build();
            assertThatThrownBy(() -> Servers.get(client, Wire.HTTP_1.url("/")))
                    .isInstanceOf(InterruptedIOException.class)
                    .hasMessage("timeout");
            assertThat(Servers.outcomes(orders, Kind.TIMEOUT)).isEqualTo(1);
        } finally {
            over.countDown();
        }
    }

    /** It answers, promises to stay, and goes: the next request may be on its way. */
    @Test
    void aConnectionThatIsClosedBetweenTwoCallsCostsNoIdempotentOneAndNoOtherIsSeenTwice() throws Exception {
        Queue<String> seen = new ConcurrentLinkedQueue<>();
        try (RawServer bad = new RawServer(connection -> {
            if (!RawServer.request(connection)) return;
            seen.add("request");
            RawServer.write(connection, "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nbad");
        })) {
            MockWebServer good = good(Wire.HTTP_1);
            OkHttpClient client = client(Wire.HTTP_1, bad, good);
            for (int i = 0; i < 50; i++) {
                assertThat(Servers.get(client, Wire.HTTP_1.url("/"))).isIn("bad", "good");
            }
            int before = seen.size() + good.getRequestCount();
            int failed = 0;
            for (int i = 0; i < 50; i++) {
                try {
                    assertThat(post(client, Wire.HTTP_1)).isIn("bad", "good");
                } catch (IOException cut) {
                    failed++;
                }
            }
            assertThat(seen.size() + good.getRequestCount()).isBetween(before + 50 - failed, before + 50);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"TLS_1", "TLS_2"})
    void aHandshakeThatIsTooSlowWasNoRequestAndAnyCallGoesElsewhere(Wire wire) throws Exception {
        try (RawServer bad = new RawServer(RawServer::hang)) {
            OkHttpClient client = hurried(client(wire, bad, good(wire)));
            assertThat(post(client, wire)).isEqualTo("good");
            Await.until("the bad one to see it", () -> bad.connections() == 1);
            assertThat(Servers.outcomes(orders, Kind.CONNECT)).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"TLS_1", "TLS_2"})
    void aCertificateForAnotherNameWasNoRequestAndAnyCallGoesElsewhere(Wire wire) throws Exception {
        HeldCertificate other = new HeldCertificate.Builder()
                .addSubjectAlternativeName("billing.test")
                .build();
        MockWebServer bad = new MockWebServer();
        bad.useHttps(new HandshakeCertificates.Builder()
                .heldCertificate(other)
                .build()
                .sslSocketFactory());
        servers.start(bad, request -> new MockResponse.Builder().body("bad").build());
        MockWebServer good = good(wire);
        orders = servers.keep(BackendPool.builder(Wire.POOL)
                .selector(new InOrder())
                .backend(Servers.at(bad))
                .backend(Servers.at(good))
                .build());
        HandshakeCertificates both = new HandshakeCertificates.Builder()
                .addTrustedCertificate(Comparison.CERTIFICATE.certificate())
                .addTrustedCertificate(other.certificate())
                .build();
        OkHttpClient client = client(wire)
                .newBuilder()
                .sslSocketFactory(both.sslSocketFactory(), both.trustManager())
                .build();
        assertThat(post(client, wire)).isEqualTo("good");
        assertThat(bad.getRequestCount()).isZero();
        assertThat(Servers.outcomes(orders, Kind.CONNECT)).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void aPortThatRefusesWasNoRequestAndAnyCallGoesElsewhere(Wire wire) throws Exception {
        Backend gone = Backend.of(Servers.HERE.getHostAddress(), Servers.deadPort());
        OkHttpClient client = client(wire, gone, good(wire));
        assertThat(post(client, wire)).isEqualTo("good");
        assertThat(Servers.outcomes(orders, Kind.CONNECT)).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_1", "HTTP_2"})
    void whoAcceptsAndNeverAnswersIsATimeOutAndWhatMayBeIsSentElsewhere(Wire wire) throws Exception {
        try (RawServer bad = new RawServer(RawServer::hang)) {
            MockWebServer good = good(wire);
            OkHttpClient client = hurried(client(wire, bad, good));
            assertThat(Servers.get(client, wire.url("/"))).isEqualTo("good");
            assertThatThrownBy(() -> post(client, wire)).isInstanceOf(InterruptedIOException.class);
            assertThat(good.getRequestCount()).isEqualTo(1);
            assertThat(Servers.outcomes(orders, Kind.TIMEOUT)).isEqualTo(2);
        }
    }
}

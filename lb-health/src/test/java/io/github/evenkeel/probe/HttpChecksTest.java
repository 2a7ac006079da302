package io.github.evenkeel.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.evenkeel.Backend;
import io.github.evenkeel.health.Status;
import io.github.evenkeel.pool.BackendPool;
import io.github.evenkeel.pool.MemberStatus;
import io.github.evenkeel.pool.PoolEvent;
import io.github.evenkeel.testing.VirtualTime;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.OkHttpClient;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Checks over real sockets and TLS, from the server to the pool's status; only the schedule is virtual. */
@Timeout(60)
class HttpChecksTest {
    private final HeldCertificate certificate = new HeldCertificate.Builder()
            .addSubjectAlternativeName("orders.internal")
            .build();
    private final OkHttpClient trusting = trusting(new HandshakeCertificates.Builder()
            .addTrustedCertificate(certificate.certificate())
            .build());
    private final VirtualTime time = VirtualTime.seeded(3);
    private final MockWebServer server = new MockWebServer();

    private static OkHttpClient trusting(HandshakeCertificates certificates) {
        return new OkHttpClient.Builder()
                .sslSocketFactory(certificates.sslSocketFactory(), certificates.trustManager())
                .build();
    }

    @BeforeEach
    void start() throws IOException {
        server.useHttps(new HandshakeCertificates.Builder()
                .heldCertificate(certificate)
                .build()
                .sslSocketFactory());
        server.start(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** The member's status after its first probe decided. */
    private MemberStatus verdict(HttpProbe probe, int port) {
        BackendPool pool = BackendPool.builder("orders.internal")
                .backend(Backend.of("127.0.0.1", port).withId("it"))
                .clock(time.clock())
                .scheduler(time.scheduler())
                .listeners(time.scheduler())
                .build();
        HealthChecks checks = HealthChecks.of(pool)
                .probe(probe)
                .every(Duration.ofSeconds(60))
                .timeout(Duration.ofSeconds(30))
                .unhealthyAfter(1)
                .executor(time.scheduler())
                .start();
        time.advance(Duration.ofSeconds(60));
        MemberStatus status = pool.status().member("it");
        checks.close();
        pool.close();
        return status;
    }

    @Test
    void theCertificateIsCheckedForThePoolsNameAsForCalls() throws Exception {
        server.enqueue(new MockResponse.Builder().build());
        server.enqueue(new MockResponse.Builder().build());
        MemberStatus status = verdict(Probes.https("/readyz").withClient(trusting), server.getPort());
        assertThat(status.why()).isEmpty();
        assertThat(status.status()).isEqualTo(Status.HEALTHY);
        RecordedRequest request = server.takeRequest();
        assertThat(request.getTarget()).isEqualTo("/readyz");
        assertThat(request.getUrl().host()).isEqualTo("orders.internal");
        assertThat(request.getHandshakeServerNames()).containsExactly("orders.internal");
    }

    @Test
    void aCertificateForAnotherNameIsAFailureThatSaysSo() {
        server.enqueue(new MockResponse.Builder().build());
        HttpProbe probe = Probes.https("/readyz").withClient(trusting).withHostName("payments.internal");
        MemberStatus status = verdict(probe, server.getPort());
        assertThat(status.status()).isEqualTo(Status.UNHEALTHY);
        assertThat(status.why()).contains("SSLPeerUnverifiedException: Hostname payments.internal not verified");
    }

    @Test
    void aCertificateOfAnUnknownAuthorityIsAFailureThatSaysSo() {
        server.enqueue(new MockResponse.Builder().build());
        MemberStatus status = verdict(Probes.https("/readyz"), server.getPort());
        assertThat(status.status()).isEqualTo(Status.UNHEALTHY);
        assertThat(status.why()).contains("SSLHandshakeException: ", "PKIX path building failed");
    }

    @Test
    void onTheMachinesOwnClockAndThreadsABackendGoesAndReturns() throws InterruptedException {
        AtomicInteger status = new AtomicInteger(503);
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                return new MockResponse.Builder().code(status.get()).build();
            }
        });
        BlockingQueue<Status> news = new LinkedBlockingQueue<>();
        try (BackendPool pool = BackendPool.builder("orders.internal")
                .backend("127.0.0.1", server.getPort())
                .build()) {
            pool.onEvent(event -> {
                if (event instanceof PoolEvent.StatusChanged change) news.add(change.to());
            });
            // One probe each way, and time enough for it on a busy machine.
            try (HealthChecks checks = HealthChecks.of(pool)
                    .probe(Probes.https("/readyz").withClient(trusting))
                    .every(Duration.ofSeconds(2))
                    .timeout(Duration.ofMillis(1900))
                    .unhealthyAfter(1)
                    .healthyAfter(1)
                    .start()) {
                assertThat(checks).isNotNull();
                assertThat(news.take()).isEqualTo(Status.UNHEALTHY);
                status.set(200);
                assertThat(news.take()).isEqualTo(Status.HEALTHY);
            }
        }
    }

    @Test
    void aPortThatRefusesIsAFailureThatSaysSo() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            free = socket.getLocalPort();
        }
        MemberStatus status = verdict(Probes.http("/readyz"), free);
        assertThat(status.status()).isEqualTo(Status.UNHEALTHY);
        assertThat(status.why()).contains("last: ConnectException: Failed to connect to /127.0.0.1:" + free);
    }
}

package io.github.evenkeel.probe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.evenkeel.Backend;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a server of grpc-java, in plain text and over TLS. */
@Timeout(60)
class GrpcProbeTest {
    private static final Duration AMPLE = Duration.ofSeconds(30);
    private static final HeldCertificate CERTIFICATE = new HeldCertificate.Builder()
            .addSubjectAlternativeName("orders.internal")
            .build();
    private static final HandshakeCertificates TRUSTING = new HandshakeCertificates.Builder()
            .addTrustedCertificate(CERTIFICATE.certificate())
            .build();
    private static final OkHttpClient CLIENT = new OkHttpClient.Builder()
            .sslSocketFactory(TRUSTING.sslSocketFactory(), TRUSTING.trustManager())
            .build();

    private final HealthStatusManager health = new HealthStatusManager();
    private final BlockingQueue<Metadata> calls = new LinkedBlockingQueue<>();
    private final Map<Object, Boolean> peers = new ConcurrentHashMap<>();
    private Server server;

    @AfterEach
    void stop() {
        if (server != null) server.shutdownNow();
    }

    private NettyServerBuilder builder(boolean tls) throws IOException {
        InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        NettyServerBuilder builder = NettyServerBuilder.forAddress(new InetSocketAddress(loopback, 0));
        if (tls) {
            builder.useTransportSecurity(
                    new ByteArrayInputStream(CERTIFICATE.certificatePem().getBytes(UTF_8)),
                    new ByteArrayInputStream(CERTIFICATE.privateKeyPkcs8Pem().getBytes(UTF_8)));
        }
        return builder.intercept(new ServerInterceptor() {
            @Override
            public <Q, A> ServerCall.Listener<Q> interceptCall(
                    ServerCall<Q, A> call, Metadata metadata, ServerCallHandler<Q, A> next) {
                calls.add(metadata);
                peers.put(call.getAttributes().get(io.grpc.Grpc.TRANSPORT_ATTR_REMOTE_ADDR), true);
                return next.startCall(call, metadata);
            }
        });
    }

    private void serve(boolean tls) throws IOException {
        server = builder(tls).addService(health.getHealthService()).build().start();
    }

    private static GrpcProbe probe(boolean tls) {
        GrpcProbe probe = Probes.grpc();
        return tls ? probe.withTls().withClient(CLIENT).forPool("orders.internal") : probe;
    }

    private ProbeResult check(GrpcProbe probe) throws IOException {
        return probe.check(Backend.of("127.0.0.1", server.getPort()), AMPLE);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theServerAndEachServiceAnswerForThemselves(boolean tls) throws IOException {
        serve(tls);
        health.setStatus("orders.v1.Orders", ServingStatus.SERVING);
        health.setStatus("orders.v1.Stock", ServingStatus.NOT_SERVING);
        GrpcProbe whole = probe(tls);
        assertThat(check(whole)).isEqualTo(ProbeResult.passed("gRPC SERVING"));
        assertThat(check(whole.withService("orders.v1.Orders"))).isEqualTo(ProbeResult.passed("gRPC SERVING"));
        assertThat(check(whole.withService("orders.v1.Stock"))).isEqualTo(ProbeResult.failed("gRPC NOT_SERVING"));
        ProbeResult unknown = check(whole.withService("orders.v1.Nobody"));
        assertThat(unknown.good()).isFalse();
        assertThat(unknown.detail()).startsWith("gRPC NOT_FOUND: ");

        health.setStatus("", ServingStatus.NOT_SERVING);
        assertThat(check(whole)).isEqualTo(ProbeResult.failed("gRPC NOT_SERVING"));
        health.setStatus("", ServingStatus.UNKNOWN);
        assertThat(check(whole)).isEqualTo(ProbeResult.failed("gRPC UNKNOWN"));
        health.enterTerminalState();
        assertThat(check(whole.withService("orders.v1.Orders"))).isEqualTo(ProbeResult.failed("gRPC NOT_SERVING"));
        assertThat(peers).as("connections for all of these").hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aServerWithoutTheHealthServiceSaysUnimplemented(boolean tls) throws IOException {
        server = builder(tls).build().start();
        ProbeResult result = check(probe(tls));
        assertThat(result.good()).isFalse();
        assertThat(result.detail()).isEqualTo("gRPC UNIMPLEMENTED: Method not found: grpc.health.v1.Health/Check");
    }

    @Test
    void aRefusalComesWithItsReasonInAnyAlphabet() throws IOException {
        server = builder(false)
                .addService(health.getHealthService())
                .intercept(new ServerInterceptor() {
                    @Override
                    public <Q, A> ServerCall.Listener<Q> interceptCall(
                            ServerCall<Q, A> call, Metadata metadata, ServerCallHandler<Q, A> next) {
                        call.close(Status.UNAUTHENTICATED.withDescription("who's there? 100 % é"), new Metadata());
                        return new ServerCall.Listener<>() {};
                    }
                })
                .build()
                .start();
        assertThat(check(Probes.grpc())).isEqualTo(ProbeResult.failed("gRPC UNAUTHENTICATED: who's there? 100 % é"));
    }

    @Test
    void aServerThatDoesNotAnswerIsLateAndKnowsTheTimeout() throws Exception {
        server = builder(false)
                .addService(health.getHealthService())
                .intercept(new ServerInterceptor() {
                    @Override
                    public <Q, A> ServerCall.Listener<Q> interceptCall(
                            ServerCall<Q, A> call, Metadata metadata, ServerCallHandler<Q, A> next) {
                        return new ServerCall.Listener<>() {};
                    }
                })
                .build()
                .start();
        Backend backend = Backend.of("127.0.0.1", server.getPort());
        // Whoever is first says so: our own clock, or the server's with grpc-timeout.
        ProbeResult result = Probes.grpc().check(backend, Duration.ofMillis(300));
        assertThat(result.good()).isFalse();
        assertThat(result.detail())
                .matches("no answer within 300 ms|gRPC (DEADLINE_EXCEEDED|CANCELLED).*|StreamResetException: .*");
    }

    @Test
    void itSendsItsMetadata() throws Exception {
        serve(false);
        check(Probes.grpc().withHeader("authorization", "Bearer probe"));
        Metadata seen = calls.take();
        assertThat(seen.get(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER)))
                .isEqualTo("Bearer probe");
        assertThat(seen.get(Metadata.Key.of("user-agent", Metadata.ASCII_STRING_MARSHALLER)))
                .isEqualTo("evenkeel-probe");
    }

    @Test
    void theCertificateMustBeForThePoolsName() throws IOException {
        serve(true);
        GrpcProbe other = Probes.grpc().withTls().withClient(CLIENT).forPool("payments.internal");
        assertThat(Backend.of("127.0.0.1", server.getPort()))
                .satisfies(
                        backend -> org.assertj.core.api.Assertions.assertThatThrownBy(() -> other.check(backend, AMPLE))
                                .hasMessageContaining("payments.internal not verified"));
        assertThat(check(other.withHostName("orders.internal")).good()).isTrue();
    }

    @Test
    void anotherPortThanTheBackendsMayBeAsked() throws IOException {
        serve(false);
        GrpcProbe probe = Probes.grpc().withPort(server.getPort());
        assertThat(probe.check(Backend.of("127.0.0.1", 1), AMPLE).good()).isTrue();
    }

    @Test
    void theClientsProtocolsAreNotUsed() throws IOException {
        serve(false);
        OkHttpClient old =
                new OkHttpClient.Builder().protocols(List.of(Protocol.HTTP_1_1)).build();
        assertThat(check(Probes.grpc().withClient(old)).good()).isTrue();
    }

    @Test
    void releaseClosesItsOwnConnectionsOnly() throws IOException {
        serve(false);
        GrpcProbe probe = Probes.grpc();
        GrpcProbe ours = probe.forPool("orders");
        check(probe);
        check(ours);
        ours.release();
        assertThat(ours.client().connections()).isZero();
        assertThat(probe.client().connections()).isEqualTo(1);
        probe.release();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void eachProbeMayHaveAConnectionOfItsOwn(boolean tls) throws IOException {
        serve(tls);
        GrpcProbe fresh = Probes.grpc().withFreshConnections().withClient(CLIENT);
        if (tls) fresh = fresh.withTls();
        fresh = fresh.forPool("orders.internal");
        for (int i = 0; i < 3; i++) assertThat(check(fresh).good()).isTrue();
        assertThat(peers).hasSize(3);
        assertThat(fresh.client().connections()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"1, a", "127, x", "128, x", "300, é"})
    void aNameOfAnyLengthArrives(int length, String letter) throws IOException {
        serve(false);
        String name = letter.repeat(length);
        health.setStatus(name, ServingStatus.SERVING);
        assertThat(check(Probes.grpc().withService(name)).good()).isTrue();
    }

    @Test
    void itSaysWhatItAsksFor() {
        assertThat(Probes.grpc()).hasToString("gRPC (the server)");
        assertThat(Probes.grpc().withPort(9090).withService("orders.v1.Orders"))
                .hasToString("gRPC :9090 orders.v1.Orders");
        assertThat(Probes.grpc().withTls().withPort(9090).forPool("orders"))
                .hasToString("gRPC over TLS orders:9090 (the server)");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aConnectionThatHadNoAnswerIsNotUsedAgain(boolean tls) throws IOException {
        serve(tls);
        GrpcProbe probe = probe(tls);
        try (Silencer way = new Silencer(server.getPort())) {
            Backend backend = Backend.of("127.0.0.1", way.port());
            assertThat(probe.check(backend, AMPLE)).isEqualTo(ProbeResult.passed("gRPC SERVING"));
            way.forget();
            assertThat(probe.check(backend, Duration.ofMillis(200)))
                    .isEqualTo(ProbeResult.failed("no answer within 200 ms"));
            assertThat(probe.check(backend, AMPLE)).isEqualTo(ProbeResult.passed("gRPC SERVING"));
            assertThat(way.connections()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aConnectionOfAProbeThatWasInterruptedIsNotUsedAgain(boolean tls) throws Exception {
        serve(tls);
        GrpcProbe probe = probe(tls);
        try (Silencer way = new Silencer(server.getPort())) {
            Backend backend = Backend.of("127.0.0.1", way.port());
            assertThat(probe.check(backend, AMPLE)).isEqualTo(ProbeResult.passed("gRPC SERVING"));
            way.forget();
            BlockingQueue<Exception> thrown = new LinkedBlockingQueue<>();
            Thread asks = new Thread(() -> {
                try {
                    probe.check(backend, Duration.ofMinutes(10));
                } catch (IOException expected) {
                    thrown.add(expected);
                }
            });
            asks.start();
            way.vanished.take();
            asks.interrupt();
            assertThat(thrown.take()).isInstanceOf(InterruptedIOException.class);
            asks.join();
            assertThat(probe.check(backend, AMPLE)).isEqualTo(ProbeResult.passed("gRPC SERVING"));
            assertThat(way.connections()).isEqualTo(2);
        }
    }
}

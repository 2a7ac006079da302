package io.github.evenkeel.okhttp;

import static io.github.evenkeel.okhttp.Servers.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.evenkeel.Backend;
import io.github.evenkeel.pool.BackendPool;
import io.github.evenkeel.pool.Lease;
import io.github.evenkeel.testing.VirtualTime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.WeakReference;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicReference;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.SocketEffect;
import okhttp3.Call;
import okhttp3.Connection;
import okhttp3.EventListener;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(300)
class MemberConnectionsTest {
    private final Servers servers = new Servers();
    private final Set<Connection> connections = Collections.newSetFromMap(new ConcurrentHashMap<>());
    private ThrowingCallable atTheNextLookUp = () -> {};

    @AfterEach
    void close() {
        servers.close();
    }

    private OkHttpClient.Builder watched(LoadBalancingInterceptor interceptor) {
        return new OkHttpClient.Builder()
                .eventListener(new EventListener() {
                    @Override
                    public void connectionAcquired(Call call, Connection connection) {
                        connections.add(connection);
                    }

                    @Override
                    public void dnsStart(Call call, String domainName) {
                        ThrowingCallable now = atTheNextLookUp;
                        atTheNextLookUp = () -> {};
                        assertThatCode(now).doesNotThrowAnyException();
                    }
                })
                .addInterceptor(interceptor);
    }

    private static Response to(OkHttpClient client, Backend backend, String path) throws IOException {
        return client.newCall(new Request.Builder()
                        .url("http://orders" + path)
                        .tag(NamedBackend.class, new NamedBackend(backend.id()))
                        .build())
                .execute();
    }

    private static void answered(Response response) throws IOException {
        try (response) {
            response.body().string();
        }
    }

    /** The connections that are open to this port. */
    private long open(int port) {
        return connections.stream()
                .filter(each -> !each.socket().isClosed() && each.socket().getPort() == port)
                .count();
    }

    private void awaitOpen(int port, long count) {
        Await.until(() -> count + " connections to " + port + ", not " + open(port), () -> open(port) == count);
    }

    private static MockResponse answer(String path) {
        MockResponse.Builder answer = new MockResponse.Builder().body("begun");
        if (path.equals("/open")) {
            answer.removeHeader("Content-Length").onResponseEnd(SocketEffect.Stall.INSTANCE);
        }
        return answer.build();
    }

    @ParameterizedTest
    @ValueSource(strings = {"maintenance", "drain", "remove"})
    void ofAMemberThatIsOutIdleConnectionsAreClosedAndOthersWhenTheirCallIsOver(String how) throws Exception {
        MockWebServer a = servers.answering(request -> answer(request.getTarget()));
        MockWebServer b = servers.answering(request -> answer(request.getTarget()));
        BackendPool orders = servers.pool("orders", a, b);
        OkHttpClient client = servers.keep(watched(LoadBalancingInterceptor.of(orders)));
        Backend out = orders.backends().get(0);
        try (Response busy = to(client, out, "/open")) {
            for (Backend each : orders.backends()) answered(to(client, each, "/"));
            awaitOpen(a.getPort(), 2);
            assertThat(open(b.getPort())).isEqualTo(1);
            switch (how) {
                case "maintenance" -> orders.maintenance(out.id());
                case "drain" -> assertThat(orders.drain(out.id(), Await.LIMIT)).isNotDone();
                default -> assertThat(orders.remove(out.id())).isNotDone();
            }
            awaitOpen(a.getPort(), 1);
            assertThat(busy.body().source().readUtf8(5)).isEqualTo("begun");
        }
        awaitOpen(a.getPort(), 0);
        assertThat(open(b.getPort())).isEqualTo(1);
        assertThat(get(client, "http://orders/")).isEqualTo("begun");
        assertThat(open(b.getPort())).isEqualTo(1);
    }

    @Test
    void aMemberThatComesBackIsConnectedToAnew() throws Exception {
        MockWebServer a = servers.named("a");
        BackendPool orders = servers.pool("orders", a, servers.named("b"));
        OkHttpClient client = servers.keep(watched(LoadBalancingInterceptor.of(orders)));
        Backend first = orders.backends().get(0);
        for (int i = 1; i <= 3; i++) {
            answered(to(client, first, "/"));
            assertThat(connections).hasSize(i);
            orders.maintenance(first.id());
            awaitOpen(a.getPort(), 0);
            orders.ready(first.id());
        }
        assertThat(orders.status().member(first.id()).figures())
                .containsEntry("connects", 3L)
                .containsEntry("connections", 0L)
                .containsEntry("connectFailures", 0L)
                .containsEntry("handshakes", 0L);
    }

    @Test
    void aConnectionThatTwoCallsHaveMadeAtATimeAndShareIsOne() throws Exception {
        HandshakeCertificates trust = trust();
        MockWebServer a = new MockWebServer();
        a.useHttps(trust.sslSocketFactory());
        servers.start(a, request -> new MockResponse.Builder().body("a").build());
        BackendPool orders = servers.pool("orders", a);
        CyclicBarrier bothConnect = new CyclicBarrier(2);
        OkHttpClient client = servers.keep(watched(LoadBalancingInterceptor.of(orders))
                .sslSocketFactory(trust.sslSocketFactory(), trust.trustManager())
                .eventListener(new EventListener() {
                    @Override
                    public void connectStart(Call call, InetSocketAddress address, Proxy proxy) {
                        assertThatCode(bothConnect::await).doesNotThrowAnyException();
                    }
                }));
        CompletableFuture<String> other = CompletableFuture.supplyAsync(() -> {
            try {
                return get(client, "https://orders/");
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        });
        assertThat(get(client, "https://orders/")).isEqualTo("a");
        assertThat(other.get()).isEqualTo("a");
        assertThat(orders.status().member(Servers.at(a).id()).figures())
                .containsEntry("connects", 2L)
                .containsEntry("connections", 1L);
    }

    private static HandshakeCertificates trust() {
        HeldCertificate certificate = new HeldCertificate.Builder()
                .addSubjectAlternativeName("orders")
                .build();
        return new HandshakeCertificates.Builder()
                .heldCertificate(certificate)
                .addTrustedCertificate(certificate.certificate())
                .build();
    }

    private BackendPool pool(VirtualTime time, MockWebServer server) {
        return servers.keep(
                Servers.timed("orders", time).backend(Servers.at(server)).build());
    }

    @Test
    void whoComesUnderTheIdOfAnotherIsNotTakenForItWhenThatIsToldToHaveLeft() throws Exception {
        VirtualTime time = VirtualTime.seeded(1);
        MockWebServer a = servers.named("a");
        MockWebServer b = servers.named("b");
        BackendPool orders = pool(time, a);
        OkHttpClient client = servers.keep(watched(LoadBalancingInterceptor.of(orders)));
        assertThat(get(client, "http://orders/")).isEqualTo("a");
        moveTo(b, orders);
        assertThat(get(client, "http://orders/")).isEqualTo("b");
        eachIsClosedAsItLeaves(a, b, orders, time);
    }

    @Test
    void aCallThatConnectsWhenItsMemberHasLeftIsNoneOfTheNextOfItsId() throws Exception {
        VirtualTime time = VirtualTime.seeded(1);
        MockWebServer a = servers.named("a");
        MockWebServer b = servers.named("b");
        BackendPool orders = pool(time, a);
        OkHttpClient client = servers.keep(watched(LoadBalancingInterceptor.of(orders)));
        atTheNextLookUp = () -> {
            moveTo(b, orders);
            assertThat(get(client, "http://orders/")).isEqualTo("b");
        };
        assertThat(get(client, "http://orders/")).isEqualTo("a");
        eachIsClosedAsItLeaves(a, b, orders, time);
    }

    /** The pool's one backend has another address from now on, and so is another member. Who listens is told as time passes. */
    private static void moveTo(MockWebServer server, BackendPool orders) {
        String id = orders.backends().get(0).id();
        orders.update(List.of(Servers.at(server).withId(id)));
    }

    private void eachIsClosedAsItLeaves(MockWebServer left, MockWebServer here, BackendPool orders, VirtualTime time) {
        assertThat(open(left.getPort())).isEqualTo(1);
        time.advance(Duration.ofSeconds(1));
        assertThat(open(left.getPort())).isZero();
        assertThat(open(here.getPort())).isEqualTo(1);
        moveTo(left, orders);
        time.advance(Duration.ofSeconds(1));
        assertThat(open(here.getPort())).isZero();
    }

    @Test
    void aCallToAMemberThatComesBackWhileConnectionsAreClosedTakesNoneOfThem() throws Exception {
        VirtualTime time = VirtualTime.seeded(1);
        MockWebServer a = servers.answering(request -> answer(request.getTarget()));
        BackendPool orders = pool(time, a);
        Backend member = orders.backends().get(0);
        AtomicReference<ThrowingCallable> atTheFirstClose = new AtomicReference<>();
        OkHttpClient client =
                servers.keep(watched(LoadBalancingInterceptor.of(orders)).socketFactory(new CountingSockets() {
                    @Override
                    public Socket createSocket() {
                        return new Socket() {
                            @Override
                            public synchronized void close() throws IOException {
                                ThrowingCallable now = atTheFirstClose.getAndSet(null);
                                if (now != null) assertThatCode(now).doesNotThrowAnyException();
                                super.close();
                            }
                        };
                    }
                }));
        get(client, "http://orders/");
        AtomicReference<Response> begun = new AtomicReference<>();
        atTheFirstClose.set(() -> {
            orders.ready(member.id());
            begun.set(Servers.call(client, "http://orders/open").execute());
        });
        orders.forceMaintenance(member.id());
        time.advance(Duration.ofSeconds(1));
        try (Response response = begun.get()) {
            assertThat(response.body().source().readUtf8(5)).isEqualTo("begun");
            assertThat(connections).hasSize(2);
            assertThat(open(a.getPort())).isEqualTo(1);
        }
    }

    /** Or a pool whose members come and go would keep all that there ever were. */
    @Test
    void whatIsKeptOfAMemberGoesWithIt() {
        VirtualTime time = VirtualTime.seeded(1);
        BackendPool orders = servers.keep(
                Servers.timed("orders", time).backend("a", 80).backend("b", 80).build());
        WeakReference<MemberConnections> stays = connectionsOf("a:80", orders);
        WeakReference<MemberConnections> goes = connectionsOf("b:80", orders);
        var gone = orders.remove("b:80");
        time.advance(Duration.ofMinutes(1)); // who listens is told, and it is looked at a last time
        assertThat(gone).isCompleted();
        Await.until("the collector to find it", () -> {
            System.gc();
            return goes.refersTo(null);
        });
        assertThat(stays.refersTo(null)).isFalse();
    }

    private static WeakReference<MemberConnections> connectionsOf(String id, BackendPool pool) {
        try (Lease lease = pool.tryAcquire(id, () -> {})) {
            return new WeakReference<>(PoolConnections.of(pool).of(lease));
        }
    }

    /** A client whose connections live no longer. */
    private OkHttpClient aMinuteAtMost(BackendPool orders) {
        return servers.keep(watched(LoadBalancingInterceptor.builder()
                .pool(orders)
                .maxConnectionAge(Duration.ofMinutes(1))
                .build()));
    }

    @Test
    void connectionsThatAreTooOldGetNoFurtherCallsAndAreClosed() throws Exception {
        VirtualTime time = VirtualTime.seeded(1);
        MockWebServer a = servers.answering(request -> answer(request.getTarget()));
        BackendPool orders = pool(time, a);
        OkHttpClient client = aMinuteAtMost(orders);
        get(client, "http://orders/");
        time.advance(Duration.ofSeconds(59));
        get(client, "http://orders/");
        assertThat(connections).hasSize(1);
        Call call = Servers.call(client, "http://orders/open");
        try (Response busy = call.execute()) {
            assertThat(connections).hasSize(1);
            time.advance(Duration.ofSeconds(10));
            get(client, "http://orders/");
            assertThat(connections).hasSize(2);
            assertThat(open(a.getPort())).isEqualTo(2);
            assertThat(busy.body().source().readUtf8(5)).isEqualTo("begun");
        }
        Servers.awaitIdle(orders);
        time.advance(Duration.ofSeconds(3));
        assertThat(open(a.getPort())).isEqualTo(1);
        // And so on, generation after generation.
        time.advance(Duration.ofSeconds(60));
        assertThat(open(a.getPort())).isZero();
        get(client, "http://orders/");
        assertThat(connections).hasSize(3);
    }

    @Test
    void idleConnectionsThatAreTooOldAreClosedWithoutACall() throws Exception {
        VirtualTime time = VirtualTime.seeded(1);
        MockWebServer a = servers.named("a");
        BackendPool orders = pool(time, a);
        OkHttpClient client = aMinuteAtMost(orders);
        get(client, "http://orders/");
        time.advance(Duration.ofSeconds(60));
        assertThat(open(a.getPort())).isEqualTo(1);
        time.advance(Duration.ofSeconds(2));
        assertThat(open(a.getPort())).isZero();
        assertThatThrownBy(() -> LoadBalancingInterceptor.builder().maxConnectionAge(Duration.ZERO))
                .hasMessageStartingWith("maxConnectionAge: ");
    }

    @Test
    void handshakesAndFailuresToConnectAreCounted() throws Exception {
        HandshakeCertificates trust = trust();
        MockWebServer a = new MockWebServer();
        a.useHttps(trust.sslSocketFactory());
        a.setProtocols(List.of(Protocol.HTTP_1_1));
        servers.start(a, request -> new MockResponse.Builder().body("a").build());
        Backend dead = Backend.of(Servers.HERE.getHostAddress(), Servers.deadPort());
        BackendPool orders = servers.keep(BackendPool.builder("orders")
                .backend(Servers.at(a))
                .backend(dead)
                .build());
        OkHttpClient client = servers.keep(watched(LoadBalancingInterceptor.of(orders))
                .sslSocketFactory(trust.sslSocketFactory(), trust.trustManager()));
        for (Backend each : orders.backends()) {
            Request request = new Request.Builder()
                    .url("https://orders/")
                    .tag(NamedBackend.class, new NamedBackend(each.id()))
                    .build();
            if (each.equals(dead)) {
                assertThatThrownBy(() -> client.newCall(request).execute()).isInstanceOf(IOException.class);
            } else {
                for (int i = 0; i < 3; i++) answered(client.newCall(request).execute());
            }
        }
        Map<String, Long> figures = orders.status().member(Servers.at(a).id()).figures();
        assertThat(figures)
                .containsEntry("connections", 1L)
                .containsEntry("connects", 1L)
                .containsEntry("handshakes", 1L)
                .containsEntry("connectFailures", 0L);
        assertThat(figures.get("handshakeMicros")).isBetween(1L, figures.get("connectMicros"));
        assertThat(orders.status().member(dead.id()).figures())
                .containsEntry("connects", 0L)
                .containsEntry("connectFailures", 1L);
    }
}

package io.github.evenkeel.okhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.evenkeel.Backend;
import io.github.evenkeel.Outcome;
import io.github.evenkeel.pool.BackendPool;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Backends with names of their own; and time-outs of attempts. */
@Timeout(120)
class HostNamesTest {
    private final Servers servers = new Servers();

    @AfterEach
    void close() {
        servers.close();
    }

    private static Request to(String url, Backend backend) {
        return new Request.Builder()
                .url(url)
                .tag(NamedBackend.class, new NamedBackend(backend.id()))
                .build();
    }

    @Test
    void eachBackendIsCalledByItsNameAndMayHaveACertificateForThatAlone() throws Exception {
        HandshakeCertificates.Builder trusting = new HandshakeCertificates.Builder();
        MockWebServer[] members = new MockWebServer[2];
        for (int i = 0; i < 2; i++) {
            String name = List.of("a.vendor.test", "b.vendor.test").get(i);
            HeldCertificate certificate = new HeldCertificate.Builder()
                    .addSubjectAlternativeName(name)
                    .build();
            trusting.addTrustedCertificate(certificate.certificate());
            members[i] = new MockWebServer();
            members[i].setProtocols(List.of(Protocol.HTTP_1_1));
            members[i].useHttps(new HandshakeCertificates.Builder()
                    .heldCertificate(certificate)
                    .build()
                    .sslSocketFactory());
            servers.start(
                    members[i],
                    request -> request.getTarget().equals("/moved")
                            ? new MockResponse.Builder()
                                    .code(302)
                                    .addHeader("Location", "/here")
                                    .build()
                            : new MockResponse.Builder().body(name).build());
        }
        HandshakeCertificates trust = trusting.build();
        BackendPool orders = servers.pool("orders.test", members);
        Map<String, String> names = Map.of(
                orders.backends().get(0).id(),
                "a.vendor.test",
                orders.backends().get(1).id(),
                "b.vendor.test");
        OkHttpClient client = servers.keep(new OkHttpClient.Builder()
                .sslSocketFactory(trust.sslSocketFactory(), trust.trustManager())
                .addInterceptor(LoadBalancingInterceptor.builder()
                        .pool(orders)
                        .hostNames(backend -> names.get(backend.id()))
                        .build()));
        for (int i = 0; i < 2; i++) {
            Backend backend = orders.backends().get(i);
            for (String path : List.of("/", "/moved")) {
                try (Response response = client.newCall(to("https://orders.test" + path, backend))
                        .execute()) {
                    assertThat(response.body().string()).isEqualTo(names.get(backend.id()));
                    assertThat(response.request().url())
                            .hasToString("https://orders.test" + (path.equals("/") ? "/" : "/here"));
                }
            }
            RecordedRequest request = members[i].takeRequest();
            assertThat(request.getHeaders().get("Host")).isEqualTo(names.get(backend.id()));
            assertThat(request.getHandshakeServerNames()).containsExactly(names.get(backend.id()));
        }
        Servers.awaitIdle(orders);
        assertThat(Servers.calls(orders)).isEqualTo(4);
    }

    @Test
    void aBackendWithoutANameIsCalledByTheUrls() throws Exception {
        MockWebServer a = servers.named("a");
        BackendPool orders = servers.pool("orders", a);
        for (String name : new String[] {null, "orders", "no host", "10.0.0.1"}) {
            OkHttpClient client = servers.client(LoadBalancingInterceptor.builder()
                    .pool(orders)
                    .hostNames(backend -> name)
                    .build());
            assertThat(Servers.get(client, "http://orders/")).isEqualTo("a");
            assertThat(a.takeRequest().getHeaders().get("Host")).isEqualTo("orders");
        }
        OkHttpClient broken = servers.client(LoadBalancingInterceptor.builder()
                .pool(orders)
                .hostNames(backend -> {
                    throw new IllegalStateException("bug of the user's");
                })
                .build());
        assertThat(Servers.get(broken, "http://orders/")).isEqualTo("a");
    }

    @ParameterizedTest
    @CsvSource({"true,true", "true,false", "false,true", "false,false"})
    void noProxyIsAskedForABackendsOwnName(boolean fixed, boolean sized) throws Exception {
        MockWebServer a = servers.named("a");
        LoadBalancingInterceptor interceptor = LoadBalancingInterceptor.builder()
                .pool(servers.pool("orders", a))
                .hostNames(backend -> "vendor.test")
                .build();
        MockWebServer proxy = servers.named("proxy");
        InetSocketAddress address = new InetSocketAddress(Servers.HERE, proxy.getPort());
        OkHttpClient.Builder builder = new OkHttpClient.Builder();
        if (fixed) builder.proxy(new Proxy(Proxy.Type.HTTP, address));
        else builder.proxySelector(ProxySelector.of(address));
        if (sized) LoadBalancing.sized(builder, interceptor);
        OkHttpClient client = servers.keep(builder.addInterceptor(interceptor));
        assertThat(Servers.get(client, "http://orders/")).isEqualTo("a");
        assertThat(a.takeRequest().getHeaders().get("Host")).isEqualTo("vendor.test");
        assertThat(proxy.getRequestCount()).isZero();
        // Its name means that only where the pool is called: by itself it is as any other.
        assertThat(Servers.get(client, "http://vendor.test/")).isEqualTo("proxy");
    }

    @Test
    void aSharedNameOverHttp2KeepsTheLeaseWithTheConnection() throws Exception {
        MockWebServer[] members = {new MockWebServer(), new MockWebServer()};
        for (MockWebServer each : members) {
            each.setProtocols(List.of(Protocol.H2_PRIOR_KNOWLEDGE));
            servers.start(
                    each, request -> new MockResponse.Builder().body("hello").build());
        }
        BackendPool orders = servers.pool("orders", members);
        Interceptor twice = chain -> {
            chain.proceed(chain.request()).close();
            return chain.proceed(chain.request());
        };
        OkHttpClient client = servers.keep(new OkHttpClient.Builder()
                .protocols(List.of(Protocol.H2_PRIOR_KNOWLEDGE))
                .addInterceptor(twice)
                .addInterceptor(LoadBalancingInterceptor.builder()
                        .pool(orders)
                        .hostNames(backend -> "vendor.test")
                        .build()));
        Servers.get(client, "http://orders/");
        Servers.awaitIdle(orders);
        // One member has had both requests: that is what its one call says.
        assertThat(Servers.calls(orders)).isEqualTo(1);
        assertThat(members[0].getRequestCount() * members[1].getRequestCount()).isZero();
    }

    @Test
    void theClassifierIsAskedForTheUrlThatTheApplicationAskedFor() throws Exception {
        MockWebServer elsewhere = servers.named("elsewhere");
        MockWebServer a = servers.answering(request -> {
            MockResponse.Builder answer = new MockResponse.Builder().body("here");
            if (request.getTarget().equals("/")) return answer.build();
            return answer.code(302)
                    .addHeader("Location", "http://localhost:" + elsewhere.getPort() + "/")
                    .build();
        });
        List<String> judged = new ArrayList<>();
        OkHttpClient client = servers.keep(new OkHttpClient.Builder()
                .dns(new Servers.Names("localhost"))
                .addInterceptor(LoadBalancingInterceptor.builder()
                        .pool(servers.pool("orders", a))
                        .hostNames(backend -> "vendor.test")
                        .classifier(response -> {
                            judged.add(
                                    response.code() + " " + response.request().url());
                            return Outcome.SUCCESS;
                        })
                        .build()));
        assertThat(Servers.get(client, "http://orders/")).isEqualTo("here");
        assertThat(Servers.get(client, "http://orders/away")).isEqualTo("elsewhere");
        assertThat(judged).containsExactly("200 http://orders/", "302 http://orders/away");
    }

    @Test
    void outsideOfPoolsTheTimeOutsAreTheClients() throws Exception {
        MockWebServer elsewhere = servers.named("elsewhere");
        MockWebServer moved = servers.answering(request -> new MockResponse.Builder()
                .code(302)
                .addHeader("Location", "http://localhost:" + elsewhere.getPort() + "/")
                .build());
        List<Integer> limits = new ArrayList<>();
        OkHttpClient client = servers.keep(new OkHttpClient.Builder()
                .dns(new Servers.Names("localhost"))
                .addInterceptor(LoadBalancingInterceptor.builder()
                        .pool(servers.pool("orders", moved))
                        .readTimeout(Duration.ofSeconds(77))
                        .build())
                .addInterceptor(chain -> {
                    limits.add(chain.readTimeoutMillis());
                    return chain.proceed(chain.request());
                }));
        assertThat(Servers.get(client, "http://orders/")).isEqualTo("elsewhere");
        assertThat(limits).containsExactly(77_000, client.readTimeoutMillis());
    }

    @Test
    void anAttemptHasTimeOutsOfItsOwn() {
        MockWebServer silent = servers.answering(request -> new MockResponse.Builder()
                .onResponseStart(SocketEffect.Stall.INSTANCE)
                .build());
        BackendPool orders = servers.pool("orders", silent);
        OkHttpClient client = servers.client(LoadBalancingInterceptor.builder()
                .pool(orders)
                .connectTimeout(Duration.ofSeconds(60))
                .readTimeout(Duration.ofMillis(50))
                .writeTimeout(Duration.ZERO)
                .build());
        assertThatThrownBy(() -> Servers.get(client, "http://orders/")).isInstanceOf(SocketTimeoutException.class);
        LoadBalancingInterceptor.Builder builder = LoadBalancingInterceptor.builder();
        for (Duration bad : List.of(Duration.ofNanos(1), Duration.ofDays(25), Duration.ofMillis(-1))) {
            assertThatThrownBy(() -> builder.connectTimeout(bad)).hasMessageStartingWith("connectTimeout: ");
            assertThatThrownBy(() -> builder.readTimeout(bad)).hasMessageStartingWith("readTimeout: ");
            assertThatThrownBy(() -> builder.writeTimeout(bad)).hasMessageStartingWith("writeTimeout: ");
        }
    }
}

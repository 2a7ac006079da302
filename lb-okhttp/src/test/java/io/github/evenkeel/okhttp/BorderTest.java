package io.github.evenkeel.okhttp;

import static io.github.evenkeel.okhttp.Servers.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.evenkeel.CallContext;
import io.github.evenkeel.Outcome.Kind;
import io.github.evenkeel.pool.BackendPool;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Where the pools end: hosts that are none, and the ways there and back. */
@Timeout(120)
class BorderTest {
    private final Servers servers = new Servers();

    @AfterEach
    void close() {
        servers.close();
    }

    /** As a service mesh or a shared proxy may: one address, one certificate for all names, but a port for each. */
    @Test
    void aRedirectToANameBehindTheSameAddressDoesNotTakeTheMembersConnection() throws Exception {
        HeldCertificate certificate = new HeldCertificate.Builder()
                .addSubjectAlternativeName("*.test")
                .build();
        HandshakeCertificates trust = new HandshakeCertificates.Builder()
                .heldCertificate(certificate)
                .addTrustedCertificate(certificate.certificate())
                .build();
        MockWebServer shop = new MockWebServer();
        MockWebServer member = new MockWebServer();
        for (MockWebServer server : new MockWebServer[] {shop, member}) {
            server.useHttps(trust.sslSocketFactory());
            server.setProtocols(List.of(Protocol.HTTP_2, Protocol.HTTP_1_1));
        }
        servers.start(
                shop, request -> new MockResponse.Builder().body("the shop").build());
        servers.start(
                member,
                request -> request.getTarget().equals("/")
                        ? new MockResponse.Builder()
                                .code(302)
                                .addHeader("Location", "https://shop.test:" + shop.getPort() + "/goods")
                                .build()
                        : new MockResponse.Builder().body("a member").build());
        BackendPool orders = servers.pool("orders.test", member);
        OkHttpClient client = servers.keep(new OkHttpClient.Builder()
                .sslSocketFactory(trust.sslSocketFactory(), trust.trustManager())
                .dns(new Servers.Names("shop.test"))
                .addInterceptor(LoadBalancingInterceptor.of(orders)));
        for (int i = 0; i < 2; i++) {
            assertThat(get(client, "https://orders.test:" + shop.getPort() + "/"))
                    .isEqualTo("the shop");
        }
        assertThat(List.of(shop.takeRequest(), shop.takeRequest()))
                .allSatisfy(request -> assertThat(request.getConnectionIndex()).isZero());
        assertThat(Servers.outcomes(orders, Kind.SUCCESS)).isEqualTo(2);
        Servers.awaitIdle(orders);
    }

    @Test
    void aProxyForTheWholeJvmIsForOtherHostsOnly() throws IOException {
        BackendPool orders = servers.pool("orders", servers.named("a"));
        MockWebServer shop = servers.named("the shop");
        Proxy dead = new Proxy(Proxy.Type.SOCKS, new InetSocketAddress(Servers.HERE, Servers.deadPort()));
        List<String> asked = Collections.synchronizedList(new ArrayList<>());
        // What sockets themselves ask, even if the client has no proxy.
        ProxySelector ofTheJvm = new ProxySelector() {
            @Override
            public List<Proxy> select(URI uri) {
                asked.add(uri.getScheme() + " " + uri.getHost());
                return List.of(dead);
            }

            @Override
            public void connectFailed(URI uri, SocketAddress address, IOException failure) {}
        };
        OkHttpClient.Builder builder = new OkHttpClient.Builder()
                .proxy(Proxy.NO_PROXY)
                .dns(new Servers.Names("shop.test"))
                .addInterceptor(LoadBalancingInterceptor.of(orders));
        OkHttpClient client = servers.keep(builder);
        OkHttpClient sized = servers.keep(LoadBalancing.sized(client.newBuilder(), orders));
        OkHttpClient plain =
                servers.keep(new OkHttpClient.Builder().proxy(Proxy.NO_PROXY).dns(client.dns()));
        ProxySelector before = ProxySelector.getDefault();
        ProxySelector.setDefault(ofTheJvm);
        try {
            assertThat(get(client, "http://orders/")).isEqualTo("a");
            assertThat(get(sized, "http://orders/")).isEqualTo("a");
            assertThat(asked).isEmpty();
            for (OkHttpClient each : List.of(plain, sized)) {
                assertThatThrownBy(() -> get(each, "http://shop.test:" + shop.getPort() + "/"))
                        .isInstanceOf(SocketException.class)
                        .hasMessageContaining("SOCKS");
            }
        } finally {
            ProxySelector.setDefault(before);
        }
        assertThat(asked).containsOnly("socket 127.0.0.1");
    }

    @Test
    void aCallThatComesBackFromElsewhereHasTriedNobodyInVain() throws Exception {
        MockWebServer shop = servers.answering(request -> redirect("http://orders.test/back"));
        MockWebServer a = servers.answering(request -> request.getTarget().equals("/")
                ? redirect("http://shop.test:" + shop.getPort() + "/")
                : new MockResponse.Builder().body(request.getTarget()).build());
        List<CallContext> asked = Collections.synchronizedList(new ArrayList<>());
        BackendPool orders = servers.keep(BackendPool.builder("orders.test")
                .backend(Servers.at(a))
                .selector(new Recording(asked))
                .build());
        OkHttpClient client = servers.keep(new OkHttpClient.Builder()
                .dns(new Servers.Names("shop.test"))
                .addInterceptor(LoadBalancingInterceptor.of(orders)));
        assertThat(get(client, "http://orders.test/")).isEqualTo("/back");
        assertThat(asked).extracting(CallContext::tried).containsExactly(Set.of(), Set.of());
        Servers.awaitIdle(orders);
    }

    /** A proxy in a client that was not sized, and on the way back from where it leads. */
    @Test
    void whoComesBackFromBehindAProxyIsServedDirectly() throws Exception {
        MockWebServer proxy = servers.answering(request -> redirect("http://orders.test/back"));
        BackendPool orders = servers.pool(
                "orders.test",
                servers.answering(request -> request.getTarget().equals("/")
                        ? redirect("http://shop.test/")
                        : new MockResponse.Builder().body(request.getTarget()).build()));
        OkHttpClient client = servers.keep(new OkHttpClient.Builder()
                .proxy(new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved("proxy.test", proxy.getPort())))
                .dns(new Servers.Names("proxy.test"))
                .addInterceptor(LoadBalancingInterceptor.of(orders)));
        assertThat(get(client, "http://orders.test/")).isEqualTo("/back");
        assertThat(proxy.takeRequest().getRequestLine()).isEqualTo("GET http://shop.test/ HTTP/1.1");
        Servers.awaitIdle(orders);
    }

    // ---- ways that ask for no name: the call is none of the member's on these either

    /** Follows a redirect of the one member's and leaves the body open. */
    private void leaves(OkHttpClient.Builder builder, String location) throws IOException {
        BackendPool orders = servers.pool("orders.test", servers.answering(request -> redirect(location)));
        List<Integer> limits = new ArrayList<>();
        OkHttpClient client = servers.keep(builder.addInterceptor(LoadBalancingInterceptor.builder()
                        .pool(orders)
                        .readTimeout(Duration.ofSeconds(77))
                        .build())
                .addInterceptor(chain -> {
                    limits.add(chain.readTimeoutMillis());
                    return chain.proceed(chain.request());
                }));
        try (Response response = Servers.call(client, "http://orders.test/").execute()) {
            assertThat(response.request().url()).hasToString(location);
            assertThat(response.priorResponse().request().url()).hasToString("http://orders.test/");
            Servers.awaitIdle(orders);
            assertThat(response.body().string()).isEqualTo("elsewhere");
        }
        assertThat(limits).containsExactly(77_000, client.readTimeoutMillis());
        assertThat(Servers.outcomes(orders, Kind.SUCCESS)).isEqualTo(1);
    }

    private String address(MockWebServer server) {
        return "http://" + Servers.HERE.getHostAddress() + ":" + server.getPort() + "/";
    }

    @Test
    void aRedirectToAnAddressLeavesThePool() throws IOException {
        leaves(new OkHttpClient.Builder(), address(servers.named("elsewhere")));
    }

    @Test
    void aRedirectThroughAProxyWhoseAddressIsKnownLeavesThePool() throws IOException {
        InetSocketAddress proxy =
                new InetSocketAddress(Servers.HERE, servers.named("elsewhere").getPort());
        leaves(new OkHttpClient.Builder().proxy(new Proxy(Proxy.Type.HTTP, proxy)), "http://shop.test/");
    }

    @Test
    void whereAProxyIsDownARedirectTakesTheNextWay() throws IOException {
        InetSocketAddress dead = new InetSocketAddress(Servers.HERE, Servers.deadPort());
        MockWebServer shop = servers.named("elsewhere");
        ProxySelector proxies = new ProxySelector() {
            @Override
            public List<Proxy> select(URI uri) {
                return List.of(new Proxy(Proxy.Type.HTTP, dead), Proxy.NO_PROXY);
            }

            @Override
            public void connectFailed(URI uri, SocketAddress address, IOException failure) {}
        };
        leaves(
                new OkHttpClient.Builder().proxySelector(proxies).dns(new Servers.Names("shop.test")),
                "http://shop.test:" + shop.getPort() + "/");
    }

    @Test
    void aRedirectOfABodyThatCanBeWrittenOnceIsTheAnswerAsWithAPlainClient() throws IOException {
        MockWebServer shop = servers.named("elsewhere");
        BackendPool orders = servers.pool(
                "orders.test",
                servers.answering(request -> new MockResponse.Builder()
                        .code(307)
                        .addHeader("Location", address(shop))
                        .body("over there")
                        .build()));
        RequestBody once = new RequestBody() {
            @Override
            public @Nullable MediaType contentType() {
                return null;
            }

            @Override
            public void writeTo(BufferedSink sink) throws IOException {
                sink.writeUtf8("once");
            }

            @Override
            public boolean isOneShot() {
                return true;
            }
        };
        Request post =
                new Request.Builder().url("http://orders.test/").post(once).build();
        try (Response response = servers.client(orders).newCall(post).execute()) {
            assertThat(response.code()).isEqualTo(307);
            assertThat(response.body().string()).isEqualTo("over there");
        }
        Servers.awaitIdle(orders);
        assertThat(Servers.outcomes(orders, Kind.SUCCESS)).isEqualTo(1);
        assertThat(shop.getRequestCount()).isZero();
    }

    private static MockResponse redirect(String location) {
        return new MockResponse.Builder()
                .code(302)
                .addHeader("Location", location)
                .build();
    }
}

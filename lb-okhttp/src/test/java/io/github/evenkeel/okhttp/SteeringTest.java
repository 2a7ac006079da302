package io.github.evenkeel.okhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.evenkeel.Backend;
import io.github.evenkeel.pool.BackendPool;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.net.SocketFactory;
import mockwebserver3.MockWebServer;
import okhttp3.ConnectionPool;
import okhttp3.Dns;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class SteeringTest {
    private final Servers servers = new Servers();

    @AfterEach
    void close() {
        servers.close();
    }

    @Test
    void thePoolsNameIsTheMembersAddressUnderThatNameAndNoOtherIsKnown() throws Exception {
        Servers.Names names = new Servers.Names("box.test", "shop.test");
        SteeredDns dns = new SteeredDns("orders", Backend.of("box.test", 8080), names);
        InetAddress found = dns.lookup("orders").get(0);
        assertThat(found.getHostName()).isEqualTo("orders#8080");
        assertThat(found.getAddress()).isEqualTo(Servers.HERE.getAddress());
        assertThat(names.asked("box.test")).isEqualTo(1);
        for (String other : List.of("billing", "shop.test")) {
            assertThatThrownBy(() -> dns.lookup(other)).isInstanceOf(OtherNameException.class);
        }
        assertThat(names.asked("shop.test")).isZero();
        assertThat(dns).hasToString("SteeredDns[orders -> box.test:8080]");
    }

    @Test
    void outsideOfPoolsTheirNamesAreNotKnown() throws Exception {
        BorderDns dns = new BorderDns(new Servers.Names("shop.test"), Set.of("orders"));
        assertThat(dns.lookup("shop.test")).containsExactly(Servers.HERE);
        assertThatThrownBy(() -> dns.lookup("orders")).isInstanceOf(OtherNameException.class);
        assertThatThrownBy(() -> dns.lookup("other")).isExactlyInstanceOf(UnknownHostException.class);
    }

    @Test
    void addressesAreNotLookedUpAndKeepTheirScope() throws Exception {
        Dns never = new Servers.Names();
        SteeredDns six = new SteeredDns("orders", Backend.of("fe80::1%7", 80), never);
        assertThat(six.lookup("orders")).singleElement().satisfies(found -> {
            assertThat(found.getHostName()).isEqualTo("orders#80");
            assertThat(((Inet6Address) found).getScopeId()).isEqualTo(7);
        });
        SteeredDns four = new SteeredDns("orders", Backend.of("10.0.0.1", 80), never);
        assertThat(four.lookup("orders").get(0)).hasToString("orders#80/10.0.0.1");
    }

    @Test
    void theClientsNamesAreAskedInTheClientsWay() {
        List<String> asked = new ArrayList<>();
        Dns client = new Dns() {
            @Override
            public List<InetAddress> lookup(String hostname) {
                return List.of(Servers.HERE);
            }

            @Override
            public Dns.Call newCall(Dns.Request request) {
                asked.add(request.hostname());
                return Dns.super.newCall(request);
            }
        };
        BorderDns dns = new BorderDns(client, Set.of("orders"));
        assertThat(dns.newCall(new Dns.Request("shop.test"))).isNotNull();
        assertThat(dns.newCall(new Dns.Request("orders"))).isNotNull();
        assertThat(asked).containsExactly("shop.test");
    }

    @Test
    void proxiesAreForOtherHosts() {
        Proxy proxy = new Proxy(Proxy.Type.HTTP, new InetSocketAddress(Servers.HERE, 3128));
        List<String> failed = new ArrayList<>();
        ProxySelector client = new ProxySelector() {
            @Override
            public List<Proxy> select(URI uri) {
                return List.of(proxy, Proxy.NO_PROXY);
            }

            @Override
            public void connectFailed(URI uri, SocketAddress address, IOException failure) {
                failed.add(uri.toString());
            }
        };
        SteeredProxies selected = new SteeredProxies(Set.of("orders"), null, client);
        assertThat(selected.select(URI.create("http://orders/"))).containsExactly(Proxy.NO_PROXY);
        assertThat(selected.select(URI.create("http://shop.test/"))).containsExactly(proxy, Proxy.NO_PROXY);
        assertThat(selected.select(URI.create("http://a_b/"))).containsExactly(proxy, Proxy.NO_PROXY);
        selected.connectFailed(URI.create("http://shop.test/"), proxy.address(), new IOException());
        assertThat(failed).containsExactly("http://shop.test/");
        SteeredProxies fixed = new SteeredProxies(Set.of("orders"), proxy, client);
        assertThat(fixed.select(URI.create("http://shop.test/"))).containsExactly(proxy);
        fixed.connectFailed(URI.create("http://shop.test/"), proxy.address(), new IOException());
        assertThat(failed).hasSize(1);
    }

    @Test
    void everyWayToASocketLeadsToTheMembersPort() throws Exception {
        try (ServerSocket member = new ServerSocket(0, 50, Servers.HERE);
                ServerSocket other = new ServerSocket(0, 50, Servers.HERE)) {
            int port = member.getLocalPort();
            InetAddress named = MemberAddress.of("orders", Servers.HERE, port);
            for (SocketFactory client : new SocketFactory[] {SocketFactory.getDefault(), new CountingSockets()}) {
                SocketFactory sockets = new SteeredSockets(client);
                try (Socket one = sockets.createSocket();
                        Socket two = sockets.createSocket()) {
                    one.connect(new InetSocketAddress(named, 80));
                    two.connect(new InetSocketAddress(named, 80), 10_000);
                    assertThat(List.of(one.getPort(), two.getPort())).containsOnly(port);
                }
                closed(sockets.createSocket(named, 80), port);
                closed(sockets.createSocket(named, 80, Servers.HERE, 0), port);

                int elsewhere = other.getLocalPort();
                try (Socket one = sockets.createSocket()) {
                    one.connect(new InetSocketAddress(Servers.HERE, elsewhere));
                    assertThat(one.getPort()).isEqualTo(elsewhere);
                }
                closed(sockets.createSocket("127.0.0.1", elsewhere), elsewhere);
                closed(sockets.createSocket("127.0.0.1", elsewhere, Servers.HERE, 0), elsewhere);
                closed(sockets.createSocket(Servers.HERE, elsewhere), elsewhere);
                closed(sockets.createSocket(Servers.HERE, elsewhere, Servers.HERE, 0), elsewhere);
            }
        }
    }

    @Test
    void anAddressThatIsNoMembersIsLeftAlone() throws Exception {
        InetAddress six = InetAddress.getAllByName("::1")[0];
        for (SocketAddress other : List.of(
                new InetSocketAddress(Servers.HERE, 80),
                new InetSocketAddress(six, 80),
                InetSocketAddress.createUnresolved("shop.test", 80),
                new SocketAddress() {})) {
            assertThat(MemberAddress.steered(other)).isSameAs(other);
        }
        for (String name : List.of("svc#dc1", "svc#", "svc#0", "svc#65536", "svc#123456")) {
            InetSocketAddress other = new InetSocketAddress(InetAddress.getByAddress(name, six.getAddress()), 80);
            assertThat(MemberAddress.steered(other)).isSameAs(other);
        }
        for (int port : new int[] {80, 8080}) {
            assertThat(MemberAddress.steered(new InetSocketAddress(MemberAddress.of("orders", six, port), 80)))
                    .hasToString("orders/[0:0:0:0:0:0:0:1]:" + port);
        }
    }

    private static void closed(Socket socket, int port) throws IOException {
        try (socket) {
            assertThat(socket.getPort()).isEqualTo(port);
        }
    }

    @Test
    void clientsThatShareTheirMeansShareConnections() throws Exception {
        MockWebServer a = servers.named("a");
        BackendPool orders = servers.pool("orders", a);
        OkHttpClient base = servers.keep(new OkHttpClient.Builder());
        for (int i = 0; i < 2; i++) {
            // Interceptors with the same pools, and clients sized alike, are as good as one.
            OkHttpClient own = base.newBuilder()
                    .addInterceptor(LoadBalancingInterceptor.of(orders))
                    .build();
            Servers.get(own, "http://orders/");
            OkHttpClient sized = LoadBalancing.sized(base.newBuilder(), orders)
                    .connectionPool(base.connectionPool())
                    .proxySelector(new SteeredProxies(Set.of("other"), null, base.proxySelector()))
                    .addInterceptor(LoadBalancingInterceptor.of(orders))
                    .build();
            Servers.get(sized, "http://orders/");
        }
        List<Integer> connections = new ArrayList<>();
        for (int i = 0; i < 4; i++) connections.add(a.takeRequest().getConnectionIndex());
        assertThat(connections).containsExactly(0, 1, 0, 1);
    }

    @Test
    void ofTooManyKindsOfClientsTheOldestMakesRoomAndThatIsSaidOnce() throws Exception {
        MockWebServer a = servers.named("a");
        BackendPool orders = servers.pool("orders", a);
        int most = Steering.Known.MOST;
        OkHttpClient base = servers.keep(new OkHttpClient.Builder()
                .connectionPool(new ConnectionPool(2 * most, 5, TimeUnit.MINUTES))
                .addInterceptor(LoadBalancingInterceptor.of(orders)));
        PrintStream err = System.err;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
        try {
            Servers.get(base, "http://orders/");
            for (int i = 1; i < most; i++) Servers.get(distinct(base), "http://orders/");
            Servers.get(base, "http://orders/");
            assertThat(said.toString(StandardCharsets.UTF_8)).isEmpty();
            for (int i = 0; i < 2; i++) Servers.get(distinct(base), "http://orders/");
            Servers.get(base, "http://orders/");
            assertThat(said.toString(StandardCharsets.UTF_8))
                    .containsOnlyOnce("more than " + most + " kinds of clients");
        } finally {
            System.setErr(err);
        }
        List<Integer> connections = new ArrayList<>();
        for (int i = 0; i < most + 4; i++) connections.add(a.takeRequest().getConnectionIndex());
        assertThat(connections).endsWith(most - 1, 0, most, most + 1, most + 2);
    }

    private static OkHttpClient distinct(OkHttpClient base) {
        return base.newBuilder()
                .dns(new Dns() {
                    @Override
                    public List<InetAddress> lookup(String host) {
                        return List.of(Servers.HERE);
                    }
                })
                .build();
    }
}

package io.github.evenkeel.okhttp;

import static io.github.evenkeel.okhttp.Servers.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.evenkeel.Backend;
import io.github.evenkeel.NoBackendAvailableException;
import io.github.evenkeel.Outcome.Kind;
import io.github.evenkeel.health.Status;
import io.github.evenkeel.pool.BackendPool;
import io.github.evenkeel.select.Selectors;
import io.github.evenkeel.testing.VirtualTime;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.SocketEffect;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.EventListener;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class BalancingTest {
    private final Servers servers = new Servers();

    @AfterEach
    void close() {
        servers.close();
    }

    @Test
    void everyBackendGetsCallsOnItsOwnPort() throws IOException {
        MockWebServer a = servers.named("a");
        MockWebServer b = servers.named("b");
        BackendPool orders = servers.pool("orders", a, b);
        OkHttpClient client = servers.client(orders);
        Set<String> answers = new HashSet<>();
        for (int i = 0; i < 50; i++) answers.add(get(client, "http://orders/" + i));
        assertThat(answers).containsExactlyInAnyOrder("a", "b");
        assertThat(a.getRequestCount() + b.getRequestCount()).isEqualTo(50);
        assertThat(Servers.outcomes(orders, Kind.SUCCESS)).isEqualTo(50);
        Servers.awaitIdle(orders);
    }

    @Test
    void anyPortInTheUrlReachesTheMemberAndStaysInTheHost() throws Exception {
        MockWebServer a = servers.named("a");
        OkHttpClient client = servers.client(servers.pool("orders", a));
        assertThat(get(client, "http://orders:1234/")).isEqualTo("a");
        assertThat(a.takeRequest(1, TimeUnit.SECONDS).getHeaders().get("Host")).isEqualTo("orders:1234");
    }

    @Test
    void hostsThatAreNoPoolPassUntouched() throws IOException {
        MockWebServer a = servers.named("a");
        BackendPool orders = servers.pool("orders", servers.named("never"));
        AtomicReference<Interceptor.Chain> seen = new AtomicReference<>();
        OkHttpClient client = servers.keep(new OkHttpClient.Builder()
                .addInterceptor(LoadBalancingInterceptor.of(orders))
                .addInterceptor(chain -> {
                    seen.set(chain);
                    return chain.proceed(chain.request());
                }));
        assertThat(get(client, a.url("/").toString())).isEqualTo("a");
        assertThat(seen.get().getDns()).isSameAs(client.dns());
        assertThat(seen.get().getSocketFactory()).isSameAs(client.socketFactory());
        assertThat(seen.get().getProxySelector()).isSameAs(client.proxySelector());
        assertThat(seen.get().getEventListener()).isSameAs(EventListener.NONE);
        assertThat(Servers.calls(orders)).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void connectionsAreReusedMemberByMember(boolean direct) throws IOException {
        MockWebServer[] members = new MockWebServer[8];
        Set<Integer>[] connections = newSets(members.length);
        BackendPool.Builder builder = BackendPool.builder("orders").selector(Selectors.roundRobin());
        for (int i = 0; i < members.length; i++) {
            Set<Integer> own = connections[i];
            members[i] = servers.answering(request -> {
                own.add(request.getConnectionIndex());
                return new MockResponse.Builder().build();
            });
            builder.backend(Servers.at(members[i]));
        }
        BackendPool orders = servers.keep(builder.build());
        OkHttpClient client = servers.keep(LoadBalancing.sized(new OkHttpClient.Builder(), orders)
                .proxy(direct ? Proxy.NO_PROXY : null)
                .addInterceptor(LoadBalancingInterceptor.of(orders)));
        for (int i = 0; i < 80; i++) get(client, "http://orders/" + i);
        for (int i = 0; i < members.length; i++) {
            assertThat(members[i].getRequestCount()).isEqualTo(10);
            assertThat(connections[i]).hasSize(1);
        }
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static Set<Integer>[] newSets(int count) {
        Set[] sets = new Set[count];
        for (int i = 0; i < count; i++) sets[i] = Collections.synchronizedSet(new HashSet<>());
        return sets;
    }

    @Test
    void aBackendThatComesBackIsConnectedToAnew() throws Exception {
        MockWebServer a = servers.named("a");
        BackendPool orders = servers.pool("orders", a, servers.named("b"));
        orders.remove(orders.backends().get(1).id()).get(30, TimeUnit.SECONDS);
        OkHttpClient client = servers.client(orders);
        get(client, "http://orders/1");
        get(client, "http://orders/2");
        Servers.awaitIdle(orders);
        orders.add(Backend.of("127.0.0.1", Servers.deadPort()));
        orders.remove(Servers.at(a).id()).get(30, TimeUnit.SECONDS);
        orders.add(Servers.at(a));
        orders.remove(orders.backends().get(0).id()).get(30, TimeUnit.SECONDS);
        get(client, "http://orders/3");
        assertThat(a.takeRequest().getConnectionIndex()).isZero();
        assertThat(a.takeRequest().getConnectionIndex()).isZero();
        assertThat(a.takeRequest().getConnectionIndex()).isEqualTo(1);
    }

    @Test
    void noBackendIsAnIoExceptionThatSaysWhy() {
        BackendPool orders = servers.pool("orders", servers.named("a"));
        orders.forceMaintenance(orders.backends().get(0).id());
        IOException thrown =
                catchThrowableOfType(IOException.class, () -> get(servers.client(orders), "http://orders/"));
        assertThat(thrown)
                .hasMessageContaining("pool orders: no backend available")
                .hasMessageContaining("MAINTENANCE");
        assertThat(thrown.getCause()).isInstanceOf(NoBackendAvailableException.class);
    }

    @Test
    void whatASelectorThrowsReachesTheCallbackAsAnIoException() throws Exception {
        MockWebServer a = servers.named("a");
        BackendPool orders = servers.keep(BackendPool.builder("orders")
                .backend(Servers.at(a))
                .selector(new BrokenSelector())
                .build());
        CompletableFuture<IOException> failure = new CompletableFuture<>();
        Servers.call(servers.client(orders), "http://orders/").enqueue(new Callback() {
            @Override
            public void onFailure(Call call, IOException thrown) {
                failure.complete(thrown);
            }

            @Override
            public void onResponse(Call call, Response response) {
                response.close();
                failure.complete(null);
            }
        });
        assertThat(failure.get(30, TimeUnit.SECONDS)).hasRootCauseMessage("a bug");
    }

    @Test
    void exceptionsStayThemselvesAndNameTheBackend() {
        int port = Servers.deadPort();
        BackendPool orders = servers.keep(BackendPool.builder("orders")
                .backend(Backend.of("127.0.0.1", port).withId("o-1"))
                .build());
        assertThatThrownBy(() -> get(servers.client(orders), "http://orders/"))
                .isExactlyInstanceOf(ConnectException.class)
                .hasMessageContaining("orders#" + port + "/127.0.0.1:80")
                .satisfies(thrown -> assertThat(thrown.getSuppressed())
                        .singleElement()
                        .satisfies(note -> assertThat(note)
                                .hasMessage("pool orders, backend o-1 (127.0.0.1:" + port + "), request not sent")
                                .hasNoCause()));
        assertThat(Servers.outcomes(orders, Kind.CONNECT)).isEqualTo(1);
        Servers.awaitIdle(orders);
    }

    @Test
    void aDeadBackendIsEjectedAndTheOtherServes() throws IOException {
        VirtualTime time = VirtualTime.seeded(3);
        BackendPool orders = servers.keep(BackendPool.builder("orders")
                .backend(Servers.at(servers.named("alive")))
                .backend(Backend.of("127.0.0.1", Servers.deadPort()).withId("dead"))
                .clock(time.clock())
                .scheduler(time.scheduler())
                .random(new SplittableRandom(3))
                .build());
        OkHttpClient client = servers.client(orders);
        int refused = 0;
        for (int i = 0; i < 200; i++) {
            try {
                assertThat(get(client, "http://orders/" + i)).isEqualTo("alive");
            } catch (ConnectException dead) {
                refused++;
            }
            // So that the load which a fault adds fades, and it is tried again.
            time.advance(Duration.ofMillis(500));
            if (orders.status().member("dead").status() == Status.EJECTED) break;
        }
        assertThat(refused).isEqualTo(5);
        assertThat(orders.status().member("dead").status()).isEqualTo(Status.EJECTED);
        for (int i = 0; i < 50; i++)
            assertThat(get(client, "http://orders/" + i)).isEqualTo("alive");
    }

    @Test
    void aCancelledCallIsNotHeldAgainstTheBackend() throws IOException {
        MockWebServer a = servers.answering(request -> new MockResponse.Builder()
                .onResponseStart(SocketEffect.Stall.INSTANCE)
                .build());
        BackendPool orders = servers.pool("orders", a);
        OkHttpClient client = servers.client(orders);
        for (int i = 1; i <= 7; i++) {
            int count = i;
            Call call = Servers.call(client, "http://orders/");
            Failure failure = new Failure();
            call.enqueue(failure);
            Await.until("the server to have it", () -> a.getRequestCount() == count);
            call.cancel();
            failure.await();
        }
        Servers.awaitIdle(orders);
        assertThat(Servers.outcomes(orders, Kind.CANCELLED)).isEqualTo(7);
        assertThat(orders.status().members().get(0).faults()).isZero();
    }

    @Test
    void aCallTimeOutIsATimeOut() {
        MockWebServer a = servers.answering(request -> new MockResponse.Builder()
                .onResponseStart(SocketEffect.Stall.INSTANCE)
                .build());
        BackendPool orders = servers.pool("orders", a);
        OkHttpClient client = servers.keep(new OkHttpClient.Builder()
                .callTimeout(Duration.ofMillis(200))
                .addInterceptor(LoadBalancingInterceptor.of(orders)));
        assertThatThrownBy(() -> get(client, "http://orders/")).hasMessage("timeout");
        assertThat(Servers.outcomes(orders, Kind.TIMEOUT)).isEqualTo(1);
        Servers.awaitIdle(orders);
    }

    @Test
    void aDrainRevokesTheCallAtItsTimeOut() throws Exception {
        MockWebServer a = servers.answering(request -> new MockResponse.Builder()
                .onResponseStart(SocketEffect.Stall.INSTANCE)
                .build());
        BackendPool orders = servers.pool("orders", a);
        Failure failure = new Failure();
        Servers.call(servers.client(orders), "http://orders/").enqueue(failure);
        Await.until("the server to have it", () -> a.getRequestCount() == 1);
        orders.forceDrain(orders.backends().get(0).id(), Duration.ofMillis(10)).get(30, TimeUnit.SECONDS);
        assertThat(failure.await().getSuppressed())
                .singleElement()
                .satisfies(note -> assertThat(note).hasMessageContaining("ended by the pool"));
        assertThat(Servers.outcomes(orders, Kind.CANCELLED)).isEqualTo(1);
    }

    @Test
    void aClientWithItsOwnSocketsAndProxyIsSteeredToo() throws IOException {
        MockWebServer a = servers.named("a");
        BackendPool orders = servers.pool("orders", a);
        CountingSockets sockets = new CountingSockets();
        OkHttpClient client = servers.keep(new OkHttpClient.Builder()
                .socketFactory(sockets)
                .proxy(new Proxy(Proxy.Type.HTTP, new InetSocketAddress(Servers.HERE, Servers.deadPort())))
                .addInterceptor(LoadBalancingInterceptor.of(orders)));
        assertThat(get(client, "http://orders/")).isEqualTo("a");
        assertThat(get(client, "http://orders/")).isEqualTo("a");
        assertThat(sockets.made()).isEqualTo(1);
    }

    @Test
    void aClientWhoseSelectorNamesAProxyReachesPoolsDirectly() throws IOException {
        Proxy dead = new Proxy(Proxy.Type.HTTP, new InetSocketAddress(Servers.HERE, Servers.deadPort()));
        OkHttpClient client = servers.keep(new OkHttpClient.Builder()
                .proxySelector(new SteeredProxies(Set.of(), dead, ProxySelector.getDefault()))
                .addInterceptor(LoadBalancingInterceptor.of(servers.pool("orders", servers.named("a")))));
        assertThat(get(client, "http://orders/")).isEqualTo("a");
    }

    @Test
    void aClientWithoutProxiesIsSteeredWithoutThem() throws IOException {
        BackendPool orders = servers.pool("orders", servers.named("a"));
        AtomicReference<Interceptor.Chain> seen = new AtomicReference<>();
        OkHttpClient client = servers.keep(new OkHttpClient.Builder()
                .proxy(Proxy.NO_PROXY)
                .addInterceptor(LoadBalancingInterceptor.of(orders))
                .addInterceptor(chain -> {
                    seen.set(chain);
                    return chain.proceed(chain.request());
                }));
        assertThat(get(client, "http://orders/")).isEqualTo("a");
        assertThat(seen.get().getProxySelector()).isSameAs(client.proxySelector());
    }

    @Test
    void aSizedClientReachesItsPoolsDirectlyAndOtherHostsByItsOwnProxy() throws IOException {
        MockWebServer proxy = servers.named("by proxy");
        BackendPool orders = servers.pool("orders", servers.named("a"));
        AtomicReference<Interceptor.Chain> seen = new AtomicReference<>();
        OkHttpClient.Builder builder = new OkHttpClient.Builder()
                .proxySelector(new SteeredProxies(Set.of(), proxy.getProxyAddress(), ProxySelector.getDefault()));
        OkHttpClient client = servers.keep(LoadBalancing.sized(builder, orders)
                .addInterceptor(LoadBalancingInterceptor.of(orders))
                .addInterceptor(chain -> {
                    seen.set(chain);
                    return chain.proceed(chain.request());
                }));
        assertThat(get(client, "http://orders/")).isEqualTo("a");
        assertThat(seen.get().getProxySelector()).isSameAs(client.proxySelector());
        assertThat(get(client, "http://shop.test/")).isEqualTo("by proxy");
    }

    @Test
    void aSizedClientReachesPoolsItWasNotSizedForDirectlyToo() throws IOException {
        Proxy dead = new Proxy(Proxy.Type.HTTP, new InetSocketAddress(Servers.HERE, Servers.deadPort()));
        BackendPool orders = servers.pool("orders", servers.named("a"));
        BackendPool billing = servers.pool("billing", servers.named("b"));
        OkHttpClient.Builder builder = new OkHttpClient.Builder()
                .proxySelector(new SteeredProxies(Set.of(), dead, ProxySelector.getDefault()));
        OkHttpClient client = servers.keep(
                LoadBalancing.sized(builder, orders).addInterceptor(LoadBalancingInterceptor.of(orders, billing)));
        assertThat(get(client, "http://orders/")).isEqualTo("a");
        assertThat(get(client, "http://billing/")).isEqualTo("b");
    }

    @Test
    void aRedirectOutOfThePoolTakesTheClientsProxy() throws IOException {
        MockWebServer proxy = servers.named("by proxy");
        MockWebServer a = servers.answering(request -> new MockResponse.Builder()
                .code(302)
                .addHeader("Location", "http://shop.test/")
                .build());
        BackendPool orders = servers.pool("orders", a);
        OkHttpClient client = servers.keep(new OkHttpClient.Builder()
                .proxy(proxy.getProxyAddress())
                .addInterceptor(LoadBalancingInterceptor.of(orders)));
        assertThat(get(client, "http://orders/")).isEqualTo("by proxy");
        assertThat(Servers.outcomes(orders, Kind.SUCCESS)).isEqualTo(1);
        Servers.awaitIdle(orders);
    }

    @Test
    void whatAnotherHostDoesAfterARedirectIsNotTheMembersFault() {
        MockWebServer a = servers.answering(request -> new MockResponse.Builder()
                .code(302)
                .addHeader("Location", "http://127.0.0.1:" + Servers.deadPort() + "/")
                .build());
        BackendPool orders = servers.pool("orders", a);
        assertThatThrownBy(() -> get(servers.client(orders), "http://orders/"))
                .isInstanceOf(ConnectException.class)
                .hasNoSuppressedExceptions();
        assertThat(Servers.outcomes(orders, Kind.SUCCESS)).isEqualTo(1);
        assertThat(Servers.outcomes(orders, Kind.CONNECT)).isZero();
        Servers.awaitIdle(orders);
    }

    @Test
    void aRedirectToAnotherPoolIsJudgedThere() throws IOException {
        MockWebServer b = servers.answering(
                request -> new MockResponse.Builder().code(500).body("broken").build());
        BackendPool billing = servers.pool("billing", b);
        BackendPool orders = servers.pool(
                "orders",
                servers.answering(request -> new MockResponse.Builder()
                        .code(302)
                        .addHeader("Location", "http://billing/")
                        .build()));
        OkHttpClient client = servers.client(orders, billing);
        try (Response response = Servers.call(client, "http://orders/").execute()) {
            assertThat(response.code()).isEqualTo(500);
            assertThat(Servers.inFlight(orders)).isZero();
            assertThat(Servers.inFlight(billing)).isEqualTo(1);
        }
        assertThat(Servers.outcomes(orders, Kind.SUCCESS)).isEqualTo(1);
        assertThat(Servers.outcomes(billing, Kind.FAILURE)).isEqualTo(1);
        Servers.awaitIdle(billing);
    }

    @Test
    void aRedirectFromAnotherHostToAPoolFindsNoSuchHost() {
        MockWebServer shop = servers.answering(request -> new MockResponse.Builder()
                .code(302)
                .addHeader("Location", "http://orders.test/")
                .build());
        BackendPool orders = servers.pool("orders.test", servers.named("a"));
        OkHttpClient client = servers.keep(new OkHttpClient.Builder()
                .dns(new Servers.Names("shop.test"))
                .addInterceptor(LoadBalancingInterceptor.of(orders)));
        assertThatThrownBy(() -> get(client, "http://shop.test:" + shop.getPort() + "/"))
                .isExactlyInstanceOf(UnknownHostException.class)
                .hasNoSuppressedExceptions();
        assertThat(Servers.calls(orders)).isZero();
    }

    @Test
    void anInterceptorBehindThatChangesThePoolIsToldWhereToStand() {
        BackendPool orders = servers.pool("orders", servers.named("a"));
        BackendPool billing = servers.pool("billing", servers.named("b"));
        OkHttpClient client = servers.keep(new OkHttpClient.Builder()
                .addInterceptor(LoadBalancingInterceptor.of(orders, billing))
                .addInterceptor(chain -> chain.proceed(
                        chain.request().newBuilder().url("http://billing/").build())));
        assertThatThrownBy(() -> get(client, "http://orders/"))
                .hasMessageContaining("interceptors that change the host come before LoadBalancingInterceptor");
        Servers.awaitIdle(orders);
        Servers.awaitIdle(billing);
    }

    @Test
    void anotherInterceptorOverTheSamePoolDoesNoHarm() throws IOException {
        BackendPool orders = servers.pool("orders", servers.named("a"), servers.named("b"));
        OkHttpClient client = servers.keep(new OkHttpClient.Builder()
                .addInterceptor(LoadBalancingInterceptor.of(orders))
                .addInterceptor(LoadBalancingInterceptor.of(orders)));
        Set<String> answers = new HashSet<>();
        for (int i = 0; i < 50; i++) answers.add(get(client, "http://orders/" + i));
        assertThat(answers).containsExactlyInAnyOrder("a", "b");
        Servers.awaitIdle(orders);
    }

    @Test
    void anInterceptorBehindThatThrowsLeavesNothingInFlight() {
        BackendPool orders = servers.pool("orders", servers.named("a"));
        OkHttpClient client = servers.keep(new OkHttpClient.Builder()
                .addInterceptor(LoadBalancingInterceptor.of(orders))
                .addInterceptor(chain -> {
                    throw new IllegalStateException("a bug");
                }));
        assertThatThrownBy(() -> get(client, "http://orders/")).hasMessage("a bug");
        assertThat(Servers.inFlight(orders)).isZero();
    }

    @Test
    void whatNeverTriedToReachTheBackendIsNotHeldAgainstIt() {
        BackendPool orders = servers.pool("orders", servers.named("a"));
        OkHttpClient client = servers.keep(new OkHttpClient.Builder()
                .addInterceptor(LoadBalancingInterceptor.of(orders))
                .addInterceptor(chain -> {
                    throw new IOException("no token");
                }));
        assertThatThrownBy(() -> get(client, "http://orders/")).hasMessage("no token");
        assertThat(Servers.calls(orders)).isZero();
        assertThat(Servers.inFlight(orders)).isZero();
    }

    private static final class Failure implements Callback {
        private final CountDownLatch done = new CountDownLatch(1);
        private volatile IOException thrown;

        @Override
        public void onFailure(Call call, IOException failure) {
            thrown = failure;
            done.countDown();
        }

        @Override
        public void onResponse(Call call, Response response) {
            response.close();
            done.countDown();
        }

        IOException await() {
            Await.opened(done);
            return thrown;
        }
    }
}

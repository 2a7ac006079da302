package io.github.evenkeel.okhttp;

import static io.github.evenkeel.okhttp.Servers.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.evenkeel.Outcome.Kind;
import io.github.evenkeel.health.OutlierDetection;
import io.github.evenkeel.pool.BackendPool;
import io.github.evenkeel.pool.Failover;
import io.github.evenkeel.testing.VirtualTime;
import java.io.IOException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which pool gets which call. */
@Timeout(120)
class RoutingTest {
    private final Servers servers = new Servers();

    @AfterEach
    void close() {
        servers.close();
    }

    private BackendPool pool(String name) {
        return servers.pool(name, servers.named(name));
    }

    private static String answer(OkHttpClient client, Request.Builder request) throws IOException {
        try (Response response = client.newCall(request.build()).execute()) {
            return response.body().string();
        }
    }

    private static Request.Builder to(String url) {
        return new Request.Builder().url(url);
    }

    @Test
    void theFirstRuleThatACallMeetsHasIt() throws IOException {
        BackendPool orders = pool("orders");
        OkHttpClient client = servers.client(LoadBalancingInterceptor.builder()
                .rule(Rule.to(pool("canary")).host("orders").header("X-Canary", "yes"))
                .rule(Rule.to(pool("writes")).host("orders").method("POST", "PUT"))
                .rule(Rule.to(pool("debug")).header("X-Debug"))
                .rule(Rule.to(pool("billing")).host("api", "api.test").path("/invoices/"))
                .rule(Rule.to(pool("tagged")).host("api").when(request -> request.tag(String.class) != null))
                .rule(Rule.to(orders).host("api", "api.test"))
                .pool(orders)
                .build());
        assertThat(get(client, "http://orders/")).isEqualTo("orders");
        assertThat(answer(client, to("http://orders/").header("x-canary", "yes")))
                .isEqualTo("canary");
        assertThat(answer(client, to("http://orders/").header("X-Canary", "no")))
                .isEqualTo("orders");
        assertThat(answer(
                        client,
                        to("http://orders/")
                                .addHeader("X-Canary", "no")
                                .addHeader("X-Canary", "yes")
                                .post(RequestBody.EMPTY)))
                .isEqualTo("canary");
        assertThat(answer(client, to("http://orders/").put(RequestBody.EMPTY))).isEqualTo("writes");
        for (String host : List.of("orders", "api", "api.test")) {
            assertThat(answer(client, to("http://" + host + "/").header("X-Debug", "")))
                    .isEqualTo("debug");
        }
        for (String path : List.of("/invoices", "/invoices/", "/invoices/42?of=me", "/%69nvoices")) {
            assertThat(get(client, "http://api.test" + path)).isEqualTo("billing");
        }
        for (String path :
                List.of("/", "/invoice", "/invoices2", "/invoices%2F42", "/old/invoices", "/invoices/../x")) {
            assertThat(get(client, "http://api" + path)).isEqualTo("orders");
        }
        assertThat(answer(client, to("http://api/").tag(String.class, ""))).isEqualTo("tagged");
    }

    @Test
    void hostsMayStandForPoolsAndWhatMeetsNoRuleGoesToTheDefaultPool() throws IOException {
        BackendPool orders = pool("orders");
        BackendPool others = pool("others");
        LoadBalancingInterceptor.Builder builder = LoadBalancingInterceptor.builder()
                .pool("one.test", orders)
                .pool("two.test", orders)
                .rule(Rule.to(pool("static")).host("api.test").path("/static"));
        OkHttpClient client = servers.client(builder.build());
        assertThat(get(client, "http://one.test/")).isEqualTo("orders");
        assertThat(get(client, "http://two.test/")).isEqualTo("orders");
        assertThatThrownBy(() -> get(client, "http://orders/")).isInstanceOf(UnknownHostException.class);
        assertThatThrownBy(() -> get(client, "http://api.test/")).isInstanceOf(UnknownHostException.class);
        OkHttpClient all = servers.client(builder.defaultPool(others).build());
        assertThat(get(all, "http://api.test/static/1")).isEqualTo("static");
        assertThat(get(all, "http://api.test/")).isEqualTo("others");
        assertThat(get(all, "http://one.test/")).isEqualTo("orders");
        // Hosts that nobody named are no matter of ours.
        assertThatThrownBy(() -> get(all, "http://others/")).isInstanceOf(UnknownHostException.class);
    }

    @Test
    void aRedirectToAnotherHostIsRoutedAsACallToItWouldBe() throws IOException {
        BackendPool billing = pool("billing");
        BackendPool orders = servers.pool(
                "orders",
                servers.answering(request -> new MockResponse.Builder()
                        .code(302)
                        .addHeader("Location", "http://api/invoices")
                        .build()));
        OkHttpClient client = servers.client(LoadBalancingInterceptor.builder()
                .pool(orders)
                .rule(Rule.to(billing).host("api").path("/invoices"))
                .rule(Rule.to(orders).host("api"))
                .build());
        assertThat(get(client, "http://orders/")).isEqualTo("billing");
        assertThat(Servers.outcomes(orders, Kind.SUCCESS)).isEqualTo(1);
        assertThat(Servers.outcomes(billing, Kind.SUCCESS)).isEqualTo(1);
    }

    /** OkHttp keeps the connection for the same host and port; where it cannot be closed, the lease stays with it. */
    @ParameterizedTest
    @EnumSource(names = {"HTTP_1_1", "H2_PRIOR_KNOWLEDGE"})
    void aSecondAttemptThatARuleSendsElsewhereIsCountedWhereItGoes(Protocol protocol) throws IOException {
        BiFunction<String, MockWebServer, MockWebServer> start = (name, server) -> {
            server.setProtocols(List.of(protocol));
            return servers.start(
                    server, request -> new MockResponse.Builder().body(name).build());
        };
        BackendPool old = servers.pool("old", start.apply("old", new MockWebServer()));
        BackendPool fresh = servers.pool("fresh", start.apply("fresh", new MockWebServer()));
        Interceptor twice = chain -> {
            chain.proceed(chain.request()).close();
            return chain.proceed(
                    chain.request().newBuilder().url("http://api/v2").build());
        };
        OkHttpClient client = servers.keep(new OkHttpClient.Builder()
                .protocols(List.of(protocol))
                .addInterceptor(twice)
                .addInterceptor(LoadBalancingInterceptor.builder()
                        .pool("api", old)
                        .rule(Rule.to(fresh).host("api").path("/v2"))
                        .build()));
        boolean one = protocol == Protocol.HTTP_1_1;
        assertThat(get(client, "http://api/v1")).isEqualTo(one ? "fresh" : "old");
        Servers.awaitIdle(old);
        Servers.awaitIdle(fresh);
        assertThat(Servers.calls(old)).isEqualTo(1);
        assertThat(Servers.calls(fresh)).isEqualTo(one ? 1 : 0);
    }

    @Test
    void theHostOfAFailoverIsServedByThePoolInCharge() throws IOException {
        VirtualTime time = VirtualTime.seeded(1);
        BackendPool primary = timed(
                time,
                "orders",
                servers.answering(request ->
                        new MockResponse.Builder().code(500).body("broken").build()));
        BackendPool secondary = timed(time, "elsewhere", servers.named("elsewhere"));
        Failover.Rules atOnce = new Failover.Rules(.5, .5, 20, Duration.ZERO, Duration.ofSeconds(60));
        try (Failover failover = Failover.of(atOnce, primary, secondary)) {
            assertThat(failover.pools()).containsExactly(primary, secondary);
            OkHttpClient client = servers.client(LoadBalancingInterceptor.builder()
                    .pool(failover)
                    .pool("also", failover)
                    .rule(Rule.to(failover).host("api").path("/x"))
                    .defaultPool(failover)
                    .build());
            for (int i = 0; i < 30; i++)
                assertThat(get(client, "http://orders/")).isEqualTo("broken");
            time.advance(Duration.ofSeconds(2));
            for (String url : List.of("http://orders/", "http://also/", "http://api/x", "http://api/")) {
                assertThat(get(client, url)).isEqualTo("elsewhere");
            }
        }
    }

    private BackendPool timed(VirtualTime time, String name, MockWebServer server) {
        return servers.keep(Servers.timed(name, time)
                .backend(Servers.at(server))
                .outlierDetection(OutlierDetection.off())
                .build());
    }

    @Test
    void aRuleThatFailsIsNotMet() throws IOException {
        OkHttpClient client = servers.client(LoadBalancingInterceptor.builder()
                .rule(Rule.to(pool("broken")).when(request -> {
                    throw new IllegalStateException("bug of the user's");
                }))
                .pool(pool("orders"))
                .build());
        for (int i = 0; i < 2; i++) assertThat(get(client, "http://orders/")).isEqualTo("orders");
    }

    @Test
    void aClientIsSizedForAllThatItsInterceptorReaches() throws IOException {
        LoadBalancingInterceptor interceptor = LoadBalancingInterceptor.builder()
                .pool("one.test", pool("orders"))
                .rule(Rule.to(pool("billing")).host("api"))
                .defaultPool(pool("others"))
                .build();
        assertThat(interceptor.router().pools())
                .extracting(BackendPool::name)
                .containsExactlyInAnyOrder("orders", "billing", "others");
        AtomicReference<Interceptor.Chain> seen = new AtomicReference<>();
        OkHttpClient client = servers.keep(LoadBalancing.sized(new OkHttpClient.Builder(), interceptor)
                .addInterceptor(interceptor)
                .addInterceptor(chain -> {
                    seen.set(chain);
                    return chain.proceed(chain.request());
                }));
        assertThat(client.dispatcher().getMaxRequests()).isEqualTo(3 * 64);
        for (String host : Set.of("one.test", "api")) {
            get(client, "http://" + host + "/");
            assertThat(seen.get().getProxySelector()).isSameAs(client.proxySelector());
        }
    }

    @Test
    void rulesSayWhatIsWrongWithThem() {
        Rule rule = Rule.to(pool("orders"));
        assertThatThrownBy(() -> rule.host()).hasMessage("host: none (expected: at least one)");
        assertThatThrownBy(() -> rule.host("Orders"))
                .hasMessage("host: \"Orders\" (expected: a name that is the host in a URL, and no IP address)");
        for (String path : List.of("", "api", "/api?x", "/api#x")) {
            assertThatThrownBy(() -> rule.path(path))
                    .hasMessage("path: \"" + path + "\" (expected: a path that begins with a slash)");
        }
        assertThatThrownBy(() -> rule.method()).hasMessage("method: none (expected: at least one)");
        assertThatThrownBy(() -> rule.header(" ")).hasMessageStartingWith("header:");
        assertThatThrownBy(() -> LoadBalancingInterceptor.builder().rule(rule).build())
                .hasMessage("pools: none (expected: at least one pool)");
        assertThatThrownBy(() -> LoadBalancingInterceptor.builder()
                        .pool("api", pool("one"))
                        .pool("api", pool("two")))
                .hasMessage("host: \"api\" (expected: names that differ)");
        assertThat(rule.host("api").path("/v1").method("GET").header("A").header("B", "b"))
                .hasToString("Rule[to orders, host [api], path /v1, method [GET], header A, header B: b]");
        assertThat(rule.method("GET", "GET")).as("twice is no harm").hasToString("Rule[to orders, method [GET]]");
        assertThat(rule).hasToString("Rule[to orders]");
    }
}

package io.github.evenkeel.okhttp;

import static io.github.evenkeel.okhttp.Servers.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.evenkeel.CallContext;
import io.github.evenkeel.NoBackendAvailableException;
import io.github.evenkeel.pool.BackendPool;
import io.github.evenkeel.select.Selectors;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a call tells the pool about itself, and the backends that are asked for by name. */
@Timeout(120)
class AffinityTest {
    private final Servers servers = new Servers();
    private final List<CallContext> seen = Collections.synchronizedList(new ArrayList<>());

    @AfterEach
    void close() {
        servers.close();
    }

    /** A pool that notes what its calls tell. */
    private BackendPool noting(MockWebServer... members) {
        BackendPool.Builder builder = BackendPool.builder("orders").selector(new Recording(seen));
        for (MockWebServer each : members) builder.backend(Servers.at(each));
        return servers.keep(builder.build());
    }

    private static String answer(OkHttpClient client, Request.Builder request) throws IOException {
        try (Response response = client.newCall(request.build()).execute()) {
            return response.body().string();
        }
    }

    private static Request.Builder to(String path) {
        return new Request.Builder().url("http://orders" + path);
    }

    private List<String> keys(Affinity affinity, Request.Builder... requests) throws IOException {
        seen.clear();
        OkHttpClient client = servers.client(LoadBalancingInterceptor.builder()
                .pool(noting(servers.named("a")))
                .affinity(affinity)
                .build());
        for (Request.Builder each : requests) answer(client, each);
        return seen.stream().map(CallContext::key).toList();
    }

    @Test
    void aKeyIsReadFromWhereItIsAskedFor() throws IOException {
        assertThat(keys(
                        Affinity.header("X-User"),
                        to("/").header("x-user", "me"),
                        to("/"),
                        to("/").header("X-User", "")))
                .containsExactly("me", null, null);
        assertThat(keys(Affinity.pathSegment(1), to("/users/4%322"), to("/users/"), to("/users"), to("/")))
                .containsExactly("422", null, null, null);
        UUID tag = new UUID(1, 2);
        assertThat(keys(Affinity.tag(UUID.class), to("/").tag(UUID.class, tag), to("/")))
                .containsExactly(tag.toString(), null);
        assertThat(keys(
                        Affinity.cookie("session"),
                        to("/").header("Cookie", "a=b; session=s-1;x"),
                        to("/").header("Cookie", "xsession=1; =2"),
                        to("/")))
                .containsExactly("s-1", null, null);
        assertThat(keys(
                        Affinity.header("A")
                                .orElse(Affinity.of(request -> request.url().queryParameter("q"))),
                        to("/?q=1").header("A", "2"),
                        to("/?q=1"),
                        to("/")))
                .containsExactly("2", "1", null);
    }

    @Test
    void anAffinityThatFailsGivesNoKey() throws IOException {
        assertThat(keys(
                        Affinity.of(request -> {
                            throw new IllegalStateException("bug of the user's");
                        }),
                        to("/"),
                        to("/")))
                .containsExactly(null, null);
    }

    @Test
    void equalKeysMeetTheSameMemberAndAMemberThatLeavesMovesOnlyItsOwn() throws IOException {
        BackendPool orders = servers.keep(BackendPool.builder("orders")
                .backend(Servers.at(servers.named("a")))
                .backend(Servers.at(servers.named("b")))
                .backend(Servers.at(servers.named("c")))
                .selector(Selectors.consistentHash())
                .build());
        OkHttpClient client = servers.client(LoadBalancingInterceptor.builder()
                .pool(orders)
                .affinity(Affinity.header("X-User"))
                .build());
        List<String> before = new ArrayList<>();
        for (int i = 0; i < 40; i++) before.add(answer(client, to("/").header("X-User", "u" + i)));
        assertThat(before).contains("a", "b", "c");
        orders.maintenance(orders.backends().get(0).id());
        for (int i = 0; i < 40; i++) {
            String now = answer(client, to("/").header("X-User", "u" + i));
            if (before.get(i).equals("a")) assertThat(now).isNotEqualTo("a");
            else assertThat(now).isEqualTo(before.get(i));
        }
    }

    @Test
    void aRouteIsMethodAndFirstSegmentUnlessNamedOtherwise() throws IOException {
        BackendPool orders = noting(servers.named("a"));
        OkHttpClient standard = servers.client(orders);
        Request.Builder[] requests = {
            to("/"), to("/orders/42?x=y"), to("/orders").delete(), to("/orders/7")
        };
        for (Request.Builder each : requests) answer(standard, each);
        assertThat(seen)
                .extracting(CallContext::route)
                .containsExactly("GET /", "GET /orders", "DELETE /orders", "GET /orders");
        assertThat(seen.get(3)).isSameAs(seen.get(1));

        seen.clear();
        OkHttpClient own = servers.client(LoadBalancingInterceptor.builder()
                .pool(orders)
                .routes(request -> request.url().queryParameter("x"))
                .build());
        for (Request.Builder each : requests) answer(own, each);
        assertThat(seen).extracting(CallContext::route).containsExactly(null, "y", null, null);

        seen.clear();
        OkHttpClient broken = servers.client(LoadBalancingInterceptor.builder()
                .pool(orders)
                .routes(request -> {
                    throw new IllegalStateException("bug of the user's");
                })
                .build());
        OkHttpClient none = servers.client(
                LoadBalancingInterceptor.builder().pool(orders).noRoutes().build());
        for (OkHttpClient each : List.of(broken, broken, none)) answer(each, to("/orders"));
        assertThat(seen).containsOnly(CallContext.any());

        seen.clear();
        OkHttpClient both = servers.client(LoadBalancingInterceptor.builder()
                .pool(orders)
                .affinity(Affinity.header("X-User"))
                .build());
        answer(both, to("/orders").header("X-User", "me"));
        assertThat(seen)
                .singleElement()
                .hasToString(CallContext.forKey("me").withRoute("GET /orders").toString());
    }

    @Test
    void routesThatAreTooManyToKeepAreNamedNevertheless() {
        RouteNames names = new RouteNames(null);
        Set<CallContext> contexts = Collections.newSetFromMap(new IdentityHashMap<>());
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < RouteNames.MOST + 10; i++) {
                CallContext context = names.of(to("/" + i).build());
                assertThat(context.route()).isEqualTo("GET /" + i);
                contexts.add(context);
            }
        }
        assertThat(contexts).hasSize(RouteNames.MOST + 20);
    }

    @Test
    void aRequestThatNamesItsBackendGetsItOrFails() throws IOException {
        BackendPool orders = servers.pool("orders", servers.named("a"), servers.named("b"));
        String b = orders.backends().get(1).id();
        OkHttpClient client = servers.client(orders);
        for (int i = 0; i < 10; i++) {
            assertThat(answer(client, to("/").tag(NamedBackend.class, new NamedBackend(b))))
                    .isEqualTo("b");
        }
        orders.maintenance(b);
        assertThatThrownBy(() -> answer(client, to("/").tag(NamedBackend.class, new NamedBackend(b))))
                .isInstanceOf(IOException.class)
                .hasCauseInstanceOf(NoBackendAvailableException.class)
                .hasMessageContaining("the call is for " + b + ", which is MAINTENANCE");
        assertThatThrownBy(() -> answer(client, to("/").tag(NamedBackend.class, new NamedBackend("nobody"))))
                .hasMessageContaining("the call is for nobody, which is no member");
        assertThat(get(client, "http://orders/")).isEqualTo("a");
        assertThatThrownBy(() -> new NamedBackend(" ")).hasMessageStartingWith("id:");
        Servers.awaitIdle(orders);
    }

    @Test
    void aRedirectToAnotherPoolIsForAnyOfItsMembers() throws IOException {
        BackendPool billing = servers.pool("billing", servers.named("b"));
        BackendPool orders = servers.pool(
                "orders",
                servers.answering(request -> new MockResponse.Builder()
                        .code(302)
                        .addHeader("Location", "http://billing/")
                        .build()));
        String a = orders.backends().get(0).id();
        assertThat(answer(servers.client(orders, billing), to("/").tag(NamedBackend.class, new NamedBackend(a))))
                .isEqualTo("b");
    }

    @Test
    void whatIsAskedForBadlyIsNamed() {
        assertThatThrownBy(() -> Affinity.header("")).hasMessageStartingWith("header:");
        assertThatThrownBy(() -> Affinity.pathSegment(-1)).hasMessageStartingWith("index: -1");
        assertThat(Affinity.header("A").orElse(Affinity.pathSegment(2)).orElse(Affinity.tag(String.class)))
                .hasToString("Affinity[header A, else path segment 2, else tag java.lang.String]");
    }
}

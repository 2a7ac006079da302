package io.github.evenkeel.okhttp;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.evenkeel.pool.BackendPool;
import io.github.evenkeel.retry.RetryRules;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.Cache;
import okhttp3.Cookie;
import okhttp3.CookieJar;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the application's own parts see of a call that is sent again: over HTTP/2 it goes under another port, and they must not notice. */
@Timeout(120)
class DetourTest {
    private static final RetryRules AT_ONCE = RetryRules.defaults().withPauses(Duration.ZERO, Duration.ZERO);

    private final Servers servers = new Servers();
    private final List<HttpUrl> judged = new ArrayList<>();
    private final List<HttpUrl> seen = new ArrayList<>();

    private final CountDownLatch over = new CountDownLatch(1);

    @AfterEach
    void close() {
        over.countDown();
        servers.close();
    }

    private OkHttpClient client(OkHttpClient.Builder builder, MockWebServer... all) {
        BackendPool.Builder pool = BackendPool.builder(Wire.POOL).selector(new InOrder());
        for (MockWebServer server : all) pool.backend(Servers.at(server));
        LoadBalancingInterceptor balancing = LoadBalancingInterceptor.builder()
                .pool(servers.keep(pool.build()))
                .retries(AT_ONCE)
                .classifier(response -> {
                    judged.add(response.request().url());
                    return Classifier.standard().ofResponse(response);
                })
                .build();
        return servers.keep(builder.addInterceptor(balancing));
    }

    private MockWebServer answering(Wire wire, int code) {
        return wire.server(
                servers, request -> new MockResponse.Builder().code(code).build());
    }

    private MockWebServer strict(Wire wire, Function<RecordedRequest, String> body) {
        return wire.server(
                servers,
                request -> new MockResponse.Builder()
                        .code(request.getHeaders().get("Authorization") == null ? 401 : 200)
                        .body(body.apply(request))
                        .build());
    }

    /** A client whose calls find the first member busy, and go to this one on a detour. */
    private OkHttpClient detouring(Wire wire, OkHttpClient.Builder builder, MockWebServer next) {
        return client(builder, answering(wire, 503), next);
    }

    private Response detour(Wire wire, OkHttpClient.Builder builder, MockWebServer next) throws IOException {
        return detouring(wire, builder, next).newCall(get(wire)).execute();
    }

    private static Request get(Wire wire) {
        return new Request.Builder().url(wire.url("/")).build();
    }

    private static HttpUrl url(Wire wire) {
        return get(wire).url();
    }

    @ParameterizedTest
    @EnumSource
    void theCookieJarIsAskedForTheUrlThatTheApplicationAskedFor(Wire wire) throws IOException {
        MockWebServer good = wire.server(
                servers,
                request -> new MockResponse.Builder()
                        .addHeader("Set-Cookie", "seen=yes")
                        .body("cookie " + request.getHeaders().get("Cookie"))
                        .build());
        CookieJar jar = new CookieJar() {
            @Override
            public List<Cookie> loadForRequest(HttpUrl url) {
                seen.add(url);
                return List.of(new Cookie.Builder()
                        .name("port")
                        .value("" + url.port())
                        .domain(url.host())
                        .build());
            }

            @Override
            public void saveFromResponse(HttpUrl url, List<Cookie> cookies) {
                seen.add(url);
            }
        };
        OkHttpClient client = detouring(wire, wire.client().cookieJar(jar), good);
        assertThat(Servers.get(client, wire.url("/")))
                .isEqualTo("cookie port=" + url(wire).port());
        assertThat(seen).hasSize(3).containsOnly(url(wire));
    }

    @ParameterizedTest
    @EnumSource
    void theAuthenticatorIsAskedForTheRequestThatTheApplicationMade(Wire wire) throws IOException {
        MockWebServer strict =
                strict(wire, request -> "by " + request.getHeaders().get("Authorization"));
        OkHttpClient.Builder builder = wire.client().authenticator((route, response) -> {
            seen.add(response.request().url());
            assertThat(response.request().headers().names()).doesNotContain("Host");
            return response.request()
                    .newBuilder()
                    .header("Authorization", "port " + response.request().url().port())
                    .build();
        });
        try (Response response = detour(wire, builder, strict)) {
            assertThat(response.body().string())
                    .isEqualTo("by port " + url(wire).port());
            assertThat(response.request().url()).isEqualTo(url(wire));
            assertThat(response.priorResponse().code()).isEqualTo(401);
        }
        assertThat(seen).containsExactly(url(wire));
    }

    @ParameterizedTest
    @EnumSource
    void anAuthenticatorThatGivesUpLeavesTheAnswerAsItIs(Wire wire) throws IOException {
        MockWebServer strict = answering(wire, 401);
        OkHttpClient.Builder builder = wire.client().authenticator((route, response) -> null);
        try (Response response = detour(wire, builder, strict)) {
            assertThat(response.code()).isEqualTo(401);
            assertThat(response.request().url()).isEqualTo(url(wire));
        }
    }

    /** The member that is written to first hangs, so that OkHttp forgets nothing until the other one has answered. */
    @ParameterizedTest
    @EnumSource
    void aWriteThatIsSentAgainMakesWhatIsCachedStale(Wire wire, @TempDir Path directory) throws IOException {
        MockWebServer hung = wire.server(servers, request -> {
            MockResponse.Builder answer = new MockResponse.Builder();
            if (request.getMethod().equals("GET")) {
                return answer.addHeader("Cache-Control", "max-age=60")
                        .body("old")
                        .build();
            }
            Await.opened(over);
            return answer.build();
        });
        MockWebServer good = wire.server(
                servers, request -> new MockResponse.Builder().body("new").build());
        try (Cache cache = new Cache(directory.toFile(), 1 << 20)) {
            OkHttpClient client = client(wire.client().cache(cache).readTimeout(Duration.ofMillis(300)), hung, good);
            String other = wire.url("/other");
            assertThat(Servers.get(client, wire.url("/"))).isEqualTo("old");
            assertThat(Servers.get(client, other)).isEqualTo("old");
            RequestBody body = RequestBody.create("1", null);
            try (Response response =
                    client.newCall(get(wire).newBuilder().put(body).build()).execute()) {
                assertThat(response.body().string()).isEqualTo("new");
            }
            assertThat(cache.urls()).toIterable().containsExactly(other);
            assertThat(good.getRequestCount()).isEqualTo(1);
        }
    }

    private OkHttpClient plain(OkHttpClient.Builder builder) {
        return servers.keep(builder.dns(new Servers.Names(Wire.POOL)));
    }

    private static int priors(Response response) {
        int count = 0;
        for (Response each = response.priorResponse(); each != null; each = each.priorResponse()) count++;
        return count;
    }

    /** What an authenticator that tries twice and then gives up sees of each challenge, and the application in the end. */
    private static List<String> challenges(
            OkHttpClient.Builder builder, UnaryOperator<OkHttpClient.Builder> way, HttpUrl url) throws IOException {
        List<String> all = new ArrayList<>();
        builder.authenticator((route, response) -> {
            all.add(seenOf(response));
            if (priors(response) == 2) return null;
            return response.request()
                    .newBuilder()
                    .header("Authorization", "try " + priors(response))
                    .build();
        });
        Request request = new Request.Builder().url(url).build();
        try (Response response = way.apply(builder).build().newCall(request).execute()) {
            all.add(seenOf(response));
        }
        return all;
    }

    private static String seenOf(Response last) {
        StringBuilder seen = new StringBuilder();
        for (Response each = last; each != null; each = each.priorResponse()) {
            Request request = each.request();
            Request sent = each.networkResponse().request();
            seen.append(each.code() + " of " + request.url().encodedPath() + " " + request.headers() + ", override "
                    + request.cacheUrlOverride() + ", sent " + sent.headers().names() + sent.cacheUrlOverride() + "; ");
        }
        return seen.toString();
    }

    @ParameterizedTest
    @EnumSource
    void anAuthenticatorThatCountsItsTriesSeesWhatItSeesWithAPlainClient(Wire wire) throws IOException {
        MockWebServer strict = answering(wire, 401);
        HttpUrl direct = url(wire).newBuilder().port(strict.getPort()).build();
        List<String> plain = challenges(wire.client(), one -> plain(one).newBuilder(), direct);
        assertThat(plain).hasSize(4);
        List<String> ours =
                challenges(wire.client(), one -> detouring(wire, one, strict).newBuilder(), url(wire));
        assertThat(ours).isEqualTo(plain);
        assertThat(strict.getRequestCount()).isEqualTo(2 * 3);
    }

    @ParameterizedTest
    @EnumSource
    void whatOkHttpRepeatsByItselfItRepeatsAsOftenAsAPlainClient(Wire wire) throws IOException {
        MockWebServer slow = answering(wire, 408);
        try (Response response = detour(wire, wire.client(), slow)) {
            assertThat(response.code()).isEqualTo(408);
            assertThat(priors(response)).isEqualTo(1);
        }
        assertThat(judged).hasSize(2).allMatch(url(wire)::equals);
        assertThat(slow.getRequestCount()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource
    void noAnswerInTheEndHasAnotherPort(Wire wire) throws IOException {
        MockWebServer moved = wire.server(servers, request -> {
            MockResponse.Builder answer = new MockResponse.Builder();
            if (request.getTarget().equals("/there")) return answer.build();
            return answer.code(302).addHeader("Location", "/there").build();
        });
        try (Response response = detour(wire, wire.client(), moved)) {
            assertThat(priors(response)).isEqualTo(1);
            for (Response each = response; each != null; each = each.priorResponse()) {
                assertThat(each.request().url().port()).isEqualTo(url(wire).port());
                assertThat(each.networkResponse().request().url())
                        .isEqualTo(each.request().url());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRedirectToTheNextPortGoesToThatPort(Wire wire) throws IOException {
        HttpUrl next = url(wire).newBuilder().port(url(wire).port() + 1).build();
        MockWebServer moved = wire.server(servers, request -> {
            String authority = next.host() + ":" + next.port();
            MockResponse.Builder answer = new MockResponse.Builder();
            if (authority.equals(
                    request.getUrl().host() + ":" + request.getUrl().port())) return answer.build();
            return answer.code(302).addHeader("Location", next).build();
        });
        try (Response response = detour(wire, wire.client(), moved)) {
            assertThat(response.code()).isEqualTo(200);
            assertThat(response.request().url()).isEqualTo(next);
            assertThat(priors(response)).isEqualTo(1);
            assertThat(moved.getRequestCount()).isEqualTo(2);
        }
    }

    @Test
    void theOtherPortIsAtTheFarEndAndNeverTheSame() {
        Request first = new Request.Builder().url("http://orders/").build();
        Request last = new Request.Builder().url("http://orders:65535/").build();
        assertThat(Detour.of(first).request().url().port()).isEqualTo(65_535);
        assertThat(Detour.of(last).request().url().port()).isEqualTo(65_534);
    }

    @ParameterizedTest
    @EnumSource
    void aHostThatAnAuthenticatorSetsStays(Wire wire) throws IOException {
        MockWebServer strict = strict(wire, request -> request.getUrl().host());
        OkHttpClient.Builder builder = wire.client()
                .authenticator((route, response) -> response.request()
                        .newBuilder()
                        .header("Authorization", "yes")
                        .header("Host", "mine.test")
                        .build());
        try (Response response = detour(wire, builder, strict)) {
            assertThat(response.body().string()).isEqualTo("mine.test");
            assertThat(response.request().header("Host")).isEqualTo("mine.test");
            assertThat(response.request().url()).isEqualTo(url(wire));
        }
    }
}

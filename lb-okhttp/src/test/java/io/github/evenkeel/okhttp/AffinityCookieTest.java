package io.github.evenkeel.okhttp;

import static io.github.evenkeel.okhttp.Servers.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.evenkeel.Backend;
import io.github.evenkeel.health.Status;
import io.github.evenkeel.pool.BackendPool;
import io.github.evenkeel.testing.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.Cookie;
import okhttp3.CookieJar;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class AffinityCookieTest {
    private static final HttpUrl URL = HttpUrl.get("http://orders/");

    private final Servers servers = new Servers();
    private final Jar jar = new Jar();

    @AfterEach
    void close() {
        servers.close();
    }

    /** Keeps the latest of each name and domain; counts what it was given. */
    private static final class Jar implements CookieJar {
        private final List<Cookie> kept = new ArrayList<>();
        private int saved;

        @Override
        public synchronized List<Cookie> loadForRequest(HttpUrl url) {
            return kept.stream().filter(cookie -> cookie.matches(url)).toList();
        }

        @Override
        public synchronized void saveFromResponse(HttpUrl url, List<Cookie> cookies) {
            for (Cookie each : cookies) {
                kept.removeIf(cookie ->
                        cookie.name().equals(each.name()) && cookie.domain().equals(each.domain()));
                kept.add(each);
                saved++;
            }
        }

        synchronized Cookie named(String name) {
            return kept.stream()
                    .filter(cookie -> cookie.name().equals(name))
                    .findFirst()
                    .orElse(null);
        }
    }

    private OkHttpClient client(BackendPool orders, AffinityCookie cookie, CookieJar keptIn) {
        return servers.keep(new OkHttpClient.Builder()
                .cookieJar(keptIn)
                .addInterceptor(LoadBalancingInterceptor.builder()
                        .pool(orders)
                        .affinityCookie(cookie)
                        .build()));
    }

    private static Set<String> answers(OkHttpClient client, int calls) throws Exception {
        Set<String> all = new HashSet<>();
        for (int i = 0; i < calls; i++) all.add(get(client, "http://orders/"));
        return all;
    }

    @Test
    void aClientStaysWithItsMemberAndMovesOnlyIfItMust() throws Exception {
        BackendPool orders = servers.pool("orders", servers.named("a"), servers.named("b"), servers.named("c"));
        OkHttpClient client = client(orders, AffinityCookie.standard(), jar);
        String first = get(client, "http://orders/");
        assertThat(answers(client, 30)).containsExactly(first);
        assertThat(jar.saved).isEqualTo(1);
        Cookie cookie = jar.named("SERVERID");
        assertThat(cookie.httpOnly() && cookie.persistent() && cookie.hostOnly())
                .isTrue();
        assertThat(cookie.secure()).isFalse();
        assertThat(cookie.path()).isEqualTo("/");
        assertThat(cookie.value()).hasSize(16).matches("[A-Za-z0-9_-]+");
        for (Backend each : orders.backends()) assertThat(cookie.value()).doesNotContain(each.id());
        // Another client with the same jar, as after a restart, is with the same member.
        assertThat(answers(client(orders, AffinityCookie.standard(), jar), 10)).containsExactly(first);

        Backend home = orders.backends().get("abc".indexOf(first));
        orders.maintenance(home.id());
        String second = get(client, "http://orders/");
        assertThat(second).isNotEqualTo(first);
        orders.ready(home.id());
        assertThat(answers(client, 20)).containsExactly(second);
        assertThat(jar.named("SERVERID").value()).isNotEqualTo(cookie.value());
    }

    @Test
    void aJarThatKeepsTheLatestListAloneStillHasTheServersCookie() throws Exception {
        List<Cookie> latest = new ArrayList<>();
        CookieJar plain = new CookieJar() {
            @Override
            public List<Cookie> loadForRequest(HttpUrl url) {
                return List.copyOf(latest);
            }

            @Override
            public void saveFromResponse(HttpUrl url, List<Cookie> cookies) {
                latest.clear();
                latest.addAll(cookies);
            }
        };
        MockWebServer server = servers.answering(request -> new MockResponse.Builder()
                .addHeader("Set-Cookie", "JSESSIONID=1")
                .build());
        get(client(servers.pool("orders", server), AffinityCookie.standard(), plain), "http://orders/");
        assertThat(latest).extracting(Cookie::name).containsExactly("JSESSIONID", "SERVERID");
    }

    @Test
    void whatABackendSetsUnderANameOfItsOwnIsNotKeptForTheUrlsHost() throws Exception {
        MockWebServer[] members = new MockWebServer[3];
        for (int i = 0; i < members.length; i++) {
            String name = "m" + i;
            members[i] = servers.answering(request -> new MockResponse.Builder()
                    .addHeader("Set-Cookie", "SESSION=of-" + name)
                    .addHeader("Set-Cookie", "SERVERID=theirs")
                    .body(name)
                    .build());
        }
        BackendPool orders = servers.pool("orders", members);
        OkHttpClient client = servers.keep(new OkHttpClient.Builder()
                .cookieJar(jar)
                .addInterceptor(LoadBalancingInterceptor.builder()
                        .pool(orders)
                        .hostNames(backend -> "m" + backend.port() + ".test")
                        .affinityCookie(AffinityCookie.standard().startedBy("SESSION"))
                        .build()));
        String first = get(client, "http://orders/");
        assertThat(answers(client, 20)).containsExactly(first);
        assertThat(jar.loadForRequest(URL))
                .singleElement()
                .satisfies(own -> assertThat(own.name()).isEqualTo("SERVERID"))
                .satisfies(own -> assertThat(own.value()).isNotEqualTo("theirs"));
    }

    @Test
    void clientsWithoutAJarOrWithACookieThatNobodyKnowsAreFree() throws Exception {
        BackendPool orders = servers.pool("orders", servers.named("a"), servers.named("b"));
        assertThat(answers(client(orders, AffinityCookie.standard(), CookieJar.NO_COOKIES), 50))
                .containsExactlyInAnyOrder("a", "b");
        jar.kept.add(new Cookie.Builder()
                .name("SERVERID")
                .value("stranger")
                .hostOnlyDomain("orders")
                .build());
        OkHttpClient client = client(orders, AffinityCookie.standard(), jar);
        assertThat(answers(client, 20)).hasSize(1);
        assertThat(jar.named("SERVERID").value()).isNotEqualTo("stranger");
    }

    @Test
    void aCookieIsRenewedAsTimeGoesByAndSecureWhereTheCallIs() throws Exception {
        HeldCertificate certificate = new HeldCertificate.Builder()
                .addSubjectAlternativeName("orders")
                .build();
        HandshakeCertificates trust = new HandshakeCertificates.Builder()
                .heldCertificate(certificate)
                .addTrustedCertificate(certificate.certificate())
                .build();
        MockWebServer server = new MockWebServer();
        server.useHttps(trust.sslSocketFactory());
        servers.start(server, request -> new MockResponse.Builder().body("a").build());
        BackendPool orders = servers.pool("orders", server);
        OkHttpClient client = client(orders, AffinityCookie.standard().lasting(Duration.ofMinutes(10)), jar)
                .newBuilder()
                .sslSocketFactory(trust.sslSocketFactory(), trust.trustManager())
                .build();
        get(client, "https://orders/");
        Cookie cookie = jar.named("SERVERID");
        assertThat(cookie.secure()).isTrue();
        assertThat(cookie.expiresAt() - System.currentTimeMillis()).isBetween(480_000L, 600_000L);
        // Half of its time has passed, as the jar tells it.
        Cookie old = cookie.newBuilder().expiresAt(cookie.expiresAt() - 300_000).build();
        jar.saveFromResponse(URL, List.of(old));
        get(client, "https://orders/");
        assertThat(jar.named("SERVERID").expiresAt()).isGreaterThanOrEqualTo(cookie.expiresAt());
        assertThat(jar.named("SERVERID").value()).isEqualTo(cookie.value());
    }

    @Test
    void aServersCookieOfTheSameNameStandsAndOneOfASessionMayStartIt() throws Exception {
        List<String> setting = new ArrayList<>(List.of("SERVERID=mine"));
        MockWebServer[] members = new MockWebServer[2];
        for (int i = 0; i < 2; i++) {
            String name = "ab".substring(i, i + 1);
            members[i] = servers.answering(request -> {
                MockResponse.Builder answer = new MockResponse.Builder().body(name);
                setting.forEach(cookie -> answer.addHeader("Set-Cookie", cookie));
                return answer.build();
            });
        }
        BackendPool orders = servers.pool("orders", members);
        OkHttpClient client =
                client(orders, AffinityCookie.standard().startedBy("JSESSIONID").withName("LB"), jar);
        answers(client, 5);
        assertThat(jar.named("LB")).isNull();
        OkHttpClient same = client(orders, AffinityCookie.standard(), jar);
        answers(same, 5);
        assertThat(jar.named("SERVERID").value()).isEqualTo("mine");

        setting.set(0, "JSESSIONID=1");
        String home = get(client, "http://orders/");
        assertThat(jar.named("LB")).isNotNull();
        setting.clear();
        assertThat(answers(client, 20)).containsExactly(home);
    }

    @Test
    void whoeverIsAskedForCredentialsBringsThemToTheSameMember() throws Exception {
        MockWebServer[] members = new MockWebServer[3];
        for (int i = 0; i < members.length; i++) {
            String name = "abc".substring(i, i + 1);
            members[i] = servers.answering(request -> new MockResponse.Builder()
                    .code(request.getHeaders().get("Authorization") == null ? 401 : 200)
                    .body(name)
                    .build());
        }
        BackendPool orders = servers.pool("orders", members);
        OkHttpClient client = client(orders, AffinityCookie.standard(), jar);
        OkHttpClient.Builder asked = client.newBuilder();
        asked.interceptors().add(0, chain -> {
            Response response = chain.proceed(chain.request());
            if (response.code() != 401) return response;
            response.close();
            return chain.proceed(
                    chain.request().newBuilder().header("Authorization", "yes").build());
        });
        assertThat(answers(asked.build(), 20)).hasSize(1);
        assertThat(jar.saved).isEqualTo(1);
        Servers.awaitIdle(orders);
    }

    @Test
    void aCallForOneMemberLeavesTheClientWithItsOwn() throws Exception {
        BackendPool orders = servers.pool("orders", servers.named("a"), servers.named("b"));
        OkHttpClient client = client(orders, AffinityCookie.standard(), jar);
        String home = get(client, "http://orders/");
        for (Backend each : orders.backends()) {
            Request named = new Request.Builder()
                    .url(URL)
                    .tag(NamedBackend.class, new NamedBackend(each.id()))
                    .build();
            client.newCall(named).execute().close();
        }
        assertThat(answers(client, 10)).containsExactly(home);
        assertThat(jar.saved).isEqualTo(1);
    }

    @Test
    void aRouteThatTheMemberFailsIsServedByAnother() throws Exception {
        MockWebServer half = servers.answering(request -> new MockResponse.Builder()
                .code(request.getTarget().equals("/bad") ? 500 : 200)
                .body("half")
                .build());
        BackendPool orders = servers.pool("orders", half, servers.named("whole"));
        OkHttpClient client = client(orders, AffinityCookie.standard(), jar);
        jar.saveFromResponse(
                URL,
                List.of(new Cookie.Builder()
                        .name("SERVERID")
                        .value(CookieKeeper.value(orders, Servers.at(half)))
                        .hostOnlyDomain("orders")
                        .build()));
        for (int i = 0; i < 10; i++) {
            get(client, "http://orders/bad");
            get(client, "http://orders/good");
        }
        Servers.awaitIdle(orders);
        assertThat(get(client, "http://orders/bad")).isEqualTo("whole");
        assertThat(orders.status().member(Servers.at(half).id()).status()).isEqualTo(Status.HEALTHY);
    }

    @Test
    void newMembersAreFoundByTheirCookie() throws Exception {
        VirtualTime time = VirtualTime.seeded(1);
        MockWebServer b = servers.named("b");
        BackendPool orders = servers.keep(Servers.timed("orders", time)
                .backend(Servers.at(servers.named("a")))
                .build());
        OkHttpClient client = client(orders, AffinityCookie.standard(), jar);
        assertThat(get(client, "http://orders/")).isEqualTo("a");
        orders.add(Servers.at(b));
        time.advance(Duration.ofSeconds(2));
        jar.saveFromResponse(
                URL,
                List.of(jar.named("SERVERID")
                        .newBuilder()
                        .value(CookieKeeper.value(orders, Servers.at(b)))
                        .build()));
        assertThat(answers(client, 5)).containsExactly("b");
    }

    @Test
    void aJarThatFailsBreaksNoCallHere() throws Exception {
        BackendPool orders = servers.pool("orders", servers.named("a"));
        CookieJar broken = new CookieJar() {
            @Override
            public List<Cookie> loadForRequest(HttpUrl url) {
                return List.of();
            }

            @Override
            public void saveFromResponse(HttpUrl url, List<Cookie> cookies) {
                throw new IllegalStateException("bug of the user's");
            }
        };
        OkHttpClient client = client(orders, AffinityCookie.standard(), broken);
        for (int i = 0; i < 2; i++) {
            assertThat(get(client, "http://orders/")).isEqualTo("a");
        }
    }

    @Test
    void settingsSayWhatIsWrongWithThem() {
        AffinityCookie standard = AffinityCookie.standard();
        for (String name : List.of("", "a b", "a=b", "ü")) {
            assertThatThrownBy(() -> standard.withName(name)).hasMessageStartingWith("name: ");
        }
        assertThatThrownBy(() -> standard.lasting(Duration.ZERO)).hasMessageStartingWith("lasting: ");
        assertThatThrownBy(() -> standard.lasting(Duration.ofMillis(999))).hasMessageStartingWith("lasting: ");
        assertThatThrownBy(() -> standard.startedBy(" ")).hasMessageStartingWith("serversCookie: ");
        assertThat(standard).hasToString("AffinityCookie[SERVERID, lasting PT1H]");
        assertThat(standard.withName("LB").startedBy("S"))
                .hasToString("AffinityCookie[LB, lasting PT1H, started by S]");
    }
}

package io.github.evenkeel.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.evenkeel.Backend;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okhttp3.Cookie;
import okhttp3.CookieJar;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Plain HTTP over real sockets. */
@Timeout(60)
class HttpProbeTest {
    /** Far more than a loopback needs, so that a slow machine fails no test. */
    private static final Duration AMPLE = Duration.ofSeconds(30);

    private final MockWebServer server = new MockWebServer();
    private final HttpProbe probe = Probes.http("/readyz");

    @BeforeEach
    void start() throws IOException {
        server.start(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Backend backend() {
        return Backend.of("127.0.0.1", server.getPort());
    }

    private void answers(int status) {
        server.enqueue(new MockResponse.Builder().code(status).build());
    }

    private void answers(String body) {
        server.enqueue(new MockResponse.Builder().body(body).build());
    }

    private ProbeResult check(HttpProbe how) throws IOException {
        return how.check(backend(), AMPLE);
    }

    @Test
    void itGetsThePathWithItsQueryFromTheBackend() throws Exception {
        answers(200);
        assertThat(check(Probes.http("/readyz?full=1"))).isEqualTo(ProbeResult.passed("HTTP 200"));
        RecordedRequest request = server.takeRequest();
        assertThat(request.getRequestLine()).isEqualTo("GET /readyz?full=1 HTTP/1.1");
        assertThat(request.getHeaders().get("Host")).isEqualTo("127.0.0.1:" + server.getPort());
        assertThat(request.getHeaders().get("User-Agent")).isEqualTo("evenkeel-probe");
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 204, 301, 302, 401, 404, 408, 421, 500, 503})
    void anythingButStatus200IsAFailureAndAskedOnce(int status) throws IOException {
        server.enqueue(new MockResponse.Builder()
                .code(status)
                .setHeader("Location", server.url("/login"))
                .setHeader("Retry-After", "0")
                .setHeader("WWW-Authenticate", "Basic realm=\"x\"")
                .build());
        answers(200);
        assertThat(check(probe)).isEqualTo(ProbeResult.failed("HTTP " + status));
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void theGoodStatusesAreExactlyThoseGiven() throws IOException {
        HttpProbe lenient = probe.withStatuses(200, 429, 599);
        answers(429);
        assertThat(check(lenient)).isEqualTo(ProbeResult.passed("HTTP 429"));
        answers(200);
        assertThat(check(lenient).good()).isTrue();
        answers(599);
        assertThat(check(lenient).good()).isTrue();
        answers(202);
        assertThat(check(lenient)).isEqualTo(ProbeResult.failed("HTTP 202"));
        answers(200);
        assertThat(check(lenient.withStatuses(204))).isEqualTo(ProbeResult.failed("HTTP 200"));
    }

    @Test
    void theBodyMustMatchToo() throws IOException {
        HttpProbe strict = probe.withBodyContaining("\"UP\"");
        answers("{\"status\":\"UP\"}");
        assertThat(check(strict)).isEqualTo(ProbeResult.passed("HTTP 200"));
        answers("{\"status\":\"DOWN\"}");
        assertThat(check(strict)).isEqualTo(ProbeResult.failed("HTTP 200, body does not match"));
        server.enqueue(new MockResponse.Builder().code(500).body("\"UP\"").build());
        assertThat(check(strict)).isEqualTo(ProbeResult.failed("HTTP 500"));
        answers("ready 7");
        assertThat(check(probe.withBody(Pattern.compile("ready \\d").asPredicate()))
                        .good())
                .isTrue();
    }

    @Test
    void ofALongBodyTheFirst64KibAreLookedAt() throws IOException {
        HttpProbe strict = probe.withBodyContaining("ready");
        String most = "x".repeat((int) HttpExpectation.MOST_BYTES - 5);
        answers(most + "ready");
        assertThat(check(strict).good()).isTrue();
        answers(most + "xready");
        assertThat(check(strict)).isEqualTo(ProbeResult.failed("HTTP 200, body does not match"));
    }

    @Test
    void headersAreSentAndReplaceTheirOwnDefaults() throws Exception {
        answers(200);
        check(probe.withHeader("Authorization", "Bearer x").withHeader("user-agent", "mine"));
        RecordedRequest request = server.takeRequest();
        assertThat(request.getHeaders().get("Authorization")).isEqualTo("Bearer x");
        assertThat(request.getHeaders().values("User-Agent")).containsExactly("mine");
    }

    @Test
    void theHostNameIsSentAndTheBackendIsReached() throws Exception {
        answers(200);
        assertThat(check(probe.withHostName("orders.internal")).good()).isTrue();
        assertThat(server.takeRequest().getHeaders().get("Host")).isEqualTo("orders.internal");
    }

    @Test
    void aHostNameBeyondAsciiIsSentInAscii() throws Exception {
        answers(200);
        assertThat(check(probe.withHostName("bücher.example")).good()).isTrue();
        assertThat(server.takeRequest().getHeaders().get("Host")).isEqualTo("xn--bcher-kva.example");
    }

    @Test
    void backendsOfOneHostNameHaveConnectionsOfTheirOwn() throws Exception {
        HttpProbe named = probe.withHostName("orders").withPort(server.getPort());
        answers(200);
        named.check(Backend.of("127.0.0.1", 1), AMPLE);
        // Linux answers on all of 127/8; elsewhere the address is not there: what matters is that the old connection is
        // not taken.
        answers(200);
        ProbeResult other;
        try {
            other = named.check(Backend.of("127.0.0.2", 1), Duration.ofSeconds(2));
        } catch (IOException refused) {
            other = ProbeResult.failed("refused");
        }
        assertThat(other.good()).isFalse();
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void anotherPortThanTheBackendsMayAnswer() throws IOException {
        answers(200);
        HttpProbe elsewhere = probe.withPort(server.getPort());
        assertThat(elsewhere.check(Backend.of("127.0.0.1", 1), AMPLE).good()).isTrue();
    }

    @Test
    void tenProbesTakeOneConnection() throws Exception {
        for (int i = 0; i < 10; i++) answers("ready");
        // The body is read: OkHttp gives up a connection with an unread body that is not there within 100 ms.
        HttpProbe reads = probe.withHostName("orders").withBodyContaining("ready");
        for (int i = 0; i < 10; i++) assertThat(check(reads).good()).isTrue();
        for (int i = 0; i < 10; i++) {
            RecordedRequest request = server.takeRequest();
            assertThat(request.getConnectionIndex()).isZero();
            assertThat(request.getExchangeIndex()).isEqualTo(i);
        }
    }

    @Test
    void aKeptConnectionThatBrokeIsReplaced() throws Exception {
        answers(200);
        server.enqueue(new MockResponse.Builder()
                .onResponseStart(new SocketEffect.CloseSocket())
                .build());
        answers(200);
        assertThat(check(probe).good()).isTrue();
        assertThat(check(probe)).isEqualTo(ProbeResult.passed("HTTP 200"));
        assertThat(server.takeRequest().getConnectionIndex()).isZero();
        assertThat(server.takeRequest().getConnectionIndex()).isZero();
        assertThat(server.takeRequest().getConnectionIndex()).isEqualTo(1);
        assertThat(server.getRequestCount()).isEqualTo(3);
    }

    @Test
    void aFreshConnectionThatBreaksIsAFailure() {
        server.enqueue(new MockResponse.Builder()
                .onResponseStart(new SocketEffect.CloseSocket())
                .build());
        answers(200);
        assertThatThrownBy(() -> check(probe)).isInstanceOf(IOException.class);
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void aServerThatNeverAnswersIsAFailureAtTheTimeout() throws IOException {
        server.enqueue(new MockResponse.Builder()
                .onResponseStart(SocketEffect.Stall.INSTANCE)
                .build());
        assertThat(probe.check(backend(), Duration.ofMillis(200)))
                .isEqualTo(ProbeResult.failed("no answer within 200 ms"));
    }

    @Test
    void aBodyThatNeverEndsIsAFailureAtTheTimeout() throws IOException {
        server.enqueue(new MockResponse.Builder()
                .body("ready but slow to say more")
                .onResponseBody(SocketEffect.Stall.INSTANCE)
                .build());
        assertThat(probe.withBodyContaining("x").check(backend(), Duration.ofMillis(200)))
                .isEqualTo(ProbeResult.failed("no answer within 200 ms"));
    }

    @Test
    void whatTheApplicationsClientAddsToItsCallsIsNotInTheProbe() throws Exception {
        OkHttpClient application = new OkHttpClient.Builder()
                .addInterceptor(chain -> {
                    throw new IOException("an interceptor of the application");
                })
                .addNetworkInterceptor(chain -> {
                    throw new IOException("a network interceptor of the application");
                })
                .cookieJar(new CookieJar() {
                    @Override
                    public List<Cookie> loadForRequest(HttpUrl url) {
                        return List.of(Cookie.parse(url, "session=1"));
                    }

                    @Override
                    public void saveFromResponse(HttpUrl url, List<Cookie> cookies) {}
                })
                .build();
        answers(200);
        assertThat(check(probe.withClient(application)).good()).isTrue();
        assertThat(server.takeRequest().getHeaders().get("Cookie")).isNull();
        assertThat(application.connectionPool().connectionCount()).isZero();
    }

    @Test
    void aStatusOrAHeaderMeansLessThanTheWholeWeight() throws IOException {
        HttpProbe either = probe.withDegradedStatuses(0.5, 218, 429).withDegradedHeader("X-Degraded", 0.3);
        answers(200);
        assertThat(check(either)).isEqualTo(ProbeResult.passed("HTTP 200"));
        answers(429);
        assertThat(check(either)).isEqualTo(ProbeResult.degraded(0.5, "HTTP 429"));
        answers(503);
        assertThat(check(either)).isEqualTo(ProbeResult.failed("HTTP 503"));
        assertThat(sharedBy(either, 200, "true")).isEqualTo(0.3);
        assertThat(sharedBy(either, 200, "")).isEqualTo(0.3);
        assertThat(sharedBy(either, 200, "101%")).isEqualTo(0.3);
        assertThat(sharedBy(either, 200, "FALSE")).isEqualTo(1);
        assertThat(sharedBy(either, 200, "40%")).isEqualTo(0.4);
        assertThat(sharedBy(either, 200, " 100 % ")).isEqualTo(1);
        assertThat(sharedBy(either, 218, "40 %")).as("the lower of both").isEqualTo(0.4);
        assertThat(sharedBy(either, 218, "80%")).isEqualTo(0.5);
        assertThat(sharedBy(either, 200, "0%")).isEqualTo(0);
        assertThat(sharedBy(either, 500, "40%")).isEqualTo(0);
    }

    private double sharedBy(HttpProbe how, int status, String header) throws IOException {
        server.enqueue(new MockResponse.Builder()
                .code(status)
                .setHeader("X-Degraded", header)
                .build());
        return check(how).share();
    }

    @Test
    void connectionsAreKeptFromProbeToProbeOrMadeForEach() throws Exception {
        for (int i = 0; i < 6; i++) answers(200);
        for (int i = 0; i < 3; i++) check(probe);
        assertThat(takenOnOneConnection(3)).containsExactly(0, 1, 2);
        HttpProbe fresh =
                probe.withFreshConnections().withClient(new OkHttpClient()).forPool("orders");
        for (int i = 0; i < 3; i++) check(fresh);
        assertThat(takenOnOneConnection(3)).containsExactly(0, 0, 0);
        assertThat(fresh.client().connections()).isZero();
        probe.release();
    }

    /** The how-manieth of its connection each of the next requests was. */
    private List<Integer> takenOnOneConnection(int requests) throws InterruptedException {
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < requests; i++) numbers.add(server.takeRequest().getExchangeIndex());
        return numbers;
    }

    @Test
    void releaseClosesItsOwnConnectionsOnly() throws IOException {
        HttpProbe ours = probe.forPool("orders");
        answers(200);
        answers(200);
        check(probe);
        check(ours);
        assertThat(ours.client().connections()).isEqualTo(1);
        ours.release();
        assertThat(ours.client().connections()).isZero();
        assertThat(probe.client().connections()).isEqualTo(1);
        probe.release();
    }

    @Test
    void ofAMemberThatLeftNothingIsKept() throws IOException {
        Backend stays = backend().withId("stays");
        Backend leaves = backend().withId("leaves");
        answers(200);
        answers(200);
        HttpProbe ours = probe.forPool("orders");
        assertThat(ours.check(stays, Duration.ofSeconds(30)).good()).isTrue();
        assertThat(ours.check(leaves, Duration.ofSeconds(30)).good()).isTrue();
        assertThat(ours.client().connections()).isEqualTo(2);
        Probes.custom("wrapped", ours).release(leaves.withWeight(2));
        ours.release(Backend.of("stranger", 80));
        assertThat(ours.client().connections()).isEqualTo(1);
        ours.release();
        assertThat(ours.client().connections()).isZero();
    }

    @Test
    void itSaysWhatItAsksFor() {
        assertThat(probe).hasToString("HTTP /readyz");
        assertThat(probe.withPort(8081)).hasToString("HTTP :8081/readyz");
        assertThat(Probes.https("/readyz").forPool("orders")).hasToString("HTTPS orders/readyz");
    }
}

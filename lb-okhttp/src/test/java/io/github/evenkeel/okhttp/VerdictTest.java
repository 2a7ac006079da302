package io.github.evenkeel.okhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.evenkeel.CallContext;
import io.github.evenkeel.Outcome;
import io.github.evenkeel.Outcome.Kind;
import io.github.evenkeel.pool.BackendPool;
import io.github.evenkeel.pool.Lease;
import io.github.evenkeel.testing.VirtualTime;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class VerdictTest {
    private final Servers servers = new Servers();
    private final Verdict verdict = new Verdict();

    @AfterEach
    void close() {
        servers.close();
    }

    private Response execute(OkHttpClient client) throws IOException {
        return client.newCall(new Request.Builder()
                        .url("http://orders/")
                        .tag(Verdict.class, verdict)
                        .build())
                .execute();
    }

    @Test
    void theApplicationJudgesByTheBody() throws IOException {
        BackendPool orders = servers.pool("orders", servers.named("{\"error\": 7}"));
        try (Response response = execute(servers.client(orders))) {
            assertThat(Servers.calls(orders)).isZero();
            assertThat(response.body().string()).contains("error");
            verdict.is(Outcome.FAILURE);
            verdict.is(Outcome.SUCCESS);
        }
        verdict.is(Outcome.GATEWAY);
        assertThat(Servers.inFlight(orders)).isZero();
        assertThat(Servers.outcomes(orders, Kind.FAILURE)).isEqualTo(1);
        assertThat(Servers.calls(orders)).isEqualTo(1);
    }

    @Test
    void nobodyWaitsForAVerdictForLong() throws IOException {
        VirtualTime time = VirtualTime.seeded(1);
        BackendPool orders = servers.keep(Servers.timed("orders", time)
                .backend(Servers.at(servers.answering(request ->
                        new MockResponse.Builder().code(500).body("broken").build())))
                .build());
        verdict.is(Outcome.SUCCESS); // of nothing yet
        try (Response response = execute(servers.client(orders))) {
            assertThat(response.body().string()).isEqualTo("broken");
        }
        time.advance(Duration.ofSeconds(1).minusNanos(1));
        assertThat(Servers.inFlight(orders)).isEqualTo(1);
        assertThat(Servers.calls(orders)).isZero();
        time.advance(Duration.ofNanos(1));
        assertThat(Servers.inFlight(orders)).isZero();
        assertThat(Servers.outcomes(orders, Kind.FAILURE)).isEqualTo(1);
        verdict.is(Outcome.SUCCESS);
        assertThat(Servers.calls(orders)).isEqualTo(1);
    }

    @Test
    void theVerdictMayComeWhileTheBodyIsOpen() throws IOException {
        BackendPool orders = servers.pool(
                "orders",
                servers.answering(request -> new MockResponse.Builder()
                        .body("begun")
                        .removeHeader("Content-Length")
                        .onResponseEnd(SocketEffect.Stall.INSTANCE)
                        .build()));
        try (Response response = execute(servers.client(orders))) {
            assertThat(response.body().source().readUtf8(5)).isEqualTo("begun");
            verdict.is(Outcome.FAILURE);
            assertThat(Servers.outcomes(orders, Kind.FAILURE)).isEqualTo(1);
            assertThat(Servers.inFlight(orders)).isEqualTo(1);
        }
        Servers.awaitIdle(orders);
        assertThat(Servers.calls(orders)).isEqualTo(1);
    }

    @Test
    void aBodyThatIsCutOffIsJudgedAsThat() throws IOException {
        BackendPool orders = servers.pool(
                "orders",
                servers.answering(request -> new MockResponse.Builder()
                        .body("a part of it")
                        .setHeader("Content-Length", "100")
                        .onResponseEnd(new SocketEffect.CloseSocket())
                        .build()));
        try (Response response = execute(servers.client(orders))) {
            assertThatThrownBy(response.body()::string).isInstanceOf(IOException.class);
        }
        Servers.awaitIdle(orders);
        assertThat(Servers.outcomes(orders, Kind.RESET)).isEqualTo(1);
    }

    @Test
    void aCallThatNeverHadAnAnswerIsJudgedAsEver() {
        BackendPool orders = servers.keep(BackendPool.builder("orders")
                .backend(Servers.HERE.getHostAddress(), Servers.deadPort())
                .build());
        assertThatThrownBy(() -> execute(servers.client(orders))).isInstanceOf(IOException.class);
        assertThat(Servers.outcomes(orders, Kind.CONNECT)).isEqualTo(1);
    }

    @Test
    void ofTwoAnswersTheLaterOneIsWaitedFor() {
        BackendPool orders = servers.pool("orders", servers.named("a"), servers.named("b"));
        try (Lease first = orders.acquire(CallContext.any());
                Lease second = orders.acquire(CallContext.any())) {
            verdict.opens(first, Outcome.GATEWAY);
            verdict.opens(second, Outcome.SUCCESS);
            assertThat(Servers.outcomes(orders, Kind.GATEWAY)).isEqualTo(1);
            verdict.is(Outcome.FAILURE);
        }
        assertThat(Servers.outcomes(orders, Kind.FAILURE)).isEqualTo(1);
        assertThat(Servers.calls(orders)).isEqualTo(2);
    }

    @Test
    void statusesOfGrpcSayWhatTheyMean() {
        Kind[] expected = new Kind[18];
        Arrays.fill(expected, Kind.CLIENT_ERROR);
        expected[0] = Kind.SUCCESS;
        expected[1] = Kind.CANCELLED;
        expected[4] = Kind.TIMEOUT;
        expected[8] = Kind.OVERLOADED;
        expected[14] = Kind.GATEWAY;
        for (int status : new int[] {2, 13, 15, 17}) expected[status] = Kind.FAILURE;
        for (int status = 0; status < expected.length; status++) {
            assertThat(Verdict.ofGrpcStatus(status).kind()).as("%d", status).isEqualTo(expected[status]);
        }
    }
}

package io.github.evenkeel.okhttp;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.evenkeel.Outcome;
import io.github.evenkeel.Outcome.Kind;
import io.github.evenkeel.pool.BackendPool;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.stream.Stream;
import okhttp3.Call;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClassifierTest {
    private static final Request REQUEST =
            new Request.Builder().url("http://orders/").build();
    private final Classifier standard = Classifier.standard();
    private final Call call = new OkHttpClient().newCall(REQUEST);

    private static Response.Builder answer(int code) {
        return new Response.Builder()
                .request(REQUEST)
                .protocol(Protocol.HTTP_1_1)
                .code(code)
                .message("");
    }

    @ParameterizedTest
    @CsvSource({
        "200, SUCCESS",
        "304, SUCCESS",
        "404, CLIENT_ERROR",
        "429, OVERLOADED",
        "500, FAILURE",
        "503, GATEWAY",
        "504, GATEWAY"
    })
    void answersAreJudgedByTheirStatus(int code, Kind kind) {
        assertThat(standard.ofResponse(answer(code).build()).kind()).isEqualTo(kind);
    }

    @ParameterizedTest
    @CsvSource({
        "503, 120, OVERLOADED, 120",
        "503, ' 7 ', OVERLOADED, 7",
        "503, 0, OVERLOADED, 0",
        "429, 3, OVERLOADED, 3",
        "503, 99999999999999999999, OVERLOADED, 31536000",
        "503, 999999999, OVERLOADED, 31536000",
        "503, -1, GATEWAY, 0",
        "503, '', GATEWAY, 0",
        "503, soon, GATEWAY, 0",
        "429, soon, OVERLOADED, 0",
        "500, 120, FAILURE, 0"
    })
    void aPauseInSecondsIsTaken(int code, String retryAfter, Kind kind, long seconds) {
        Outcome outcome = standard.ofResponse(
                answer(code).header("Retry-After", retryAfter).build());
        assertThat(outcome.kind()).isEqualTo(kind);
        assertThat(outcome.status()).isEqualTo(code);
        assertThat(outcome.holdOff()).isEqualTo(Duration.ofSeconds(seconds));
    }

    @Test
    void aPauseAsADateIsRelativeToTheAnswersOwn() {
        Response.Builder until = answer(503).header("Retry-After", "Wed, 21 Oct 2015 07:28:00 GMT");
        assertThat(standard.ofResponse(
                        until.header("Date", "Wed, 21 Oct 2015 07:27:18 GMT").build()))
                .isEqualTo(Outcome.overloaded(503, Duration.ofSeconds(42)));
        assertThat(standard.ofResponse(
                        until.header("Date", "Wed, 21 Oct 2015 07:29:00 GMT").build()))
                .isEqualTo(Outcome.overloaded(503, Duration.ZERO));
        assertThat(standard.ofResponse(until.removeHeader("Date").build()))
                .isEqualTo(Outcome.overloaded(503, Duration.ZERO));
    }

    @Test
    void anAnswerConfirmedForTheCacheIsTheServers() {
        Response confirmed = answer(404).networkResponse(answer(304).build()).build();
        assertThat(standard.ofResponse(confirmed)).isEqualTo(Outcome.SUCCESS);
    }

    @Test
    void whatWasNotSentIsConnectWhateverTheException() {
        Stream.of(new ConnectException(), new SocketTimeoutException("Connect timed out"), new IOException("?"))
                .forEach(failure ->
                        assertThat(standard.ofFailure(call, failure, false)).isEqualTo(Outcome.CONNECT));
        assertThat(standard.ofFailure(call, new InterruptedIOException("timeout"), false))
                .isEqualTo(Outcome.CONNECT);
    }

    @Test
    void whatWasSentIsATimeOutOrAReset() {
        assertThat(standard.ofFailure(call, new SocketTimeoutException("timeout"), true))
                .isEqualTo(Outcome.TIMEOUT);
        assertThat(standard.ofFailure(call, new InterruptedIOException("timeout"), true))
                .isEqualTo(Outcome.TIMEOUT);
        assertThat(standard.ofFailure(call, new IOException("stream was reset: REFUSED_STREAM"), true))
                .isEqualTo(Outcome.RESET);
        assertThat(standard.ofFailure(call, new ConnectException("on OkHttp's own second try"), true))
                .isEqualTo(Outcome.RESET);
    }

    @Test
    void theCallersDoingIsCancelled() {
        assertThat(standard.ofFailure(call, new InterruptedIOException("interrupted"), true))
                .isEqualTo(Outcome.CANCELLED);
        assertThat(standard.ofFailure(call, new FileNotFoundException("its body"), true))
                .isEqualTo(Outcome.CANCELLED);
        call.cancel();
        assertThat(standard.ofFailure(call, new IOException("Canceled"), false)).isEqualTo(Outcome.CANCELLED);
        assertThat(standard.ofFailure(call, new SocketTimeoutException(), true)).isEqualTo(Outcome.CANCELLED);
        assertThat(standard.ofFailure(call, new InterruptedIOException("timeout"), true))
                .isEqualTo(Outcome.TIMEOUT);
    }

    @Test
    void aUsersClassifierJudges() throws Exception {
        try (Servers servers = new Servers()) {
            BackendPool orders = servers.pool("orders", servers.named("a"));
            Classifier strict = response -> Outcome.FAILURE;
            OkHttpClient client = servers.client(LoadBalancingInterceptor.builder()
                    .pool(orders)
                    .classifier(strict)
                    .build());
            Servers.get(client, "http://orders/");
            assertThat(Servers.outcomes(orders, Kind.FAILURE)).isEqualTo(1);
            assertThat(strict.ofFailure(call, new ConnectException(), false)).isEqualTo(Outcome.CONNECT);
        }
    }

    @Test
    void aClassifierThatThrowsOrReturnsNullBreaksNoCall() throws Exception {
        Classifier throwing = new Classifier() {
            @Override
            public Outcome ofResponse(Response response) {
                throw new IllegalStateException("a bug");
            }

            @Override
            public Outcome ofFailure(Call own, IOException failure, boolean sent) {
                throw new IllegalStateException("a bug");
            }
        };
        Classifier silent = new Classifier() {
            @Override
            public Outcome ofResponse(Response response) {
                return null;
            }

            @Override
            public Outcome ofFailure(Call own, IOException failure, boolean sent) {
                return null;
            }
        };
        Classifier asserting = new Classifier() {
            @Override
            public Outcome ofResponse(Response response) {
                throw new AssertionError("a bug");
            }

            @Override
            public Outcome ofFailure(Call own, IOException failure, boolean sent) {
                throw new AssertionError("a bug");
            }
        };
        Classifier sneaky = new Classifier() {
            @Override
            public Outcome ofResponse(Response response) {
                throw sneak(new IOException("a bug"));
            }

            @Override
            public Outcome ofFailure(Call own, IOException failure, boolean sent) {
                throw sneak(new IOException("a bug"));
            }
        };
        for (Classifier classifier : new Classifier[] {throwing, silent, asserting, sneaky}) {
            try (Servers servers = new Servers()) {
                BackendPool orders = servers.pool("orders", servers.named("a"));
                OkHttpClient client = servers.client(LoadBalancingInterceptor.builder()
                        .pool(orders)
                        .classifier(classifier)
                        .build());
                assertThat(Servers.get(client, "http://orders/")).isEqualTo("a");
                assertThat(Servers.get(client, "http://orders/")).isEqualTo("a");
                assertThat(Servers.outcomes(orders, Kind.SUCCESS)).isEqualTo(2);
            }
            assertThat(new Judge(classifier, null).of(call, new ConnectException(), false))
                    .isEqualTo(Outcome.CONNECT);
        }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <T extends Throwable> RuntimeException sneak(Throwable thrown) throws T {
        throw (T) thrown;
    }
}

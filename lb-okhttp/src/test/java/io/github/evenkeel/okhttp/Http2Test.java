package io.github.evenkeel.okhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.evenkeel.Outcome.Kind;
import io.github.evenkeel.pool.BackendPool;
import io.github.evenkeel.pool.Drained;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.SocketHandler;
import okhttp3.Call;
import okhttp3.EventListener;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSink;
import okio.BufferedSource;
import okio.Okio;
import okio.Socket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls that share a connection: what happens to one is no matter of the others. */
@Timeout(120)
class Http2Test {
    private final Servers servers = new Servers();
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final CountDownLatch cancelled = new CountDownLatch(1);
    private final MockWebServer server = new MockWebServer();

    @AfterEach
    void close() {
        goOn.countDown();
        servers.close();
    }

    private BackendPool orders(Dispatcher dispatcher) {
        server.setProtocols(List.of(Protocol.H2_PRIOR_KNOWLEDGE));
        servers.start(server, dispatcher);
        return servers.pool("orders", server);
    }

    private OkHttpClient.Builder over(BackendPool orders) {
        return new OkHttpClient.Builder()
                .protocols(List.of(Protocol.H2_PRIOR_KNOWLEDGE))
                .retryOnConnectionFailure(false)
                .eventListener(new EventListener() {
                    @Override
                    public void canceled(Call call) {
                        cancelled.countDown();
                    }
                })
                .addInterceptor(LoadBalancingInterceptor.of(orders));
    }

    private static Call get(OkHttpClient client) {
        return Servers.call(client, "http://orders/");
    }

    private static Call post(OkHttpClient client, RequestBody body) {
        return client.newCall(
                new Request.Builder().url("http://orders/").post(body).build());
    }

    /** Two lines; the second when the test says so. */
    private void slowly(Socket stream) {
        try (BufferedSink sink = Okio.buffer(stream.getSink())) {
            sink.writeUtf8("begun\n").flush();
            Await.opened(goOn);
            sink.writeUtf8("done\n");
        } catch (IOException reset) {
            // What is done to a stream is for the test to judge, at the other end.
        }
    }

    private static void echo(Socket stream) {
        try (BufferedSource source = Okio.buffer(stream.getSource());
                BufferedSink sink = Okio.buffer(stream.getSink())) {
            for (String line = source.readUtf8Line(); line != null; line = source.readUtf8Line()) {
                sink.writeUtf8(line).writeByte('\n').flush();
            }
        } catch (IOException reset) {
            // As above.
        }
    }

    private static MockResponse streaming(SocketHandler handler) {
        MockResponse.Builder answer = new MockResponse.Builder().clearHeaders(); // of Content-Length: 0
        return answer.socketHandler(handler).build();
    }

    private static String line(Response response) throws IOException {
        return response.body().source().readUtf8Line();
    }

    @Test
    void aRequestBodyThatFailsEndsItsOwnStreamAloneAndIsTheCallers() throws Exception {
        BackendPool orders = orders(Servers.dispatcher(
                request -> streaming(request.getMethod().equals("GET") ? this::slowly : Http2Test::echo)));
        OkHttpClient client = servers.keep(over(orders));
        try (Response other = get(client).execute()) {
            assertThat(line(other)).isEqualTo("begun");
            assertThatThrownBy(post(client, new Broken())::execute).hasMessage("source is gone");
            assertThat(Servers.outcomes(orders, Kind.CANCELLED)).isEqualTo(1);
            assertThat(Servers.inFlight(orders)).isEqualTo(1);
            goOn.countDown();
            assertThat(line(other)).isEqualTo("done");
            assertThat(other.body().source().exhausted()).isTrue();
        }
        Servers.awaitIdle(orders);
        assertThat(Servers.calls(orders)).isEqualTo(2);
        assertThat(client.connectionPool().connectionCount()).isEqualTo(1);
    }

    @Test
    void aDuplexCallIsAnsweredWithItsHeadersAndInFlightUntilBothSidesEnd() throws Exception {
        BackendPool orders = orders(Servers.always(streaming(Http2Test::echo)));
        Duplex open = new Duplex();
        try (Response response = post(servers.keep(over(orders)), open).execute()) {
            assertThat(Servers.outcomes(orders, Kind.SUCCESS)).isEqualTo(1);
            for (String line : List.of("one", "two")) {
                open.sink.writeUtf8(line).writeByte('\n').flush();
                assertThat(line(response)).isEqualTo(line);
                assertThat(Servers.inFlight(orders)).isEqualTo(1);
            }
            open.sink.close();
            assertThat(response.body().source().exhausted()).isTrue();
        }
        Servers.awaitIdle(orders);
        assertThat(Servers.calls(orders)).isEqualTo(1);
    }

    /** OkHttp has no read time-out while a duplex body is open: only that of the call ends it. */
    @Test
    void anAnswerThatDoesNotComeWhileADuplexBodyIsOpenIsATimeOut() {
        // This server answers when it has the whole body.
        BackendPool orders = orders(Servers.dispatcher(request -> new MockResponse.Builder().build()));
        OkHttpClient client = servers.keep(over(orders).callTimeout(Duration.ofMillis(500)));
        assertThatThrownBy(post(client, new Duplex())::execute).hasMessage("timeout");
        assertThat(Servers.outcomes(orders, Kind.TIMEOUT)).isEqualTo(1);
        Servers.awaitIdle(orders);
    }

    @Test
    void aRevocationEndsItsOwnStreamAndTheConnectionServesOn() throws Exception {
        BackendPool orders = orders(Servers.dispatcher(request -> streaming(this::slowly)));
        String member = orders.backends().get(0).id();
        OkHttpClient client = servers.keep(over(orders));
        try (Response revoked = get(client).execute()) {
            assertThat(line(revoked)).isEqualTo("begun");
            CompletableFuture<Drained> tooLong = orders.forceDrain(member, Duration.ZERO);
            Await.opened(cancelled);
            assertThat(tooLong).isNotDone(); // nobody has read yet that the call is over
            orders.ready(member);
            try (Response other = get(client).execute()) {
                assertThat(line(other)).isEqualTo("begun");
                CompletableFuture<Drained> drained = orders.forceDrain(member, Await.LIMIT);
                assertThatThrownBy(() -> line(revoked)).isInstanceOf(IOException.class);
                Await.until("the revoked call is over", () -> Servers.inFlight(orders) == 1);
                goOn.countDown();
                assertThat(line(other)).isEqualTo("done");
                assertThat(other.body().source().exhausted()).isTrue();
                assertThat(drained.get(Await.LIMIT.toSeconds(), TimeUnit.SECONDS)
                                .revoked())
                        .isZero();
            }
        }
        assertThat(Servers.inFlight(orders)).isZero();
        assertThat(server.takeRequest().getConnectionIndex())
                .isEqualTo(server.takeRequest().getConnectionIndex());
    }

    private static final class Broken extends RequestBody {
        @Override
        public MediaType contentType() {
            return null;
        }

        @Override
        public void writeTo(BufferedSink sink) throws IOException {
            sink.writeUtf8("the first part").flush();
            throw new IOException("source is gone");
        }
    }

    /** Left open, to be written to while the answer comes. */
    private static final class Duplex extends RequestBody {
        private BufferedSink sink;

        @Override
        public MediaType contentType() {
            return null;
        }

        @Override
        public boolean isDuplex() {
            return true;
        }

        @Override
        public void writeTo(BufferedSink own) throws IOException {
            sink = own;
            own.flush();
        }
    }
}

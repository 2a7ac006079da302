package io.github.evenkeel.examples.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.evenkeel.examples.soak.Ledger.Exchange;
import io.github.evenkeel.examples.soak.Ledger.Link;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import okhttp3.Call;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class FaultyServerTest {
    private final Ledger ledger = new Ledger();

    /** Numbers of calls until each fault but the last was met, with what the caller saw of them. */
    @Test
    void whatItDoesIsWrittenDownAndSeen() throws IOException {
        OkHttpClient client = new OkHttpClient.Builder()
                .retryOnConnectionFailure(false)
                .readTimeout(Duration.ofMinutes(1))
                .build();
        Set<Fault> missing = EnumSet.complementOf(EnumSet.of(Fault.OUTAGE));
        try (FaultyServer server = FaultyServer.start(ledger, 1, 0)) {
            for (long call = 1; !missing.isEmpty(); call++) {
                Fault fault = Fault.roll(new SplittableRandom(FaultyServer.seed(1, call)));
                // Calls of which nothing new is to be learned are left out.
                if (fault != null && !missing.remove(fault)) continue;
                ledger.expect(call);
                Call made = client.newCall(request(server, call));
                boolean endless = fault == Fault.HANG || fault == Fault.DRIP;
                boolean good = endless ? givenUp(made, call) : answers(made);
                assertThat(good).as("%s", fault).isEqualTo(fault == null || fault.harmless());
                assertThat(ledger.times(call)).isEqualTo(1);
                assertThat(ledger.faults(new Exchange(call, 1)))
                        .containsExactlyElementsOf(fault == null ? List.of() : List.of(fault));
                // Or the connection that it has closed would be taken for the next call.
                client.connectionPool().evictAll();
            }
        } finally {
            client.dispatcher().executorService().shutdown();
        }
    }

    /** A call that is never answered: cancelled as soon as the server has the request. */
    private boolean givenUp(Call call, long number) {
        CompletableFuture<Boolean> answered = CompletableFuture.supplyAsync(() -> answers(call));
        while (ledger.times(number) == 0) Thread.onSpinWait();
        assertThat(answered).isNotDone();
        call.cancel();
        return answered.join();
    }

    private static Request request(FaultyServer server, long call) {
        return new Request.Builder()
                .url("http://127.0.0.1:" + server.backend().port() + "/")
                .header(FaultyServer.CALL, Long.toString(call))
                .header(FaultyServer.ATTEMPT, "1")
                .build();
    }

    private static boolean answers(Call call) {
        try (Response response = call.execute()) {
            return response.body().string().equals(FaultyServer.BODY) && response.code() == 200;
        } catch (IOException failure) {
            return false;
        }
    }

    @Test
    void aConnectionThatTheClientClosesIsNotWrittenDownAndOneThatTheServerClosesIs() throws IOException {
        long good = numbers(null);
        long reset = numbers(Fault.RESET);
        try (FaultyServer server = FaultyServer.start(ledger, 1, 0)) {
            Link left = exchange(server, good, socket -> {
                socket.shutdownOutput();
                socket.getInputStream().readAllBytes(); // until the server has closed its end, too
            });
            assertThat(ledger.closed(left, System.nanoTime())).isFalse();
            Link cut = exchange(
                    server,
                    reset,
                    socket -> assertThatThrownBy(() -> socket.getInputStream().readAllBytes())
                            .isInstanceOf(SocketException.class));
            assertThat(ledger.closed(cut, System.nanoTime())).isTrue();
        }
    }

    private static long numbers(@Nullable Fault wanted) {
        return LongStream.iterate(1, call -> call + 1)
                .filter(call -> Fault.roll(new SplittableRandom(FaultyServer.seed(1, call))) == wanted)
                .findFirst()
                .orElseThrow();
    }

    private interface Client {
        void use(Socket socket) throws IOException;
    }

    private static Link exchange(FaultyServer server, long call, Client then) throws IOException {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), server.backend().port())) {
            String request = "GET / HTTP/1.1\r\n" + FaultyServer.CALL + ": " + call + "\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            then.use(socket);
            return Link.ofClient(socket);
        }
    }
}

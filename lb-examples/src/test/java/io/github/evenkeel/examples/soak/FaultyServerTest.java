package io.github.evenkeel.examples.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.SplittableRandom;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class FaultyServerTest {
    /** Numbers of calls until each fault but the last was met, with what the caller saw of them. */
    @Test
    void whatItDoesIsWrittenDownAndSeen() throws IOException {
        Ledger ledger = new Ledger();
        OkHttpClient client = new OkHttpClient.Builder()
                .retryOnConnectionFailure(false)
                .callTimeout(Duration.ofMillis(500))
                .build();
        Set<Fault> missing = EnumSet.complementOf(EnumSet.of(Fault.OUTAGE));
        try (FaultyServer server = FaultyServer.start(ledger, 1, 0)) {
            for (long call = 1; !missing.isEmpty(); call++) {
                Fault fault = Fault.roll(new SplittableRandom(FaultyServer.seed(1, call)));
                // Calls of which nothing new is to be learned are left out.
                if (fault != null && !missing.remove(fault)) continue;
                ledger.expect(call);
                boolean good = answers(client, server, call);
                assertThat(good).as("%s", fault).isEqualTo(fault == null || fault.harmless());
                assertThat(ledger.times(call)).isEqualTo(1);
                if (fault == null) assertThat(ledger.faults(call)).isEmpty();
                else assertThat(ledger.faults(call)).containsExactly(fault);
                // Or the connection that it has closed would be taken for the next call.
                client.connectionPool().evictAll();
            }
        }
        client.dispatcher().executorService().shutdown();
    }

    private static boolean answers(OkHttpClient client, FaultyServer server, long call) {
        Request request = new Request.Builder()
                .url("http://127.0.0.1:" + server.backend().port() + "/")
                .header(FaultyServer.CALL, Long.toString(call))
                .build();
        try (Response response = client.newCall(request).execute()) {
            return response.body().string().equals(FaultyServer.BODY) && response.code() == 200;
        } catch (IOException failure) {
            return false;
        }
    }
}

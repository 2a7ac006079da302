package io.github.evenkeel.okhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.evenkeel.Outcome.Kind;
import io.github.evenkeel.pool.BackendPool;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Time-outs of whole calls, and what their exceptions tell. */
@Timeout(120)
class TimeOutTest {
    private final Servers servers = new Servers();

    @AfterEach
    void close() {
        servers.close();
    }

    private OkHttpClient.Builder impatient(BackendPool pool) {
        return new OkHttpClient.Builder()
                .callTimeout(Duration.ofMillis(200))
                .addInterceptor(LoadBalancingInterceptor.of(pool));
    }

    @Test
    void aCallThatTimesOutSaysWhereItWent() {
        BackendPool orders = servers.pool(
                "orders",
                servers.answering(request -> new MockResponse.Builder()
                        .onResponseStart(SocketEffect.Stall.INSTANCE)
                        .build()));
        OkHttpClient client = servers.keep(impatient(orders));
        assertThatThrownBy(() -> Servers.get(client, "http://orders/"))
                .isInstanceOf(InterruptedIOException.class)
                .hasMessage("timeout")
                .satisfies(thrown -> assertThat(thrown.getSuppressed())
                        .singleElement()
                        .satisfies(note -> assertThat(note).hasMessageEndingWith("request sent")));
        assertThat(Servers.outcomes(orders, Kind.TIMEOUT)).isEqualTo(1);
    }

    @Test
    void aFailureWhileTheBodyIsReadHasNoNote() {
        BackendPool orders = servers.pool(
                "orders",
                servers.answering(request -> new MockResponse.Builder()
                        .body("cut short")
                        .onResponseBody(new SocketEffect.CloseSocket())
                        .build()));
        OkHttpClient client = servers.client(orders);
        assertThatThrownBy(() -> Servers.get(client, "http://orders/"))
                .isInstanceOf(IOException.class)
                .hasNoSuppressedExceptions();
        assertThat(Servers.outcomes(orders, Kind.SUCCESS)).isEqualTo(1);
        Servers.awaitIdle(orders);
    }

    @Test
    void aTimeOutBeforeAnythingWasTriedIsNotHeldAgainstTheBackend() {
        BackendPool orders = servers.pool("orders", servers.named("a"));
        OkHttpClient client = servers.keep(impatient(orders).addInterceptor(chain -> {
            Await.until("the call's time-out", chain.call()::isCanceled);
            throw new IOException("no token in time");
        }));
        assertThatThrownBy(() -> Servers.get(client, "http://orders/")).hasMessage("timeout");
        assertThat(Servers.calls(orders)).isZero();
        Servers.awaitIdle(orders);
    }
}

package io.github.evenkeel.okhttp;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.evenkeel.pool.BackendPool;
import io.github.evenkeel.pool.MemberStatus;
import io.github.evenkeel.testing.VirtualTime;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.ConnectionPool;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Responses that nobody closes. */
@Timeout(240)
class LeakTest {
    private final Servers servers = new Servers();
    private final VirtualTime time = VirtualTime.seeded(1);

    @AfterEach
    void close() {
        servers.close();
    }

    private BackendPool orders(MockWebServer... all) {
        BackendPool.Builder builder = Servers.timed(Wire.POOL, time);
        for (MockWebServer each : all) builder.backend(Servers.at(each));
        return servers.keep(builder.build());
    }

    /** OkHttp itself looks for connections whose calls were forgotten, as often as idle ones are to be closed. */
    private OkHttpClient client(Wire wire, BackendPool orders) {
        return servers.keep(LoadBalancing.sized(wire.client(), orders)
                .connectionPool(new ConnectionPool(64, 50, TimeUnit.MILLISECONDS))
                .addInterceptor(LoadBalancingInterceptor.of(orders)));
    }

    /**
     * Over HTTP/1.1 the last of its connection. On others OkHttp finds a forgotten answer, takes the connection for idle and may give it
     * to the next call, which then reads what the one before it did not: with and without a balancer.
     */
    private static MockResponse answer() {
        return new MockResponse.Builder()
                .body("a body")
                .addHeader("Connection", "close")
                .build();
    }

    private static long leaked(BackendPool pool) {
        return pool.status().members().stream().mapToLong(MemberStatus::leaked).sum();
    }

    private void awaitLeaked(BackendPool orders, long count) {
        Await.until(() -> "the collector to find " + count + ", not " + leaked(orders), () -> {
            System.gc();
            time.advance(Duration.ofSeconds(12)); // the pool looks at each sweep
            return leaked(orders) == count;
        });
    }

    @Test
    void aResponseThatNobodyClosesIsCountedOutWhenItIsCollected() throws IOException {
        BackendPool orders = orders(Wire.HTTP_1.server(servers, request -> answer()));
        OkHttpClient client = client(Wire.HTTP_1, orders);
        forget(client, Wire.HTTP_1);
        assertThat(Servers.inFlight(orders)).isEqualTo(1);
        awaitLeaked(orders, 1);
        assertThat(Servers.inFlight(orders)).isZero();
        Await.until("its connection is closed", () -> client.connectionPool().connectionCount() == 0);
    }

    /** Over HTTP/1.1 each keeps a connection for itself until it is collected: so not all are forgotten at once. */
    @ParameterizedTest
    @CsvSource({"HTTP_1, 250", "HTTP_2, 10000"})
    void tenThousandAbandonedResponsesDoNotBreakThePool(Wire wire, int atOnce) throws IOException {
        BackendPool orders =
                orders(wire.server(servers, request -> answer()), wire.server(servers, request -> answer()));
        OkHttpClient client = client(wire, orders);
        for (int forgotten = 0; forgotten < 10_000; ) {
            for (int i = 0; i < atOnce; i++) forget(client, wire);
            forgotten += atOnce;
            assertThat(Servers.get(client, wire.url("/"))).isEqualTo("a body");
            awaitLeaked(orders, forgotten);
        }
        assertThat(Servers.inFlight(orders)).isZero();
        long before = Servers.calls(orders);
        for (int i = 0; i < 100; i++)
            assertThat(Servers.get(client, wire.url("/"))).isEqualTo("a body");
        assertThat(Servers.calls(orders)).isEqualTo(before + 100);
        assertThat(orders.status().members())
                .allSatisfy(member -> assertThat(member.faults()).isZero())
                .allSatisfy(member -> assertThat(member.calls()).isGreaterThan(3_000));
        Await.until("all connections are closed", () -> client.connectionPool().connectionCount() == 0);
    }

    @SuppressWarnings("resource")
    private static void forget(OkHttpClient client, Wire wire) throws IOException {
        assertThat(Servers.call(client, wire.url("/")).execute().code()).isEqualTo(200);
    }
}

package io.github.evenkeel.probe;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.github.evenkeel.Backend;
import io.github.evenkeel.health.Status;
import io.github.evenkeel.pool.BackendPool;
import io.github.evenkeel.pool.MemberStatus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A thousand members over real sockets, on the machine's own clock and the checks' own threads: none is lost, and nobody suffers from one
 * that hangs or throws. When they are probed and by how many threads is {@link FleetTimesTest}'s, for a machine that stands still now and
 * then must not decide it. The interval is 2 s where it would be 5 s, so that four of them fit
 * into the build: two and a half times the load.
 */
@Timeout(120)
class FleetTest {
    private static final int MEMBERS = 1000;
    private static final int PROBES = 4;
    private static final Duration INTERVAL = Duration.ofSeconds(2);

    static {
        // As many idle connections as members: by default the JDK's server closes all above 200, as no fleet's servers
        // would.
        System.setProperty("sun.net.httpserver.maxIdleConnections", "2000");
    }

    private final ExecutorService serving = Executors.newFixedThreadPool(4);
    private final CountDownLatch release = new CountDownLatch(1);
    private final Map<String, AtomicInteger> counts = new ConcurrentHashMap<>();
    private final CountDownLatch enough = new CountDownLatch(MEMBERS - 1);
    private final HttpProbe http = Probes.http("/readyz");

    @AfterEach
    void end() {
        release.countDown();
        http.release();
        serving.shutdown();
    }

    private HttpServer server() throws IOException {
        InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        HttpServer server = HttpServer.create(new InetSocketAddress(loopback, 0), 1000);
        server.createContext("/readyz", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.setExecutor(serving);
        server.start();
        return server;
    }

    private ProbeResult check(Backend backend, Duration timeout) throws IOException {
        if (counts.computeIfAbsent(backend.id(), id -> new AtomicInteger()).incrementAndGet() == PROBES) {
            enough.countDown();
        }
        if (backend.id().equals("hangs")) Scripted.hang(release);
        if (backend.id().equals("throws")) throw new StackOverflowError("on purpose");
        return http.check(backend, timeout);
    }

    private static BackendPool pool(int port) {
        List<Backend> backends = new ArrayList<>();
        Backend each = Backend.of("127.0.0.1", port);
        for (int i = 2; i < MEMBERS; i++) backends.add(each.withId("m" + i));
        backends.add(each.withId("hangs"));
        backends.add(each.withId("throws"));
        return BackendPool.builder("orders").backends(backends).build();
    }

    @Test
    void aThousandMembersAreAllProbedWhateverOneOfThemDoes() throws Exception {
        HttpServer server = server();
        // What is made once, certificates and classes, is no answer.
        http.check(Backend.of("127.0.0.1", server.getAddress().getPort()), Duration.ofSeconds(60));
        try (BackendPool pool = pool(server.getAddress().getPort());
                HealthChecks checks = HealthChecks.of(pool)
                        .probe(this::check)
                        .every(INTERVAL)
                        .timeout(INTERVAL.minusMillis(1))
                        .start()) {
            assertThat(checks).isNotNull();
            enough.await();
            assertThat(counts.get("hangs"))
                    .as("one that does not end holds up its own next")
                    .hasValue(1);
            for (int i = 2; i < MEMBERS; i++) {
                assertThat(counts.get("m" + i).get()).as("m" + i).isGreaterThanOrEqualTo(PROBES);
            }
            for (MemberStatus member : pool.status().members()) {
                if (member.backend().id().equals("throws")) {
                    assertThat(member.status()).isEqualTo(Status.UNHEALTHY);
                    assertThat(member.why()).endsWith("last: StackOverflowError: on purpose");
                } else if (!member.backend().id().equals("hangs")) {
                    assertThat(member.status()).as(member::why).isEqualTo(Status.HEALTHY);
                }
            }
        } finally {
            server.stop(0);
        }
    }
}

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
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A thousand members over real sockets, on the machine's own clock and the checks' own threads. The interval is 2 s where it would be
 * 5 s, so that four of them fit into the build: two and a half times the load.
 */
@Timeout(120)
class FleetTest {
    private static final int MEMBERS = 1000;
    private static final int PROBES = 4;
    private static final Duration INTERVAL = Duration.ofSeconds(2);

    private final ExecutorService serving = Executors.newFixedThreadPool(4);
    private final CountDownLatch release = new CountDownLatch(1);
    private final Map<String, AtomicInteger> counts = new ConcurrentHashMap<>();
    private final Queue<Long> starts = new ConcurrentLinkedQueue<>();
    private final Map<String, Boolean> threads = new ConcurrentHashMap<>();
    private final AtomicLong slowest = new AtomicLong();
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
        starts.add(System.nanoTime());
        threads.put(Thread.currentThread().getName(), true);
        if (counts.computeIfAbsent(backend.id(), id -> new AtomicInteger()).incrementAndGet() == PROBES) {
            enough.countDown();
        }
        if (backend.id().equals("hangs")) hang();
        if (backend.id().equals("throws")) throw new StackOverflowError("on purpose");
        long from = System.nanoTime();
        try {
            return http.check(backend, timeout);
        } finally {
            slowest.accumulateAndGet(System.nanoTime() - from, Math::max);
        }
    }

    /** Whoever interrupts. */
    private void hang() {
        boolean open = false;
        while (!open) {
            try {
                release.await();
                open = true;
            } catch (InterruptedException ignored) {
                Thread.interrupted();
            }
        }
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
    void aThousandMembersAreProbedEvenlyByAFewThreads() throws Exception {
        HttpServer server = server();
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
        assertThat(perTenthOfAnInterval()).as("of 1,000 probes, 100 are even").isBetween(60L, 140L);
        // On a machine that stands still for a moment, answers are not quick, and more threads are right.
        boolean quick = slowest.get() < Duration.ofMillis(50).toNanos();
        assertThat(threads).as("threads, one of them hanging").hasSizeLessThanOrEqualTo(quick ? 8 : ProbeThreads.MOST);
    }

    /** The median, so that one long pause of the machine and the burst after it say nothing. */
    private long perTenthOfAnInterval() {
        long first = starts.peek();
        long tenth = INTERVAL.toNanos() / 10;
        int buckets = 10 * (PROBES - 1);
        long[] perBucket = IntStream.range(0, buckets)
                .mapToLong(i -> starts.stream()
                        .filter(start -> (start - first) / tenth == i)
                        .count())
                .sorted()
                .toArray();
        return perBucket[buckets / 2];
    }
}

package io.github.evenkeel.examples.tour;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.evenkeel.Backend;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * A real HTTP server on loopback that can be told to misbehave. It writes down every call and every probe it sees; what it wrote is
 * what the tour is judged by. While it "works" it holds no thread: a timer sends the answer.
 */
final class TourServer implements AutoCloseable {
    static final String READYZ = "/readyz";
    /** A call that takes some milliseconds. */
    static final String ORDER = "/orders/42";
    /** A call that takes {@link #LONG} and up to {@link #LONG_SPREAD} more. */
    static final String EXPORT = "/orders/export";

    private static final Duration LONG = Duration.ofMillis(3500);
    private static final Duration LONG_SPREAD = Duration.ofMillis(500);
    /** How long a probe hangs: longer than any prober waits. */
    private static final Duration HANG = Duration.ofSeconds(3);

    private static final int NO_ANSWER = 0;

    static {
        // The JDK's server writes headers and body apart: with Nagle's algorithm a short answer waits 40 ms for an ACK.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final Backend backend;
    private final HttpServer http;
    private final Ledger ledger;
    private final ScheduledExecutorService timer;
    private volatile int callStatus = 200;
    private volatile int probeStatus = 200;

    private TourServer(String id, HttpServer http, Ledger ledger, ScheduledExecutorService timer) {
        this.backend = Backend.of("127.0.0.1", http.getAddress().getPort()).withId(id);
        this.http = http;
        this.ledger = ledger;
        this.timer = timer;
    }

    /** Starts one on a free port. */
    static TourServer start(String id, Ledger ledger, ExecutorService threads, ScheduledExecutorService timer)
            throws IOException {
        HttpServer http =
                HttpServer.create(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0), 1024);
        TourServer server = new TourServer(id, http, ledger, timer);
        http.setExecutor(threads);
        http.createContext(READYZ, server::probe);
        http.createContext("/", server::call);
        http.start();
        return server;
    }

    String id() {
        return backend.id();
    }

    Backend backend() {
        return backend;
    }

    /** From now on calls are answered with this status. */
    void answerCalls(int status) {
        callStatus = status;
    }

    /** From now on probes are answered with this status. */
    void answerProbes(int status) {
        probeStatus = status;
    }

    /** From now on probes get no answer in time. */
    void hangProbes() {
        probeStatus = NO_ANSWER;
    }

    /** Stops at once, whatever is in flight. */
    @Override
    public void close() {
        http.stop(0);
    }

    private void probe(HttpExchange exchange) {
        int status = probeStatus;
        ledger.probed(id(), status);
        if (status == NO_ANSWER) {
            later(HANG.toNanos(), () -> finish(exchange, 503));
        } else {
            finish(exchange, status);
        }
    }

    private void call(HttpExchange exchange) {
        String path = exchange.getRequestURI().getPath();
        Ledger.Arrival arrival = ledger.arrived(id(), path);
        later(workNanos(path), () -> {
            int status = callStatus;
            // The client may have the answer, and act on it, before this thread goes on: so the time is taken first.
            long doneAt = ledger.now();
            arrival.answered(doneAt, status, finish(exchange, status));
        });
    }

    private void later(long nanos, Runnable work) {
        timer.schedule(work, nanos, TimeUnit.NANOSECONDS);
    }

    /** Orders: 3 ms and an exponential rest of 5 ms in the mean, cut at 60 ms. Failing is quick, as it is in life. */
    private long workNanos(String path) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        if (path.equals(EXPORT)) return LONG.toNanos() + random.nextLong(LONG_SPREAD.toNanos());
        if (callStatus >= 500) return 1_000_000;
        return 3_000_000 + (long) Math.min(57e6, -Math.log(1 - random.nextDouble()) * 5e6);
    }

    /** True if the whole answer went out. */
    private boolean finish(HttpExchange exchange, int status) {
        try {
            byte[] body = ("backend " + id() + "\n").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.getResponseBody().close();
            return true;
        } catch (IOException clientLeft) {
            return false;
        } finally {
            exchange.close();
        }
    }
}

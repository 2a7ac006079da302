package io.github.evenkeel.examples.tour;

import io.github.evenkeel.Backend;
import io.github.evenkeel.health.OutlierDetection;
import io.github.evenkeel.health.SlowStart;
import io.github.evenkeel.health.Status;
import io.github.evenkeel.okhttp.LoadBalancing;
import io.github.evenkeel.okhttp.LoadBalancingInterceptor;
import io.github.evenkeel.pool.BackendPool;
import io.github.evenkeel.pool.MemberStatus;
import io.github.evenkeel.pool.PoolEvent;
import io.github.evenkeel.probe.HealthChecks;
import io.github.evenkeel.probe.Probes;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;

/** All that an act has to play with: servers, the pool with its checks, the application's traffic. */
final class Stage implements AutoCloseable {
    /** Instead of 30 s: a tour cannot wait that long. */
    static final Duration EJECTION = Duration.ofSeconds(4);
    /** Instead of 60 s. */
    static final Duration SLOW_START = Duration.ofSeconds(2);
    /** Instead of 5 s. */
    static final Duration PROBES = Duration.ofMillis(500);
    /** Instead of 2 s; near the interval, so that a busy machine is not taken for a dead server. */
    private static final Duration PROBE_TIMEOUT = Duration.ofMillis(450);

    /** The application runs up to this many calls at a time; the slow ones of the third act alone are 140. */
    private static final int CONCURRENT_CALLS = 400;

    private static final String POOL = "orders";
    private static final Duration LAST_CALLS = Duration.ofSeconds(10);

    private final Ledger ledger;
    private final Narrator narrator;
    private final ExecutorService serverThreads = Executors.newCachedThreadPool(daemons("server"));
    private final ScheduledExecutorService serverTimer = Executors.newScheduledThreadPool(2, daemons("server-timer"));
    private final Map<String, TourServer> servers = new LinkedHashMap<>();
    private final Set<Backend> drained = ConcurrentHashMap.newKeySet();
    private final BackendPool pool;
    private final HealthChecks checks;
    private final OkHttpClient client;
    private final Traffic traffic;

    Stage(List<String> ids, Ledger ledger, Narrator narrator) throws IOException {
        this.ledger = ledger;
        this.narrator = narrator;
        for (String id : ids) start(id);
        pool = BackendPool.builder(POOL)
                .backends(servers.values().stream().map(TourServer::backend).toList())
                .outlierDetection(OutlierDetection.defaults().withEjectionTime(EJECTION, EJECTION.multipliedBy(4)))
                .slowStart(SlowStart.over(SLOW_START))
                .build();
        pool.onEvent(this::happened);
        checks = HealthChecks.of(pool)
                .probe(Probes.http(TourServer.READYZ))
                .every(PROBES)
                .timeout(PROBE_TIMEOUT)
                .unhealthyAfter(3)
                .healthyAfter(2)
                .start();
        Dispatcher dispatcher = new Dispatcher();
        dispatcher.setMaxRequests(CONCURRENT_CALLS);
        dispatcher.setMaxRequestsPerHost(CONCURRENT_CALLS);
        client = LoadBalancing.sized(new OkHttpClient.Builder().dispatcher(dispatcher), pool)
                .addInterceptor(LoadBalancingInterceptor.of(pool))
                .build();
        traffic = new Traffic(client, POOL, ledger, Executors.newScheduledThreadPool(1, daemons("traffic")));
    }

    private void happened(PoolEvent event) {
        // To remove what is drained ends a second drain, at once: nothing to tell.
        if (!(event instanceof PoolEvent.DrainEnded ended) || drained.add(ended.backend())) narrator.tell(event);
        ledger.happened(event);
    }

    /** Opens the curtain. */
    void begin(double callsPerSecond) {
        ledger.begin();
        traffic.start(callsPerSecond);
    }

    // ---- the cast

    BackendPool pool() {
        return pool;
    }

    Traffic traffic() {
        return traffic;
    }

    /** Those that are members. */
    Collection<TourServer> servers() {
        return serverIds().stream().map(this::server).toList();
    }

    List<String> serverIds() {
        return pool.backends().stream().map(backend -> backend.id()).toList();
    }

    TourServer server(String id) {
        TourServer server = servers.get(id);
        if (server == null)
            throw new IllegalArgumentException("server: " + id + " (expected: one of " + servers.keySet() + ")");
        return server;
    }

    /** One more; it is no member yet. */
    TourServer start(String id) throws IOException {
        TourServer server = TourServer.start(id, ledger, serverThreads, serverTimer);
        servers.put(id, server);
        return server;
    }

    // ---- the play

    void say(String format, Object... values) {
        narrator.say(String.format(Locale.ROOT, format, values));
    }

    long now() {
        return ledger.now();
    }

    Facts facts() {
        return ledger.facts();
    }

    void pause(Duration length) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(length.toNanos());
    }

    /** Waits for an event of the pool; false if it does not come in time. The verdict tells what was missing. */
    <E extends PoolEvent> boolean await(Class<E> kind, long from, Predicate<E> condition, Duration limit)
            throws InterruptedException {
        return ledger.await(kind, from, condition, limit);
    }

    /** Waits until something holds, looking every 10 ms; false if it does not in time. */
    boolean until(BooleanSupplier condition, Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline >= 0) return false;
            pause(Duration.ofMillis(10));
        }
        return true;
    }

    boolean all(Status status) {
        return pool.status().members().stream().allMatch(member -> member.status() == status);
    }

    int inFlight(String id) {
        MemberStatus member = pool.status().member(id);
        return member == null ? 0 : member.inFlight();
    }

    /** Sends no more calls and waits for the last ones, at the client and in the servers' books; false if some hang. */
    boolean end() throws InterruptedException {
        return traffic.stop(LAST_CALLS)
                && until(() -> facts().served().stream().allMatch(call -> call.answer() != null), LAST_CALLS);
    }

    @Override
    public void close() {
        traffic.abandon();
        checks.close();
        pool.close();
        client.dispatcher().executorService().shutdown();
        client.connectionPool().evictAll();
        servers.values().forEach(TourServer::close);
        serverTimer.shutdownNow();
        serverThreads.shutdown();
    }

    private static ThreadFactory daemons(String name) {
        return task -> {
            Thread thread = new Thread(task, "tour-" + name);
            thread.setDaemon(true);
            return thread;
        };
    }
}

package io.github.evenkeel.examples.soak;

import io.github.evenkeel.pool.BackendPool;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Servers, the pool over them, and what happens to whole servers meanwhile. One thread of its own does all of that. */
final class Fleet implements AutoCloseable {
    private static final Duration DRAIN = Duration.ofSeconds(2);

    /** At most so many ms until the next thing happens to a server. */
    private static final int PEACE = 4_000;

    /** At most so many ms a port is nobody's. */
    private static final int AWAY = 2_000;

    private final Ledger ledger = new Ledger();
    private final SplittableRandom random;
    private final BackendPool pool;
    private final List<FaultyServer> servers = new ArrayList<>();

    /** All that run, those that are being drained among them. */
    private final Set<FaultyServer> running = ConcurrentHashMap.newKeySet();

    private final ScheduledExecutorService events = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "fleet");
        thread.setDaemon(true);
        return thread;
    });
    private final Queue<Throwable> broken = new ConcurrentLinkedQueue<>();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong restarted = new AtomicLong();
    private final AtomicLong replaced = new AtomicLong();

    Fleet(int size, long seed) throws IOException {
        random = new SplittableRandom(seed);
        BackendPool.Builder builder = BackendPool.builder("orders").drainTimeout(DRAIN);
        for (int i = 0; i < size; i++) {
            FaultyServer server = start(0);
            servers.add(server);
            builder.backend(server.backend());
        }
        pool = builder.build();
        next();
    }

    BackendPool pool() {
        return pool;
    }

    Ledger ledger() {
        return ledger;
    }

    /** What has happened to whole servers, for people. */
    String told() {
        return refused + " ports closed for a while, " + restarted + " restarts on a new port, " + replaced
                + " drained and replaced";
    }

    private FaultyServer start(int port) throws IOException {
        FaultyServer server = FaultyServer.start(ledger, random.nextLong(), port);
        running.add(server);
        return server;
    }

    private void end(FaultyServer server) {
        server.close();
        running.remove(server);
    }

    /** How often something has happened to a server. */
    long happened() {
        return refused.get() + restarted.get() + replaced.get();
    }

    /** What nobody had expected of an event. */
    List<Throwable> broken() {
        return List.copyOf(broken);
    }

    private void next() {
        after(1 + random.nextInt(PEACE), this::happen);
    }

    /** Each event ends with what it does next; one that breaks is noted, and others go on. */
    private void after(int millis, Runnable event) {
        Runnable noted = () -> {
            try {
                event.run();
            } catch (RuntimeException | Error failure) {
                if (events.isShutdown()) return; // there is no next one
                broken.add(failure);
                next();
            }
        };
        events.schedule(noted, millis, TimeUnit.MILLISECONDS);
    }

    private void happen() {
        int index = random.nextInt(servers.size());
        try {
            switch (random.nextInt(3)) {
                case 0 -> refuse(index);
                case 1 -> restart(index);
                default -> replace(index);
            }
        } catch (IOException portTaken) {
            next(); // there was none to start a server on; later there may be
        }
    }

    /** Nobody listens for up to two seconds; then the same port serves again. */
    private void refuse(int index) {
        FaultyServer server = servers.get(index);
        int port = server.backend().port();
        end(server);
        refused.incrementAndGet();
        after(1 + random.nextInt(AWAY), () -> returns(index, port));
    }

    private void returns(int index, int port) {
        try {
            servers.set(index, start(port));
        } catch (IOException notYetFree) {
            after(100, () -> returns(index, port));
            return;
        }
        next();
    }

    /** As a process that is killed and started anew; discovery needs half a second to see it. */
    private void restart(int index) throws IOException {
        FaultyServer old = servers.get(index);
        end(old);
        FaultyServer fresh = start(0);
        servers.set(index, fresh);
        restarted.incrementAndGet();
        after(500, () -> {
            // The system may give the new process the old one's port: then discovery sees nothing.
            if (!fresh.backend().id().equals(old.backend().id())) {
                pool.add(fresh.backend());
                pool.forceRemove(old.backend().id());
            }
            next();
        });
    }

    /** As a deployment does it. */
    private void replace(int index) throws IOException {
        FaultyServer fresh = start(0);
        FaultyServer old = servers.get(index);
        pool.add(fresh.backend());
        servers.set(index, fresh);
        replaced.incrementAndGet();
        pool.remove(old.backend().id()).whenCompleteAsync((drained, failure) -> end(old), events);
        next();
    }

    /** Nothing happens any more. */
    void rest() throws InterruptedException {
        events.shutdownNow();
        events.awaitTermination(10, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        events.shutdownNow();
        pool.close();
        running.forEach(FaultyServer::close);
    }
}

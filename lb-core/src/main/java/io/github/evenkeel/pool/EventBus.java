package io.github.evenkeel.pool;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Carries a pool's events to its listeners: in order, one at a time, on a listener thread. A listener that throws is logged; one
 * that blocks delays the pool's other listeners and nothing else, and when {@link #MOST} events wait, the oldest are dropped and
 * counted.
 */
final class EventBus {
    static final int MOST = 1024;

    private final String pool;
    private final Executor executor;
    private final Logger log;
    private final List<Consumer<? super PoolEvent>> listeners = new CopyOnWriteArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Queue<PoolEvent> waiting = new ArrayDeque<>();
    private boolean running;
    private long dropped;

    EventBus(String pool, Executor executor, Logger log) {
        this.pool = pool;
        this.executor = executor;
        this.log = log;
    }

    Subscription subscribe(Consumer<? super PoolEvent> listener) {
        // A box of its own, so that the same listener may be registered twice and each registration ends alone.
        Consumer<PoolEvent> registration = listener::accept;
        listeners.add(registration);
        return () -> listeners.remove(registration);
    }

    void publish(PoolEvent event) {
        if (listeners.isEmpty()) return;
        boolean start;
        lock.lock();
        try {
            if (waiting.size() == MOST) {
                waiting.remove();
                dropped++;
            }
            waiting.add(event);
            start = !running;
            running = true;
        } finally {
            lock.unlock();
        }
        if (start) start();
    }

    long dropped() {
        lock.lock();
        try {
            return dropped;
        } finally {
            lock.unlock();
        }
    }

    private void start() {
        try {
            executor.execute(this::deliver);
        } catch (Throwable refused) { // shut down, or no more threads to be had
            lock.lock();
            try {
                dropped += waiting.size();
                waiting.clear();
                running = false;
            } finally {
                lock.unlock();
            }
            log.warn("pool {}: listeners' executor takes no more work, events are lost", pool, refused);
        }
    }

    private void deliver() {
        for (PoolEvent event = next(); event != null; event = next()) {
            for (Consumer<? super PoolEvent> listener : listeners) {
                try {
                    listener.accept(event);
                } catch (Throwable thrown) { // whatever it is, the others must still hear
                    log.warn("pool {}: a listener threw on {}", pool, event, thrown);
                }
            }
        }
    }

    private @Nullable PoolEvent next() {
        lock.lock();
        try {
            PoolEvent event = waiting.poll();
            if (event == null) running = false;
            return event;
        } finally {
            lock.unlock();
        }
    }
}

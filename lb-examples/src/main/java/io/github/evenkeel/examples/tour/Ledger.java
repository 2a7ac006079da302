package io.github.evenkeel.examples.tour;

import io.github.evenkeel.examples.tour.Facts.Answer;
import io.github.evenkeel.examples.tour.Facts.Called;
import io.github.evenkeel.examples.tour.Facts.Probed;
import io.github.evenkeel.examples.tour.Facts.Served;
import io.github.evenkeel.pool.PoolEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Where servers, client and pool write down what they see, as it happens. Any thread. */
final class Ledger {
    private final LongSupplier clock;
    private volatile long origin;
    private final Queue<Arrival> arrivals = new ConcurrentLinkedQueue<>();
    private final Queue<Probed> probed = new ConcurrentLinkedQueue<>();
    private final Queue<Called> called = new ConcurrentLinkedQueue<>();
    private final List<PoolEvent> events = new ArrayList<>();

    Ledger(LongSupplier clock) {
        this.clock = clock;
        this.origin = clock.getAsLong();
    }

    /** A call at a server. */
    final class Arrival {
        private final String server;
        private final String path;
        private final long at = now();
        private volatile @Nullable Answer answer;

        private Arrival(String server, String path) {
            this.server = server;
            this.path = path;
        }

        /** The work was done at {@code doneAt}, and {@code complete} says whether all of the answer went out. */
        void answered(long doneAt, int status, boolean complete) {
            answer = new Answer(doneAt, status, complete);
        }
    }

    /** The tour begins now. */
    void begin() {
        origin = now();
    }

    long now() {
        return clock.getAsLong();
    }

    double seconds() {
        return seconds(now());
    }

    double seconds(long at) {
        return (at - origin) / 1e9;
    }

    Arrival arrived(String server, String path) {
        Arrival arrival = new Arrival(server, path);
        arrivals.add(arrival);
        return arrival;
    }

    void probed(String server, int status) {
        probed.add(new Probed(server, now(), status));
    }

    void called(String path, long startedAt, int status) {
        called.add(new Called(path, startedAt, now(), status));
    }

    void happened(PoolEvent event) {
        synchronized (events) {
            events.add(event);
            events.notifyAll();
        }
    }

    /** Waits until an event of this kind, at or after {@code from}, is there; false if it does not come in time. */
    <E extends PoolEvent> boolean await(Class<E> kind, long from, Predicate<E> condition, Duration limit)
            throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        synchronized (events) {
            while (events.stream()
                    .noneMatch(event ->
                            kind.isInstance(event) && event.at() - from >= 0 && condition.test(kind.cast(event)))) {
                long left = deadline - System.nanoTime();
                if (left <= 0) return false;
                events.wait(1 + left / 1_000_000);
            }
            return true;
        }
    }

    /** All that is known now. */
    Facts facts() {
        List<Served> served = arrivals.stream()
                .map(arrival -> new Served(arrival.server, arrival.path, arrival.at, arrival.answer))
                .toList();
        synchronized (events) {
            return new Facts(origin, served, List.copyOf(probed), List.copyOf(called), events);
        }
    }
}

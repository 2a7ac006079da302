package io.github.evenkeel.examples.incident;

import io.github.evenkeel.Backend;
import io.github.evenkeel.Outcome;
import io.github.evenkeel.pool.PoolEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What there was to see in a world, in the order of its end. */
final class Ledger {
    private final List<Called> calls = new ArrayList<>();
    private final List<Seen> events = new ArrayList<>();
    private final List<Probed> probes = new ArrayList<>();
    private final List<Double> tries = new ArrayList<>();

    /**
     * A call that is over.
     *
     * @param at   when it began
     * @param host who had it; {@code ""} if nobody
     * @param took seconds
     * @param kind how it ended; null if there was nobody to call
     */
    record Called(double at, String host, double took, Outcome.@Nullable Kind kind) {
        boolean served() {
            return kind == Outcome.Kind.SUCCESS;
        }
    }

    /** An event of the pool, with its instant. */
    record Seen(double at, PoolEvent event) {}

    /** A probe that has ended. */
    record Probed(double at, String host, boolean good) {}

    void called(Called call) {
        calls.add(call);
    }

    /** A call was sent to a host, for the first time or again. */
    void tried(double at) {
        tries.add(at);
    }

    /** How often calls were sent in this time. */
    long tries(double from, double to) {
        return tries.stream().filter(at -> at >= from && at < to).count();
    }

    void event(double at, PoolEvent event) {
        events.add(new Seen(at, event));
    }

    void probed(double at, String host, boolean good) {
        probes.add(new Probed(at, host, good));
    }

    Stream<Called> calls() {
        return calls.stream();
    }

    Stream<Called> calls(double from, double to) {
        return calls().filter(call -> call.at >= from && call.at < to);
    }

    long failed(Predicate<Called> of) {
        return calls().filter(call -> !call.served()).filter(of).count();
    }

    /** In percent, of the calls that began in this time. */
    double served(double from, double to) {
        long all = calls(from, to).count();
        return 100.0 * calls(from, to).filter(Called::served).count() / all;
    }

    /** The p-th percentile of the served calls that began in this time, seconds. */
    double percentile(double p, double from, double to) {
        double[] took = calls(from, to)
                .filter(Called::served)
                .mapToDouble(Called::took)
                .sorted()
                .toArray();
        return took[(int) Math.min(took.length - 1, Math.ceil(p / 100 * took.length))];
    }

    /** When the first event of this kind came that fits; infinite if none did. */
    <T extends PoolEvent> double first(Class<T> kind, Predicate<T> fits) {
        return events.stream()
                .filter(seen -> kind.isInstance(seen.event) && fits.test(kind.cast(seen.event)))
                .mapToDouble(Seen::at)
                .findFirst()
                .orElse(Double.POSITIVE_INFINITY);
    }

    /** Sticky keys that were forgotten because this backend left. */
    long keysDropped(Backend left) {
        return events.stream()
                .map(Seen::event)
                .filter(event -> event instanceof PoolEvent.KeysDisplaced moved
                        && moved.dropped()
                        && moved.backend().equals(left))
                .mapToLong(event -> ((PoolEvent.KeysDisplaced) event).keys())
                .sum();
    }

    /** When this host's first good probe ended; infinite if none did. */
    double firstGoodProbe(String host) {
        return probes.stream()
                .filter(probe -> probe.good && probe.host.equals(host))
                .mapToDouble(Probed::at)
                .findFirst()
                .orElse(Double.POSITIVE_INFINITY);
    }

    /** Failed calls per step of this many seconds, by their beginning. */
    double[] failures(double step, double until) {
        double[] counts = new double[(int) Math.ceil(until / step)];
        calls(0, until).filter(call -> !call.served()).forEach(call -> counts[(int) (call.at / step)]++);
        return counts;
    }
}

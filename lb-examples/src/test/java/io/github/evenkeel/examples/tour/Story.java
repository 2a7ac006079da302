package io.github.evenkeel.examples.tour;

import io.github.evenkeel.Backend;
import io.github.evenkeel.examples.tour.Facts.Answer;
import io.github.evenkeel.examples.tour.Facts.Called;
import io.github.evenkeel.examples.tour.Facts.Probed;
import io.github.evenkeel.examples.tour.Facts.Served;
import io.github.evenkeel.health.Floor.Level;
import io.github.evenkeel.health.Status;
import io.github.evenkeel.pool.PoolEvent;
import java.util.ArrayList;
import java.util.List;

/** Facts made up for a test; times in seconds since the tour began. */
final class Story {
    /** As the clock of the JVM, it may be anything: here just before it overflows. */
    static final long ORIGIN = Long.MAX_VALUE - 3_000_000_000L;

    private final List<Served> served = new ArrayList<>();
    private final List<Probed> probed = new ArrayList<>();
    private final List<Called> called = new ArrayList<>();
    private final List<PoolEvent> events = new ArrayList<>();

    static long at(double seconds) {
        return ORIGIN + (long) (seconds * 1e9);
    }

    static Backend backend(String id) {
        return Backend.of("127.0.0.1", 1000 + id.charAt(0)).withId(id);
    }

    /** A call that server and application saw alike. */
    Story call(String server, double from, double to, int status) {
        served.add(new Served(server, TourServer.ORDER, at(from), new Answer(at(to), status, true)));
        called.add(new Called(TourServer.ORDER, at(from), at(to), status));
        return this;
    }

    Story calls(int count, String server, double from, double to, int status) {
        for (int i = 0; i < count; i++) call(server, from, to, status);
        return this;
    }

    /** A call that the server could not answer completely. */
    Story cut(String server, double from, double to) {
        served.add(new Served(server, TourServer.ORDER, at(from), new Answer(at(to), 200, false)));
        return this;
    }

    /** A call that only the application saw. */
    Story lost(double from) {
        called.add(new Called(TourServer.ORDER, at(from), at(from), 0));
        return this;
    }

    Story probe(String server, double at, int status) {
        probed.add(new Probed(server, at(at), status));
        return this;
    }

    Story change(String server, double at, Status from, Status to) {
        return event(new PoolEvent.StatusChanged("orders", at(at), backend(server), from, to, "why"));
    }

    Story panic(double at, Level from, Level to, int judged, int healthy) {
        return event(new PoolEvent.PanicChanged("orders", at(at), from, to, judged, healthy));
    }

    Story event(PoolEvent event) {
        events.add(event);
        return this;
    }

    Facts facts() {
        return new Facts(ORIGIN, served, probed, called, events);
    }

    /** What a verdict says of the checks that do not hold. */
    static List<String> complaints(Verdict verdict) {
        return verdict.checks().stream()
                .filter(check -> !check.holds())
                .map(Verdict.Check::said)
                .toList();
    }
}

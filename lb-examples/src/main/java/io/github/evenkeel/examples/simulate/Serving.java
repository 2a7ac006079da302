package io.github.evenkeel.examples.simulate;

import io.github.evenkeel.Outcome;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Decides how one server serves each call. Not for several threads. */
final class Serving {
    private final Server server;
    private final int routes;
    private final long unit;
    private final long[] uses;
    private @Nullable Outcome outcome;

    Serving(Server server, int routes, long unit) {
        this.server = server;
        this.routes = routes;
        this.unit = unit;
        this.uses = new long[server.phases().size()];
    }

    /**
     * Decides on a call that the server begins to work on. Of the phases that apply, the last one that names a time says how long it
     * takes, those after it how much slower; the last one that names an outcome says how it ends.
     *
     * @param bits     the call's own random bits
     * @param now      nanoseconds since the beginning
     * @param inFlight calls at the server, this one too
     * @return nanoseconds of work; negative if there will be no answer
     */
    long begin(long bits, long now, int inFlight) {
        long coin = Chance.mixed(bits);
        int route = route(bits, routes);
        double units = now / (double) unit;
        List<Server.Phase> phases = server.phases();
        ServiceTime time = null;
        double slowness = 1;
        outcome = null;
        for (int i = phases.size() - 1; i >= 0 && (time == null || outcome == null); i--) {
            Server.Phase phase = phases.get(i);
            if (!phase.appliesTo(units, route, coin) || uses[i] >= phase.most()) continue;
            uses[i]++;
            if (phase.silent()) {
                outcome = Outcome.SUCCESS;
                return -1;
            }
            if (time == null) {
                slowness *= phase.slowness();
                time = phase.time();
            }
            if (outcome == null) outcome = phase.outcome();
        }
        double work = Objects.requireNonNull(time).at(Chance.unit(bits), inFlight);
        return Math.round(work * slowness / server.speed() * unit);
    }

    /** Of which kind a call is, by its own random bits. */
    static int route(long bits, int routes) {
        return routes == 1 ? 0 : Chance.below(routes, Chance.mixed(Chance.mixed(bits)));
    }

    /** How the call decided on last ends. */
    Outcome outcome() {
        return Objects.requireNonNull(outcome);
    }
}

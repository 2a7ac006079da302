package io.github.evenkeel.examples.simulate;

import io.github.evenkeel.Expect;
import io.github.evenkeel.Outcome;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A server of a scenario: how many calls it works on at once, and how it serves them when. Immutable. What a call gets is decided
 * when the server begins to work on it, by the last phases that apply and say something about it.
 *
 * @param slots   calls it works on at once; the others wait their turn, first come, first served
 * @param sharing true if no call waits: beyond {@code slots}, the calls share its power alike
 * @param speed   1 unless it is faster or slower than its service times say
 * @param weight  what the pools are told of it, right or wrong: its backend's weight, above 0
 * @param phases  the first applies always
 */
public record Server(int slots, boolean sharing, double speed, double weight, List<Phase> phases) {
    static final double ALWAYS = Double.POSITIVE_INFINITY;

    /**
     * How a server serves from one instant to another.
     *
     * @param from        the first instant, in units
     * @param to          the first instant after it
     * @param time        of the calls in this phase; null: what it was, times {@code slowness}
     * @param slowness    factor on the time
     * @param outcome     of the calls in this phase; null: what it was
     * @param probability with which a call falls under this phase
     * @param route       the route of the calls it is for; -1: all
     * @param silent      true if the calls are never answered
     * @param most        how many calls fall under it at most
     */
    public record Phase(
            double from,
            double to,
            @Nullable ServiceTime time,
            double slowness,
            @Nullable Outcome outcome,
            double probability,
            int route,
            boolean silent,
            long most) {
        public Phase {
            Expect.that(from < to, "from", from, "before " + to);
            Expect.within("probability", probability, 0, 1);
            Expect.that(slowness > 0, "slowness", slowness, "> 0");
        }

        /** True for a call of this route with these random bits that begins now. */
        boolean appliesTo(double now, int itsRoute, long coin) {
            return now >= from
                    && now < to
                    && (route < 0 || route == itsRoute)
                    && (probability == 1 || Chance.unit(coin) < probability);
        }

        /** For calls of this route only. */
        Phase onRoute(int only) {
            return new Phase(from, to, time, slowness, outcome, probability, only, silent, most);
        }

        Phase atMost(long calls) {
            return new Phase(from, to, time, slowness, outcome, probability, route, silent, calls);
        }

        static Phase of(
                double from, double to, @Nullable ServiceTime time, double slowness, @Nullable Outcome outcome) {
            return new Phase(from, to, time, slowness, outcome, 1, -1, false, Long.MAX_VALUE);
        }
    }

    public Server {
        Expect.atLeast("slots", slots, 1);
        Expect.that(speed > 0 && speed < Double.POSITIVE_INFINITY, "speed", speed, "finite, > 0");
        Expect.that(weight > 0 && weight < Double.POSITIVE_INFINITY, "weight", weight, "finite, > 0");
        phases = List.copyOf(phases);
    }

    /** One call at a time, first come, first served. */
    public static Server queue(ServiceTime time) {
        return queue(1, time);
    }

    /** So many calls at a time, the others wait. */
    public static Server queue(int slots, ServiceTime time) {
        return new Server(slots, false, 1, 1, List.of(Phase.of(0, ALWAYS, time, 1, Outcome.SUCCESS)));
    }

    /** All calls at once, sharing the power of so many processors. */
    public static Server sharing(int processors, ServiceTime time) {
        return new Server(processors, true, 1, 1, List.of(Phase.of(0, ALWAYS, time, 1, Outcome.SUCCESS)));
    }

    /** Any number of calls at once: each takes its time. */
    public static Server unlimited(ServiceTime time) {
        return queue(Integer.MAX_VALUE, time); // as isUnlimited() knows
    }

    /** Faster (above 1) or slower. */
    public Server withSpeed(double factor) {
        return new Server(slots, sharing, factor, weight, phases);
    }

    /** Pools are told that it can do so many times what one of weight 1 can. It makes the server no faster. */
    public Server withWeight(double value) {
        return new Server(slots, sharing, speed, value, phases);
    }

    /** A brown-out: other service times for a while. */
    public Server during(double from, double to, ServiceTime time) {
        return with(Phase.of(from, to, time, 1, null));
    }

    /** A brown-out: everything takes longer for a while. */
    public Server slowerDuring(double from, double to, double factor) {
        return with(Phase.of(from, to, null, factor, null));
    }

    /** One call, the first that begins at or after this instant, takes longer. */
    public Server slowerOnce(double at, double factor) {
        return with(Phase.of(at, ALWAYS, null, factor, null).atMost(1));
    }

    /** A neighbour that takes the machine now and then: slower by a factor, time and again, until {@code end}. */
    public Server antagonist(double firstAt, double slowFor, double quietFor, double factor, double end) {
        Server server = this;
        for (double at = firstAt; at < end; at += slowFor + quietFor) {
            server = server.slowerDuring(at, at + slowFor, factor);
        }
        return server;
    }

    /** Some calls fail, after {@code time}. */
    public Server failing(double from, double to, double probability, Outcome outcome, ServiceTime time) {
        return with(new Phase(from, to, time, 1, outcome, probability, -1, false, Long.MAX_VALUE));
    }

    /** All calls of one route fail, after their usual time. */
    public Server failingOnRoute(double from, double to, int route, Outcome outcome) {
        return with(Phase.of(from, to, null, 1, outcome).onRoute(route));
    }

    /** Calls are taken and never answered. */
    public Server silentFrom(double from) {
        return with(new Phase(from, ALWAYS, null, 1, Outcome.SUCCESS, 1, -1, true, Long.MAX_VALUE));
    }

    /** True if it works on any number of calls at once, so that there is no load to speak of. */
    boolean isUnlimited() {
        return slots == Integer.MAX_VALUE;
    }

    /** Calls per unit of time it can do at first. */
    double capacity() {
        ServiceTime first = phases.get(0).time();
        return first == null ? 0 : slots * speed / first.mean();
    }

    private Server with(Phase phase) {
        List<Phase> more = new ArrayList<>(phases);
        more.add(phase);
        return new Server(slots, sharing, speed, weight, more);
    }
}

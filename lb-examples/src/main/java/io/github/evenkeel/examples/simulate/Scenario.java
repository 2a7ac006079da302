package io.github.evenkeel.examples.simulate;

import io.github.evenkeel.Expect;
import io.github.evenkeel.pool.BackendPool;
import io.github.evenkeel.retry.RetryRules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A fleet and what is asked of it. Immutable; all times are in units, by default the mean service time.
 *
 * @param name     for tables and the command line
 * @param about    what it shows, in a line
 * @param servers  the fleet; each is a backend of every client's pool
 * @param clients  how many, each with a pool of its own that sees only its own calls
 * @param arrivals how calls come
 * @param rate     of the whole fleet, in calls per unit; for one-at-a-time clients the pause between calls, in units
 * @param unit     what a unit is on the pools' clock: matters for what they do in seconds (ejections, sweeps, decay)
 * @param warmUp   calls that begin before this are not measured
 * @param end      calls begin until here
 * @param delay    of the network, each way
 * @param timeOut  after which a client gives a call up; infinite: never
 * @param deadline after which an answer is no success, though it was waited for; infinite: none
 * @param routes   how many kinds of calls there are, all equally frequent
 * @param keys     how many affinity keys there are, all equally frequent; 0: calls have none
 * @param reports  true if every answer tells how many calls the server has
 * @param retries  how clients send calls again that failed, all of which may be, within their pool's budget; null: they do not. Then the
 *                 time-out is that of one attempt
 * @param pool     what is different from a pool's defaults
 */
public record Scenario(
        String name,
        String about,
        List<Server> servers,
        int clients,
        Arrivals arrivals,
        double rate,
        Duration unit,
        double warmUp,
        double end,
        double delay,
        double timeOut,
        double deadline,
        int routes,
        int keys,
        boolean reports,
        @Nullable RetryRules retries,
        UnaryOperator<BackendPool.Builder> pool) {

    /** How calls come. */
    public enum Arrivals {
        /** At random, each on a client at random. */
        POISSON,
        /** At even distances, each on a client at random. */
        EVEN,
        /** Each client makes one call at a time. */
        ONE_AT_A_TIME
    }

    public Scenario {
        servers = List.copyOf(servers);
        Expect.text("name", name);
        Expect.that(!servers.isEmpty(), "servers", 0, "at least one");
        Expect.atLeast("clients", clients, 1);
        Expect.that(
                arrivals == Arrivals.ONE_AT_A_TIME ? rate >= 0 : rate > 0 && rate < Double.POSITIVE_INFINITY,
                "rate",
                rate,
                "finite, > 0");
        Expect.positiveNanos("unit", unit);
        Expect.that(warmUp >= 0 && warmUp < end, "warmUp", warmUp, "0 or more, before the end at " + end);
        Expect.that(delay >= 0, "delay", delay, ">= 0");
        Expect.that(timeOut > 0, "timeOut", timeOut, "> 0");
        Expect.that(deadline > 0, "deadline", deadline, "> 0");
        Expect.atLeast("routes", routes, 1);
        Expect.atLeast("keys", keys, 0);
    }

    /** The first instant after the beginning at which any server becomes different; infinite if none does. */
    double onset() {
        return servers.stream()
                .flatMap(server -> server.phases().stream())
                .mapToDouble(Server.Phase::from)
                .filter(from -> from > 0)
                .min()
                .orElse(Double.POSITIVE_INFINITY);
    }

    /** Begins the description of a scenario. */
    public static Builder named(String name) {
        return new Builder(name);
    }

    /** Collects a scenario. Not safe for several threads. */
    public static final class Builder {
        private final String name;
        private String about = "";
        private final List<Server> servers = new ArrayList<>();
        private int clients = 1;
        private Arrivals arrivals = Arrivals.POISSON;
        private double rate;
        private double load;
        private Duration unit = Duration.ofMillis(100);
        private double warmUp = Double.NaN;
        private double end;
        private double calls = 100_000;
        private double delay;
        private double timeOut = Double.POSITIVE_INFINITY;
        private double deadline = Double.POSITIVE_INFINITY;
        private int routes = 1;
        private int keys;
        private boolean reports;
        private @Nullable RetryRules retries;
        private UnaryOperator<BackendPool.Builder> pool = builder -> builder;

        private Builder(String name) {
            this.name = name;
        }

        /** What it shows. */
        public Builder about(String value) {
            about = value;
            return this;
        }

        /** Equal servers that do one call at a time in exponential times of mean 1. */
        public Builder servers(int count) {
            return servers(count, Server.queue(ServiceTime.exponential(1)));
        }

        /** Equal servers. */
        public Builder servers(int count, Server each) {
            for (int i = 0; i < count; i++) server(each);
            return this;
        }

        /** One more server. */
        public Builder server(Server one) {
            servers.add(one);
            return this;
        }

        /** Default 1. */
        public Builder clients(int count) {
            clients = count;
            return this;
        }

        /** The rate as a share of what the servers can do at first. */
        public Builder load(double share) {
            load = share;
            return this;
        }

        /** The rate of the whole fleet, in calls per unit. */
        public Builder rate(double callsPerUnit) {
            rate = callsPerUnit;
            return this;
        }

        /** Calls come at even distances. */
        public Builder evenly() {
            arrivals = Arrivals.EVEN;
            return this;
        }

        /** Each client makes one call at a time, with this pause between them. */
        public Builder oneAtATime(double pause) {
            arrivals = Arrivals.ONE_AT_A_TIME;
            rate = pause;
            return this;
        }

        /** A unit of time on the pools' clock; default 100 ms. */
        public Builder unit(Duration value) {
            unit = value;
            return this;
        }

        /** What is not measured at the beginning; default a tenth of the run. */
        public Builder warmUp(double units) {
            warmUp = units;
            return this;
        }

        /** About how many calls begin, instead of {@link #lasts}; default 100,000. */
        public Builder calls(long count) {
            calls = count;
            return this;
        }

        /** How long calls begin. */
        public Builder lasts(double units) {
            end = units;
            return this;
        }

        /** Of the network, each way; default 0. */
        public Builder delay(double units) {
            delay = units;
            return this;
        }

        /** After which a client gives up. */
        public Builder timeOut(double units) {
            timeOut = units;
            return this;
        }

        /** After which an answer is no success, though it was waited for. */
        public Builder deadline(double units) {
            deadline = units;
            return this;
        }

        /** Calls are of so many kinds, equally frequent; default 1. */
        public Builder routes(int count) {
            routes = count;
            return this;
        }

        /** Calls have affinity keys, so many different ones, equally frequent; default none. */
        public Builder keys(int count) {
            keys = count;
            return this;
        }

        /** Every answer tells how many calls the server has, as a response header would. */
        public Builder reports() {
            reports = true;
            return this;
        }

        /** Clients send calls again that failed; default not. The time-out is then that of one attempt. */
        public Builder retries(RetryRules rules) {
            retries = rules;
            return this;
        }

        /** What is different from a pool's defaults. */
        public Builder pool(UnaryOperator<BackendPool.Builder> change) {
            pool = change;
            return this;
        }

        /**
         * The scenario.
         *
         * @throws IllegalArgumentException naming what does not fit
         */
        public Scenario build() {
            if (load != 0) {
                Expect.that(load > 0 && load < Double.POSITIVE_INFINITY, "load", load, "finite, > 0");
                Expect.that(arrivals != Arrivals.ONE_AT_A_TIME, "load", load, "none: one call at a time has no rate");
                Expect.that(rate == 0, "load", load, "none beside the rate " + rate);
                Expect.that(
                        servers.stream().noneMatch(Server::isUnlimited),
                        "load",
                        load,
                        "none, but a rate: an unlimited server has no most to do");
            }
            double capacity = servers.stream().mapToDouble(Server::capacity).sum();
            double perUnit = load > 0 ? load * capacity : rate;
            double until = end > 0 ? end : calls / (arrivals == Arrivals.ONE_AT_A_TIME ? clients : perUnit);
            return new Scenario(
                    name,
                    about,
                    servers,
                    clients,
                    arrivals,
                    perUnit,
                    unit,
                    Double.isNaN(warmUp) ? until / 10 : warmUp,
                    until,
                    delay,
                    timeOut,
                    deadline,
                    routes,
                    keys,
                    reports,
                    retries,
                    pool);
        }
    }
}

package io.github.evenkeel.examples.simulate;

import io.github.evenkeel.Outcome;
import io.github.evenkeel.retry.RetryRules;
import java.time.Duration;
import java.util.List;

/**
 * Scenarios that other clients publish results of, with the best of those as aims: ten clients, calls at even distances, a unit is a
 * second. Servers take any number of calls at once; load shows in their times where they are linear.
 */
final class PublishedTrials {
    private static final Outcome FAILED = Outcome.ofStatus(500);
    private static final Outcome UNAVAILABLE = Outcome.ofStatus(503);
    private static final ServiceTime AT_ONCE = ServiceTime.exactly(10e-9);

    private PublishedTrials() {}

    static List<Trial> all() {
        return List.of(
                simplest(),
                drasticSlowdown(),
                fast400s(),
                flakes(),
                shortOutage(),
                blackHole(),
                oneRouteDiesOnEach(),
                all500(),
                slow503s(),
                fast503s());
    }

    private static Trial simplest() {
        return Trial.of(
                "simplest",
                published("simplest", 11, 1200)
                        .about("Three servers of different speed, lightly loaded.")
                        .server(steady(0.6))
                        .server(steady(0.8))
                        .server(steady(1)),
                Aim.success(1),
                Aim.mean(0.786));
    }

    private static Trial drasticSlowdown() {
        Server server = Server.unlimited(ServiceTime.linear(0.06, 60));
        return Trial.of(
                "slowdown",
                published("drastic slowdown", 200, 20)
                        .about("One of two servers takes 10 s and more from 3 s to 10 s.")
                        .server(server)
                        .server(server.during(3, 10, ServiceTime.linear(10, 60))),
                Aim.success(1),
                Aim.mean(0.252));
    }

    private static Trial fast400s() {
        Server server = steady(0.12);
        return Trial.of(
                "fast400s",
                published("fast 400s", 100, 60)
                        .about("One of two servers answers 400, six times as fast, from 3 s to 30 s.")
                        .server(server)
                        .server(server.failing(3, 30, 1, Outcome.ofStatus(400), ServiceTime.exactly(0.02))),
                Aim.success(0.936));
    }

    private static Trial flakes() {
        ServiceTime time = ServiceTime.exactly(1e-6);
        return Trial.of(
                "flakes",
                published("flakes", 1000, 10)
                        .about("One call in a hundred fails, on both servers alike: nobody is to be ejected.")
                        .servers(2, Server.unlimited(time).failing(0, Server.ALWAYS, 0.01, FAILED, time)),
                Aim.success(0.99),
                Aim.noEjections());
    }

    private static Trial shortOutage() {
        Server server = steady(2);
        return Trial.of(
                "outage",
                published("short outage", 20, 80)
                        .about(
                                "One of two servers fails at once from 30 s to 50 s, while calls it took before are still answered.")
                        .clients(1)
                        .server(server)
                        .server(server.failing(30, 50, 1, FAILED, AT_ONCE)),
                Aim.success(0.996),
                Aim.mean(1.99));
    }

    private static Trial blackHole() {
        Server server = steady(0.6);
        return Trial.of(
                "blackhole",
                published("black hole", 200, 10)
                        .about("One of two servers takes calls and answers none from 3 s on.")
                        .timeOut(30)
                        .server(server)
                        .server(server.silentFrom(3)),
                Aim.success(0.915));
    }

    private static Trial oneRouteDiesOnEach() {
        Server server = steady(0.6);
        return Trial.of(
                "routes",
                published("one route dies on each", 250, 10)
                        .about("From 3 s on, each of two servers fails every call of one of two routes.")
                        .routes(2)
                        .server(server.failingOnRoute(3, Server.ALWAYS, 0, FAILED))
                        .server(server.failingOnRoute(3, Server.ALWAYS, 1, FAILED)),
                Aim.success(0.662),
                Aim.noEjections());
    }

    private static Trial all500() {
        Server server = steady(0.6).failing(0, 10, 1, FAILED, ServiceTime.exactly(0.6));
        return Trial.of(
                "all500",
                published("all 500", 100, 20)
                        .about("Both servers fail until 10 s: there is no one better.")
                        .servers(2, server),
                Aim.success(0.5),
                Aim.mean(0.6));
    }

    private static Trial slow503s() {
        Server server = Server.unlimited(ServiceTime.linear(0.06, 60));
        return Trial.of(
                "slow503s",
                published("slow 503s", 200, 15)
                        .about("One of two servers answers 503 after a second and more, from 3 s to 10 s.")
                        .server(server)
                        .retries(RetryRules.defaults())
                        .server(server.failing(3, 10, 1, UNAVAILABLE, ServiceTime.linear(1, 60))),
                Aim.success(1),
                Aim.mean(0.089),
                Aim.sends(1.01 * 3031 / 3000));
    }

    private static Trial fast503s() {
        Server server = steady(0.12);
        return Trial.of(
                "fast503s",
                published("fast 503s", 500, 90)
                        .about("One of two servers answers 503 at once, from 3 s to 60 s.")
                        .server(server)
                        .retries(RetryRules.defaults())
                        .server(server.failing(3, 60, 1, UNAVAILABLE, AT_ONCE)),
                Aim.success(1),
                Aim.sends(1.01 * 45_040 / 45_000));
    }

    private static Server steady(double seconds) {
        return Server.unlimited(ServiceTime.exactly(seconds));
    }

    private static Scenario.Builder published(String name, double perSecond, double seconds) {
        return Scenario.named(name)
                .unit(Duration.ofSeconds(1))
                .evenly()
                .rate(perSecond)
                .clients(10)
                .warmUp(0)
                .lasts(seconds);
    }
}

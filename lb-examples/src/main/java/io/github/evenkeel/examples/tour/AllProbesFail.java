package io.github.evenkeel.examples.tour;

import io.github.evenkeel.examples.tour.Facts.Probed;
import io.github.evenkeel.health.Floor.Level;
import io.github.evenkeel.health.Status;
import io.github.evenkeel.pool.PoolEvent.PanicChanged;
import java.time.Duration;
import java.util.Collection;

/** Every health endpoint asks the same slow database: all probes fail at once while all calls would be served. */
final class AllProbesFail implements Act {
    private static final String TITLE = "every probe fails";

    @Override
    public String title() {
        return TITLE;
    }

    @Override
    public Verdict play(Stage stage) throws InterruptedException {
        long from = stage.now();
        stage.servers().forEach(TourServer::hangProbes);
        stage.say("Every %s hangs: all of them ask one slow database. The calls do not need it.", TourServer.READYZ);
        stage.await(PanicChanged.class, from, change -> change.to() != Level.NORMAL, Duration.ofSeconds(15));
        stage.until(() -> stage.all(Status.UNHEALTHY), Duration.ofSeconds(5));
        stage.say("By its probes the whole pool is dead. Believing that would fail every call.");
        stage.pause(Duration.ofSeconds(4));
        long healedAt = stage.now();
        stage.servers().forEach(server -> server.answerProbes(200));
        stage.say("The database answers again.");
        stage.await(PanicChanged.class, healedAt, change -> change.to() == Level.NORMAL, Duration.ofSeconds(15));
        stage.until(() -> stage.all(Status.HEALTHY), Duration.ofSeconds(5));
        stage.pause(Duration.ofSeconds(2));
        return judge(stage.facts(), stage.serverIds(), from, healedAt, stage.now());
    }

    static Verdict judge(Facts facts, Collection<String> servers, long from, long healedAt, long to) {
        Verdict.Case verdict = Verdict.of(TITLE);
        PanicChanged panic = facts.events(PanicChanged.class, from)
                .filter(change -> change.to() != Level.NORMAL)
                .findFirst()
                .orElse(null);
        if (panic == null)
            return verdict.expect(false, "the pool did not say that it panics").verdict();
        verdict.expect(
                panic.at() - healedAt < 0,
                "the pool said after %.1f s that it panics: %d of %d healthy",
                (panic.at() - from) / 1e9,
                panic.healthy(),
                panic.judged());
        long good = servers.stream()
                .flatMap(server -> facts.probes(server, from, healedAt))
                .filter(Probed::good)
                .count();
        verdict.expect(good == 0, "probes answered well until the database was back: %d (expected: 0)", good);
        long served = servers.stream()
                .mapToLong(
                        server -> facts.arrivals(server, panic.at(), healedAt).count())
                .sum();
        long least = servers.stream()
                .mapToLong(
                        server -> facts.arrivals(server, panic.at(), healedAt).count())
                .min()
                .orElse(0);
        verdict.expect(
                least > 0,
                "in panic the servers served %d calls, each of them at least %d (expected: every one some)",
                served,
                least);
        long failed = facts.failures(from, to);
        verdict.expect(failed == 0, "the application saw %d calls fail (expected: 0)", failed);
        PanicChanged last = facts.events(PanicChanged.class, from)
                .reduce((earlier, later) -> later)
                .orElse(panic);
        boolean over = last.to() == Level.NORMAL && last.at() - healedAt > 0;
        return verdict.expect(
                        over,
                        over ? "panic ended %.1f s after the database was back" : "panic has not ended",
                        (last.at() - healedAt) / 1e9)
                .verdict();
    }
}

package io.github.evenkeel.examples.tour;

import io.github.evenkeel.examples.tour.Facts.Probed;
import io.github.evenkeel.health.Status;
import io.github.evenkeel.pool.PoolEvent.StatusChanged;
import java.io.IOException;
import java.time.Duration;

/** A server joins that is not ready yet. */
final class NewBackend implements Act {
    private static final String TITLE = "a new backend";

    private final String server;

    NewBackend(String server) {
        this.server = server;
    }

    @Override
    public String title() {
        return TITLE;
    }

    @Override
    public Verdict play(Stage stage) throws InterruptedException, IOException {
        long from = stage.now();
        TourServer newcomer = stage.start(server);
        newcomer.answerProbes(503);
        stage.pool().add(newcomer.backend());
        stage.say(
                "%s joins on port %d. Its %s says 503 for the first 2 s: caches to fill.",
                server, newcomer.backend().port(), TourServer.READYZ);
        stage.pause(Duration.ofSeconds(2));
        newcomer.answerProbes(200);
        stage.say("%s is ready.", server);
        stage.await(
                StatusChanged.class,
                from,
                change -> change.backend().id().equals(server) && change.to() == Status.HEALTHY,
                Duration.ofSeconds(10));
        stage.pause(Duration.ofSeconds(4));
        return judge(stage.facts(), server, stage.serverIds().size(), from, stage.now());
    }

    /** The server's own books tell: which came first, a probe it answered with 200, or a call? */
    static Verdict judge(Facts facts, String server, int servers, long from, long to) {
        Verdict.Case verdict = Verdict.of(TITLE);
        Probed good =
                facts.probes(server, from, to).filter(Probed::good).findFirst().orElse(null);
        if (good == null) {
            return verdict.expect(false, "%s never answered a probe with 200", server)
                    .verdict();
        }
        long bad = facts.probes(server, from, good.at()).count();
        verdict.expect(bad > 0, "%s answered %d probes with 503 before it was ready (expected: some)", server, bad);
        long early = facts.arrivals(server, from, good.at()).count();
        verdict.expect(early == 0, "calls that came to it before its first good probe: %d (expected: 0)", early);
        StatusChanged admitted = facts.admission(server, from);
        if (admitted == null)
            return verdict.expect(false, "%s was not admitted", server).verdict();
        long calls = facts.arrivals(server, admitted.at(), to).count();
        double fair = facts.calls(admitted.at(), to).count() / (double) servers;
        long failed = facts.failures(from, to);
        return verdict.expect(
                        calls > 0 && calls >= fair / 4,
                        "it was admitted %.1f ms after that probe and served %d calls (expected: about %.0f)",
                        (admitted.at() - good.at()) / 1e6,
                        calls,
                        fair)
                .expect(failed == 0, "the application saw %d calls fail (expected: 0)", failed)
                .verdict();
    }
}

package io.github.evenkeel.examples.tour;

import io.github.evenkeel.health.Status;
import io.github.evenkeel.pool.PoolEvent.StatusChanged;
import java.time.Duration;

/** "The load balancer lied": a backend fails its calls while its health endpoint says all is well. */
final class LyingBackend implements Act {
    private static final String TITLE = "the health check lies";
    private static final int FEW = 10;

    private final String server;

    LyingBackend(String server) {
        this.server = server;
    }

    @Override
    public String title() {
        return TITLE;
    }

    @Override
    public Verdict play(Stage stage) throws InterruptedException {
        TourServer liar = stage.server(server);
        long from = stage.now();
        liar.answerCalls(500);
        stage.say("%s now answers every call with 500, and its %s still says 200.", server, TourServer.READYZ);
        stage.say(
                "These 500s do reach the application: this client has no retries set, and by default only 502, 503 and 504"
                        + " would be sent again. What counts is how few there are.");
        stage.await(StatusChanged.class, from, change -> is(change, Status.EJECTED), Duration.ofSeconds(20));
        stage.pause(Duration.ofMillis(1500));
        liar.answerCalls(200);
        stage.say(
                "%s is repaired. It stays out until its time is over: a green probe alone brings nobody back.", server);
        long repaired = stage.now();
        stage.await(StatusChanged.class, repaired, change -> is(change, Status.HEALTHY), Duration.ofSeconds(10));
        stage.pause(Duration.ofMillis(2500));
        return judge(stage.facts(), server, from, stage.now());
    }

    private boolean is(StatusChanged change, Status status) {
        return change.backend().id().equals(server) && change.to() == status;
    }

    static Verdict judge(Facts facts, String server, long from, long to) {
        Verdict.Case verdict = Verdict.of(TITLE);
        StatusChanged out = facts.change(server, Status.EJECTED, from);
        if (out == null)
            return verdict.expect(false, "%s was never ejected", server).verdict();
        verdict.expect(true, "ejected by its calls %.1f s after the first lie: %s", (out.at() - from) / 1e9, out.why());
        long probes = facts.probes(server, from, out.at()).count();
        long green =
                facts.probes(server, from, out.at()).filter(Facts.Probed::good).count();
        verdict.expect(
                probes > 0 && green == probes, "meanwhile %d of its %d probes said 200 (expected: all)", green, probes);
        long lies = lies(facts, server, from, to);
        verdict.expect(
                lies >= 1 && lies <= FEW,
                "%s answered %d calls with 500 (expected: 1 to %d; its share until the ejection would be %d)",
                server,
                lies,
                FEW,
                share(facts, from, out.at()));
        StatusChanged back = facts.admission(server, out.at());
        StatusChanged tried = facts.change(server, Status.TRIAL, out.at());
        long end = tried != null ? tried.at() : back == null ? to : back.at();
        long meanwhile =
                facts.arrivals(server, out.at() + Facts.ON_THE_WAY, end).count();
        verdict.expect(
                meanwhile == 0,
                "from 0.5 s after that until its time was over it got %d calls (expected: 0)",
                meanwhile);
        long moved = facts.calls(out.at() + Facts.ON_THE_WAY, end).count();
        long failed = facts.failures(out.at() + Facts.ON_THE_WAY, end);
        verdict.expect(
                moved > 0 && failed == 0,
                "the others took all %d calls, %d of them failed (expected: 0)",
                moved,
                failed);
        if (back == null)
            return verdict.expect(false, "%s never returned", server).verdict();
        long after = facts.arrivals(server, back.at(), to).count();
        return verdict.expect(
                        after > 0,
                        "it returned after %.1f s and served %d calls (expected: some)",
                        (back.at() - out.at()) / 1e9,
                        after)
                .verdict();
    }

    /** By the time of the answer: calls that were there already when it began to lie are lied to as well. */
    private static long lies(Facts facts, String server, long from, long to) {
        return facts.served().stream()
                .filter(call -> call.server().equals(server))
                .map(Facts.Served::answer)
                .filter(answer ->
                        answer != null && answer.status() == 500 && answer.at() - from >= 0 && answer.at() - to < 0)
                .count();
    }

    /** What each server gets of the calls of that time where they are shared out evenly, as by who believes the probe. */
    private static long share(Facts facts, long from, long to) {
        long servers =
                facts.served().stream().map(Facts.Served::server).distinct().count();
        return Math.round(facts.calls(from, to).count() / (double) Math.max(1, servers));
    }
}

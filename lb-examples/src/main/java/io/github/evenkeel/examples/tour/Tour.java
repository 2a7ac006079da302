package io.github.evenkeel.examples.tour;

import io.github.evenkeel.pool.MemberStatus;
import io.github.evenkeel.pool.PoolStatus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Plays the acts one after the other, shows what happens, and keeps what was seen. For one run. */
final class Tour {
    private static final List<String> SERVERS = List.of("a", "b", "c", "d", "e");
    /** What this takes on an idle machine, for the one who waits. */
    private static final int ABOUT_SECONDS = 45;

    private static final List<Act> ACTS =
            List.of(new SteadyTraffic(), new LyingBackend("b"), new Deploy(), new NewBackend("f"), new AllProbesFail());

    private final Ledger ledger = new Ledger(System::nanoTime);
    private final Screen screen;
    private final Narrator narrator;
    private final double callsPerSecond;

    /** How long an act took. */
    record Played(String title, long from, Verdict verdict) {}

    /** All that is left of a tour. */
    record Memory(
            Facts facts,
            long endedAt,
            long calls,
            long failed,
            List<Played> acts,
            List<Narrator.Line> story,
            Snapshot last) {
        boolean allHold() {
            return acts.stream().allMatch(act -> act.verdict().holds());
        }

        double seconds() {
            return facts.seconds(endedAt);
        }
    }

    Tour(Screen screen, double callsPerSecond) {
        this.screen = screen;
        this.narrator = new Narrator(ledger, screen);
        this.callsPerSecond = callsPerSecond;
    }

    Memory play() throws InterruptedException, IOException {
        List<Played> played = new ArrayList<>();
        ScheduledExecutorService shower = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "tour-screen");
            thread.setDaemon(true);
            return thread;
        });
        try (Stage stage = new Stage(SERVERS, ledger, narrator)) {
            introduce();
            Watch watch = new Watch(stage);
            stage.begin(callsPerSecond);
            long nanos = screen.period().toNanos();
            shower.scheduleAtFixedRate(() -> screen.show(watch.look()), nanos, nanos, TimeUnit.NANOSECONDS);
            for (Act act : ACTS) {
                String title = "act " + (played.size() + 1) + " of " + ACTS.size() + ": " + act.title();
                watch.act = title;
                narrator.act(title);
                long from = ledger.now();
                Verdict verdict = act.play(stage);
                narrator.judge(verdict);
                played.add(new Played(act.title(), from, verdict));
            }
            boolean ended = stage.end();
            if (!ended) stage.say("Some calls have not ended; they are not counted.");
            stopped(shower);
            Snapshot last = watch.look();
            return new Memory(
                    ledger.facts(), ledger.now(), last.calls(), last.failed(), played, narrator.story(), last);
        } finally {
            shower.shutdownNow();
        }
    }

    private void introduce() {
        screen.line(String.format(
                Locale.ROOT,
                "Five HTTP servers on loopback, one OkHttp client, %.0f calls/s whether answered or not; about %d s.",
                callsPerSecond,
                ABOUT_SECONDS));
        screen.line(String.format(
                Locale.ROOT,
                "Times are shortened for the tour: an ejection lasts %d s instead of 30 s, probes come every %.1f s"
                        + " instead of 5 s.",
                Stage.EJECTION.toSeconds(),
                Stage.PROBES.toMillis() / 1e3));
        screen.line("Lines with * are told by the pool itself. Verdicts rest on what the servers counted.");
    }

    private static void stopped(ScheduledExecutorService shower) throws InterruptedException {
        shower.shutdownNow();
        shower.awaitTermination(1, TimeUnit.SECONDS);
    }

    /** Looks at the pool from time to time and makes rates of counts. One thread at a time. */
    private final class Watch {
        private final Stage stage;
        private final Map<String, Long> before = new HashMap<>();
        private long lookedAt = ledger.now();
        volatile String act = "";

        Watch(Stage stage) {
            this.stage = stage;
        }

        Snapshot look() {
            PoolStatus status = stage.pool().status();
            long now = ledger.now();
            double seconds = Math.max(1e-3, (now - lookedAt) / 1e9);
            Map<String, Double> rates = new HashMap<>();
            for (MemberStatus member : status.members()) {
                String id = member.backend().id();
                Long previous = before.put(id, member.calls());
                rates.put(id, (member.calls() - (previous == null ? 0 : previous)) / seconds);
            }
            lookedAt = now;
            Traffic traffic = stage.traffic();
            return new Snapshot(ledger.seconds(now), act, traffic.calls(), traffic.failed(), status, rates);
        }
    }
}

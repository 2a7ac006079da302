package io.github.evenkeel.examples.tour;

import io.github.evenkeel.examples.tour.Facts.Served;
import io.github.evenkeel.pool.Drained;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A server is taken out of service for good, with long calls running on it. */
final class Deploy implements Act {
    private static final String TITLE = "a deploy";
    /** 28 per server where five share them evenly: enough to find {@link #ENOUGH} on the one that goes. */
    private static final int EXPORTS = 140;

    private static final int ENOUGH = 20;
    private static final Duration LONG = Duration.ofSeconds(2);

    @Override
    public String title() {
        return TITLE;
    }

    @Override
    public Verdict play(Stage stage) throws InterruptedException {
        stage.say(
                "%d exports start, slow calls of 3.5 to 4 s each. Then the server with the most of them is drained, to be replaced.",
                EXPORTS);
        long from = stage.now();
        for (int i = 0; i < EXPORTS; i++) stage.traffic().send(TourServer.EXPORT);
        // As soon as enough of them have come to one server: the sooner, the more each of them has to go.
        stage.until(() -> exports(stage.facts(), busiest(stage.facts())) >= ENOUGH + 4, Duration.ofSeconds(1));
        String server = busiest(stage.facts());
        long drainAt = stage.now();
        CompletableFuture<Drained> drained = stage.pool().drain(server, Duration.ofSeconds(10));
        stage.say("Drain of %s: no new calls from now on, %d in flight may finish.", server, stage.inFlight(server));
        try {
            Drained done = drained.get(15, TimeUnit.SECONDS);
            stage.say(
                    "The drain took %.1f s; now the server is stopped.",
                    done.took().toNanos() / 1e9);
        } catch (ExecutionException | TimeoutException notDrained) {
            stage.say("The drain did not end: %s", notDrained);
        }
        long stopAt = stage.now();
        stage.server(server).close();
        stage.pool().remove(server);
        stage.pause(Duration.ofSeconds(1));
        return judge(stage.facts(), server, from, drainAt, stopAt, stage.now());
    }

    /** The server that most exports have come to; "" before the first. */
    private static String busiest(Facts facts) {
        return facts.served().stream()
                .filter(call -> call.path().equals(TourServer.EXPORT))
                .map(Served::server)
                .max(Comparator.comparingLong(server -> exports(facts, server)))
                .orElse("");
    }

    private static long exports(Facts facts, String server) {
        return facts.served().stream()
                .filter(call -> call.server().equals(server) && call.path().equals(TourServer.EXPORT))
                .count();
    }

    static Verdict judge(Facts facts, String server, long from, long drainAt, long stopAt, long to) {
        List<Served> all = facts.served().stream()
                .filter(call -> call.server().equals(server))
                .toList();
        long slow = all.stream()
                .filter(call -> call.startedAt() - drainAt <= 0
                        && call.answer() != null
                        && call.answer().at() - drainAt >= LONG.toNanos())
                .count();
        long finished = all.stream()
                .filter(call -> call.answer() != null && call.answer().complete())
                .count();
        long late = facts.arrivals(server, drainAt + Facts.ON_THE_WAY, to).count();
        long last = all.stream()
                .filter(call -> call.answer() != null)
                .mapToLong(call -> call.answer().at() - stopAt)
                .max()
                .orElse(0);
        long failed = facts.failures(from, to);
        return Verdict.of(TITLE)
                .expect(
                        slow >= ENOUGH,
                        "%d calls with 2 s and more to go were in flight on %s when its drain began (expected: >= %d)",
                        slow,
                        server,
                        ENOUGH)
                .expect(
                        finished == all.size(),
                        "%s started %d calls and finished %d (expected: none cut)",
                        server,
                        all.size(),
                        finished)
                .expect(late == 0, "calls that came later than 0.5 s after its drain began: %d (expected: 0)", late)
                .expect(last <= 0, "its last answer went out %.0f ms before it was stopped", -last / 1e6)
                .expect(failed == 0, "the application saw %d calls fail (expected: 0)", failed)
                .verdict();
    }
}

package io.github.evenkeel.examples.tour;

import java.time.Duration;
import java.util.Collection;

/** Nothing goes wrong: the calls spread evenly. */
final class SteadyTraffic implements Act {
    private static final Duration LENGTH = Duration.ofSeconds(7);

    @Override
    public String title() {
        return "steady traffic";
    }

    @Override
    public Verdict play(Stage stage) throws InterruptedException {
        long from = stage.now();
        stage.say(
                "Five backends, all well. Each call goes to the one with the fewest calls in flight, as long as none is slow.");
        stage.pause(LENGTH);
        return judge(stage.facts(), stage.serverIds(), from, stage.now());
    }

    /** Each server has between half and one and a half of its fair share: far beyond what chance does to hundreds of calls. */
    static Verdict judge(Facts facts, Collection<String> servers, long from, long to) {
        long total = servers.stream()
                .mapToLong(server -> facts.arrivals(server, from, to).count())
                .sum();
        double fair = total / (double) servers.size();
        Verdict.Case verdict = Verdict.of("steady traffic");
        for (String server : servers) {
            long calls = facts.arrivals(server, from, to).count();
            verdict.expect(
                    calls > 0 && calls >= fair / 2 && calls <= fair * 1.5,
                    "%s served %d calls (expected: about %.0f, %.0f to %.0f)",
                    server,
                    calls,
                    fair,
                    fair / 2,
                    fair * 1.5);
        }
        long failed = facts.failures(from, to);
        return verdict.expect(failed == 0, "the application saw %d calls fail (expected: 0)", failed)
                .verdict();
    }
}

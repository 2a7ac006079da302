package io.github.evenkeel.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.evenkeel.Backend;
import io.github.evenkeel.CallContext;
import io.github.evenkeel.Outcome;
import io.github.evenkeel.health.SlowStart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The bad morning that docs/triage.md walks through. What the page shows is what comes out here: with {@code -Dtriage.write=true} the
 * test writes it there.
 */
class TriageTest {
    private static final Path PAGE = Path.of("docs", "triage.md");
    private static final Pattern SHOWN =
            Pattern.compile("(?<=<!-- output: )(\\w+)( -->\\n```\\w*\\n)(.*?)(?=```)", Pattern.DOTALL);
    private static final Duration TICK = Duration.ofMillis(10);

    private final Bench bench = new Bench(
            7,
            pool -> pool.slowStart(SlowStart.over(Duration.ofSeconds(60)))
                    .backends(List.of(
                            Backend.of("10.0.1.10", 8080),
                            Backend.of("10.0.1.11", 8080),
                            Backend.of("10.0.1.12", 8080),
                            Backend.of("10.0.1.13", 8080),
                            Backend.of("10.0.1.14", 8080))));

    /** Calls to one member: one every so many ticks, each so long, with this end. */
    private final class Traffic {
        private record Call(Lease lease, long endsAt) {}

        private final String id;
        private final int every;
        private final Duration takes;
        private final Deque<Call> running = new ArrayDeque<>();
        private Outcome outcome = Outcome.SUCCESS;

        Traffic(String id, int every, int millis) {
            this.id = id;
            this.every = every;
            this.takes = Duration.ofMillis(millis);
        }

        void tick(int number) {
            long now = bench.time.now();
            while (!running.isEmpty() && running.peek().endsAt() - now <= 0) {
                try (Lease lease = running.remove().lease()) {
                    lease.responded(outcome);
                }
            }
            if (number % every != 0 || !bench.member(id).inRotation()) return;
            running.add(new Call(bench.open(id), now + takes.toNanos()));
        }
    }

    private void run(Duration time, Traffic... all) {
        for (int tick = 0; tick < time.dividedBy(TICK); tick++) {
            for (Traffic each : all) each.tick(tick);
            bench.time.advance(TICK);
        }
    }

    private Map<String, String> morning() {
        Probing probes = new Probing(bench.pool);
        Traffic well = new Traffic("10.0.1.10:8080", 3, 20);
        Traffic refused = new Traffic("10.0.1.11:8080", 3, 10);
        Traffic drowned = new Traffic("10.0.1.12:8080", 1, 400);
        Traffic sick = new Traffic("10.0.1.13:8080", 3, 20);
        Traffic deployed = new Traffic("10.0.1.14:8080", 3, 20);
        run(Duration.ofSeconds(70), well, refused, drowned, sick, deployed);
        refused.outcome = Outcome.CONNECT;
        run(Duration.ofSeconds(1), well, refused, drowned, sick, deployed);
        probes.targets.values().forEach(target -> target.report(true, "HTTP 200"));
        for (int i = 0; i < 3; i++) probes.targets.get("10.0.1.13:8080").report(false, "HTTP 503: db pool exhausted");
        bench.pool.drain("10.0.1.14:8080", Duration.ofSeconds(35));
        run(Duration.ofSeconds(6), well, refused, drowned, sick, deployed);

        Map<String, String> shown = new LinkedHashMap<>();
        shown.put("status", bench.pool.status().toString());
        shown.put("json", member(bench.pool.status().toJson(), "10.0.1.11:8080"));
        shown.put("explain", bench.pool.explain(CallContext.any()) + "\n");
        List<PoolEvent> told = new ArrayList<>(bench.events(PoolEvent.Skewed.class));
        told = new ArrayList<>(told.subList(told.size() - 1, told.size())); // one a sweep; the last will do
        for (PoolEvent event : bench.events) {
            if (event.toString().contains("backend=10.0.1.11")) told.add(event);
        }
        StringBuilder lines = new StringBuilder();
        told.forEach(event -> lines.append(event).append('\n'));
        shown.put("events", lines.toString());
        return shown;
    }

    /** The member's object alone, a line for each of its fields. */
    private static String member(String json, String id) {
        String from = json.substring(json.indexOf("{\"id\":\"" + id));
        String object = from.substring(0, from.indexOf("},{\"id\"") + 1);
        return object.replaceAll(",(?=\"(by|sinceSeconds|inFlight|outcomes|unanswered|recent|ejections)\")", ",\n ")
                + "\n";
    }

    @Test
    void thePageShowsWhatComesOut() throws IOException {
        Map<String, String> real = morning();
        String page = Files.readString(PAGE);
        Matcher shown = SHOWN.matcher(page);
        String renewed = shown.replaceAll(each ->
                Matcher.quoteReplacement(each.group(1) + each.group(2) + real.getOrDefault(each.group(1), "?\n")));
        if (Boolean.getBoolean("triage.write")) Files.writeString(PAGE, renewed);
        else assertThat(page).isEqualTo(renewed);
        for (String name : real.keySet()) assertThat(page).contains("<!-- output: " + name + " -->");
    }
}

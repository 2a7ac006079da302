package io.github.evenkeel.probe;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Settings that are legal and known to hurt. Each bound is the low end of what is usual, below which outages have begun. */
final class Advice {
    private static final Duration SHORT_INTERVAL = Duration.ofSeconds(5);
    private static final Duration SHORT_TIMEOUT = Duration.ofSeconds(1);

    private Advice() {}

    static List<String> on(Pace pace, Probe probe) {
        List<String> advice = new ArrayList<>();
        int failures = pace.rules().unhealthyAfter();
        if (pace.every().compareTo(SHORT_INTERVAL) < 0) {
            advice.add("every: " + Detail.text(pace.every())
                    + " (below 5 s probes are a load of their own, and soon put busy members out)");
        }
        Duration blink = pace.changing().multipliedBy(failures - 1L);
        if (failures > 1 && pace.changing().compareTo(pace.every()) < 0 && blink.compareTo(SHORT_INTERVAL) < 0) {
            advice.add("everyWhileChanging: " + Detail.text(pace.changing()) + " (with unhealthyAfter " + failures
                    + " a pause of " + Detail.text(blink) + " puts a member out)");
        }
        if (pace.timeout().compareTo(SHORT_TIMEOUT) <= 0) {
            advice.add(
                    "timeout: " + Detail.text(pace.timeout()) + " (up to 1 s a collector's pause is taken for death)");
        }
        if (failures < 3) {
            advice.add("unhealthyAfter: " + failures
                    + " (below 3 a hiccup puts a member out, and its load on the others)");
        }
        if (pace.rules().healthyAfter() == 1) {
            advice.add("healthyAfter: 1 (one lucky probe brings back what is still broken)");
        }
        advice.addAll(probe.warnings());
        return List.copyOf(advice);
    }
}

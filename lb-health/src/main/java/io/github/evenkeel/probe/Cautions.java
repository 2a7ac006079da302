package io.github.evenkeel.probe;

import io.github.evenkeel.pool.Advice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Which settings of checks are legal and known to hurt. Each bound is the end of what is usual: below the low ones outages have begun,
 * above the high ones a dead backend keeps its calls for long. Pure.
 */
final class Cautions {
    private static final Duration SHORT_INTERVAL = Duration.ofSeconds(5);
    private static final Duration LONG_INTERVAL = Duration.ofSeconds(30);
    private static final Duration SHORT_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration LONG_TIMEOUT = Duration.ofSeconds(5);
    private static final int FEW = 3;
    private static final int MANY = 5;

    private Cautions() {}

    static List<String> on(Pace pace, Probe probe) {
        List<Advice> advice = new ArrayList<>();
        intervals(advice, pace);
        timeout(advice, pace);
        thresholds(advice, pace);
        List<String> warnings = new ArrayList<>();
        advice.forEach(each -> warnings.add(each.toString()));
        warnings.addAll(probe.warnings());
        return List.copyOf(warnings);
    }

    private static void intervals(List<Advice> advice, Pace pace) {
        Duration every = pace.every();
        Duration changing = pace.changing();
        int failures = pace.rules().unhealthyAfter();
        if (every.compareTo(SHORT_INTERVAL) < 0) {
            advice.add(new Advice(
                    "every",
                    Detail.text(every),
                    "below 5 s probes are a load of their own, and soon put busy members out",
                    "5 to 30 s"));
        } else if (every.compareTo(LONG_INTERVAL) > 0) {
            advice.add(new Advice("every", Detail.text(every), dead(pace), "5 to 30 s"));
        }
        Duration blink = changing.multipliedBy(failures - 1L);
        if (failures > 1 && changing.compareTo(every) < 0 && blink.compareTo(SHORT_INTERVAL) < 0) {
            advice.add(new Advice(
                    "everyWhileChanging",
                    Detail.text(changing),
                    "with unhealthyAfter " + failures + " a pause of " + Detail.text(blink) + " puts a member out",
                    "together 5 s or more"));
        } else if (changing.compareTo(every) > 0 && changing.compareTo(LONG_INTERVAL) > 0) {
            advice.add(new Advice("everyWhileChanging", Detail.text(changing), dead(pace), "no more than every"));
        }
    }

    private static void timeout(List<Advice> advice, Pace pace) {
        if (pace.timeout().compareTo(SHORT_TIMEOUT) <= 0) {
            advice.add(new Advice(
                    "timeout",
                    Detail.text(pace.timeout()),
                    "up to 1 s a collector's pause is taken for death",
                    "2 to 5 s"));
        } else if (pace.timeout().compareTo(LONG_TIMEOUT) > 0) {
            advice.add(new Advice("timeout", Detail.text(pace.timeout()), dead(pace), "2 to 5 s"));
        }
    }

    private static void thresholds(List<Advice> advice, Pace pace) {
        int failures = pace.rules().unhealthyAfter();
        int successes = pace.rules().healthyAfter();
        if (failures < FEW) {
            advice.add(new Advice(
                    "unhealthyAfter",
                    Integer.toString(failures),
                    "below 3 a hiccup puts a member out, and its load on the others",
                    "3 to 5"));
        } else if (slow(failures, pace)) {
            advice.add(new Advice("unhealthyAfter", Integer.toString(failures), dead(pace), "3 to 5"));
        }
        if (successes == 1) {
            advice.add(new Advice("healthyAfter", "1", "one lucky probe brings back what is still broken", "2 to 5"));
        } else if (slow(successes, pace)) {
            advice.add(new Advice(
                    "healthyAfter",
                    Integer.toString(successes),
                    "a backend that is well again is left out for up to " + Pace.seconds(pace.returnsWithinNanos()),
                    "2 to 5"));
        }
    }

    /** More than usual, and not made up for by short intervals while a change is pending. */
    private static boolean slow(int probes, Pace pace) {
        Duration takes = pace.changing().multipliedBy(probes - 1L);
        return probes > MANY && takes.compareTo(SHORT_INTERVAL.multipliedBy(MANY - 1L)) > 0;
    }

    private static String dead(Pace pace) {
        return "a dead backend keeps its calls for up to " + Pace.seconds(pace.leavesWithinNanos());
    }
}

package io.github.evenkeel.examples.simulate;

import io.github.evenkeel.select.Adaptive;
import io.github.evenkeel.select.Selectors;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Adaptive with other settings than its own, by their names: how its numbers were found, and can be found again. */
final class Tuning {
    private final Map<String, String> left;

    private Tuning(Map<String, String> settings) {
        this.left = new HashMap<>(settings);
    }

    /**
     * Adaptive with these settings; those that are not named are as they are by default.
     *
     * @throws IllegalArgumentException naming the first setting that is unknown, no number, or refused by the selector
     */
    static Adaptive of(Map<String, String> settings) {
        return new Tuning(settings).applied();
    }

    private Adaptive applied() {
        Adaptive tuned = Selectors.adaptive();
        Double band = number("band");
        if (band != null) tuned = tuned.withBand(band);
        Integer memory = whole("memory");
        if (memory != null) tuned = tuned.withMemory(memory);
        Double latencies = number("forgetting");
        Double atLeast = number("forgetAtLeast");
        Double atMost = number("forgetAtMost");
        if (latencies != null || atLeast != null || atMost != null) {
            tuned = tuned.withForgetting(
                    latencies != null ? latencies : 200,
                    seconds("forgetAtLeast", atLeast != null ? atLeast : 1),
                    seconds("forgetAtMost", atMost != null ? atMost : 30));
        }
        Integer scan = whole("scan");
        if (scan != null) tuned = tuned.withScan(scan);
        Integer draws = whole("draws");
        if (draws != null) tuned = tuned.withDraws(draws);
        Double reportMemory = number("reportMemory");
        if (reportMemory != null) tuned = tuned.withReportMemory(reportMemory);
        if (!left.isEmpty()) {
            throw wrong(
                    new TreeSet<>(left.keySet()).first(),
                    "band, memory, forgetting, forgetAtLeast, forgetAtMost, scan, draws or reportMemory");
        }
        return tuned;
    }

    private static Duration seconds(String name, double value) {
        if (!(value >= 0 && value <= 1e6)) throw wrong(name + ": " + value, "seconds, 0 to 1000000");
        return Duration.ofNanos(Math.round(value * 1e9));
    }

    private @Nullable Double number(String name) {
        String value = left.remove(name);
        try {
            return value == null ? null : Double.valueOf(value);
        } catch (NumberFormatException none) {
            throw wrong(name + ": " + value, "a number");
        }
    }

    private @Nullable Integer whole(String name) {
        String value = left.remove(name);
        try {
            return value == null ? null : Integer.valueOf(value);
        } catch (NumberFormatException none) {
            throw wrong(name + ": " + value, "a whole number");
        }
    }

    private static IllegalArgumentException wrong(String what, String expected) {
        return new IllegalArgumentException(String.format(Locale.ROOT, "%s (expected: %s)", what, expected));
    }
}

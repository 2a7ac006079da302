package io.github.evenkeel.pool;

import io.github.evenkeel.health.Floor;
import io.github.evenkeel.health.OutlierDetection;
import io.github.evenkeel.health.OutlierDetection.Mode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Which settings of a pool are legal and known to hurt: alone, together, with so many members, or with what was measured. Pure. */
final class Cautions {
    /** A share of refused calls that is no slip of one moment. */
    private static final double REFUSED = 0.01;

    private Cautions() {}

    static List<Advice> on(PoolSettings settings, int members, Measured measured) {
        List<Advice> advice = new ArrayList<>();
        ejection(advice, settings.outliers(), settings.floor(), members);
        floor(advice, settings.floor(), members);
        drains(advice, settings.drainTimeout(), Duration.ofNanos(measured.longest()));
        turns(advice, settings.selector().name(), members, measured.streams());
        headroom(advice, members, measured);
        return List.copyOf(advice);
    }

    private static void ejection(List<Advice> advice, OutlierDetection rules, Floor floor, int members) {
        if (rules.mode() == Mode.OFF) {
            advice.add(new Advice(
                    "outlierDetection",
                    "off",
                    "a backend that answers its probes and fails its calls stays in",
                    "defaults(), or observeOnly() to look on first"));
            return;
        }
        if (floor.minimumHealthy() >= members) {
            advice.add(new Advice(
                    "minimumHealthy",
                    floor.minimumHealthy() + " with " + count(members),
                    "nothing can ever be ejected",
                    members < 2 ? "add a backend" : "at most " + (members - 1)));
        }
        if (rules.mode() == Mode.EJECT && rules.maxEjected() == 1 && (floor.failFast() || floor.panicBelow() == 0)) {
            advice.add(new Advice(
                    "maxEjected",
                    "1 without panic",
                    "a fault that all share puts out one after the other, and their calls fall on those left",
                    "0.5, or panicBelow above 0"));
        }
    }

    private static void floor(List<Advice> advice, Floor floor, int members) {
        if (floor.failFast()) {
            advice.add(new Advice(
                    "failFast",
                    "on",
                    "when every probe fails at once, every call fails",
                    "panicBelow 0.5, unless an error is better than a backend in doubt"));
        } else if (floor.panicBelow() == 0) {
            advice.add(new Advice(
                    "panicBelow",
                    "0",
                    "a mass failure of probes leaves all the load on the members that are left",
                    "0.5 is usual"));
        } else if (members > 1 && floor.byShare(members) >= members) {
            advice.add(new Advice(
                    "panicBelow",
                    number(floor.panicBelow()) + " with " + count(members),
                    "one that is out is panic already, in which it gets calls again",
                    String.format(Locale.ROOT, "at most %.2f", Math.floor(100.0 * (members - 1) / members) / 100)));
        }
    }

    private static void drains(List<Advice> advice, Duration timeout, Duration longest) {
        String remedy = "slightly above the longest legitimate call";
        if (timeout.isZero()) {
            advice.add(new Advice("drainTimeout", "0", "whoever is removed has its calls in flight cut", remedy));
        } else if (longest.compareTo(timeout) > 0) {
            advice.add(new Advice(
                    "drainTimeout",
                    seconds(timeout) + " with a call of " + seconds(longest),
                    "such calls are cut when their member is removed",
                    remedy));
        }
    }

    /** One that goes by turns or chance alone does not see who is still busy with what it got long ago. */
    private static void turns(List<Advice> advice, String selector, int members, int streams) {
        // As many as members: fewer are no load.
        boolean blind = selector.endsWith("round robin") || selector.endsWith("random");
        if (!blind || streams < Math.max(2, members)) return;
        advice.add(new Advice(
                "selector",
                selector + " with " + streams + " calls open for " + seconds(Measured.LONG) + " and more",
                "whoever has served longest collects them, and one that joins gets no more than its turn",
                "leastConnections() or adaptive()"));
    }

    private static void headroom(List<Advice> advice, int members, Measured measured) {
        String remedy = "add backends until one can fail unnoticed";
        if (measured.busyLess() >= 1) {
            advice.add(new Advice(
                    "backends",
                    members + ", " + percent(measured.busy()) + " busy",
                    "without the largest the others would be " + percent(measured.busyLess()) + " busy",
                    remedy));
        } else if (measured.refused() >= REFUSED) {
            advice.add(new Advice(
                    "backends",
                    members + ", each refusing " + percent(measured.refused()) + " of its calls at least",
                    "they are at their limit while all of them serve",
                    remedy));
        }
    }

    private static String count(int members) {
        return members + (members == 1 ? " member" : " members");
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.0f %%", 100 * share);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.2f", value).replaceAll("0$", "");
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f s", PoolStatus.seconds(time)).replace(".0 s", " s");
    }
}

package io.github.evenkeel.examples.probes;

import static io.github.evenkeel.examples.probes.Settings.JITTER;

import io.github.evenkeel.examples.probes.Settings.Conduct;
import io.github.evenkeel.health.Status;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Holds what was seen against what the checks promise. Pure. */
final class Judgement {
    /**
     * What the checks may use while answers are fast: the four they begin with, and as many again for rounds of the timer in which the
     * machine kept answers waiting, each of which makes one more. One that hangs keeps one besides until its time-out interrupts it.
     */
    private static final int FAST_THREADS = 8;

    /** As long as a probe may wait for a thread of its own while others hang: two rounds of the checks' timer, 50 ms each. */
    private static final double WAIT = 0.1;

    /** Standard errors: by jitter alone one run in 16,000 is further off. */
    private static final double SURE = 4;

    private final Observed observed;
    private final Settings settings;
    private final double interval;

    private Judgement(Observed observed) {
        this.observed = observed;
        settings = observed.settings();
        interval = settings.interval();
    }

    static List<Check> of(Observed observed) {
        Judgement judgement = new Judgement(observed);
        return List.of(
                judgement.made(),
                judgement.lost(),
                judgement.longest(),
                judgement.mean(),
                judgement.spread(),
                judgement.threads(),
                judgement.failed(),
                judgement.healthy(),
                judgement.unhealthy());
    }

    /** What even the slowest has: its first within one interval, then each as late as jitter makes it. */
    private int least() {
        return 1 + (int) ((observed.elapsed() - interval) / (interval * (1 + JITTER)));
    }

    private int most() {
        return 1 + (int) (observed.elapsed() / (interval * (1 - JITTER)));
    }

    private Check made() {
        int[] counts = observed.begins().stream()
                .mapToInt(each -> each.length)
                .sorted()
                .toArray();
        int max = counts[counts.length - 1];
        return new Check(
                text("probes made of %,d members", settings.members()),
                text("%,d, %d to %d of a member", observed.probes(), counts[0], max),
                text("at most %d of a member", most()),
                max <= most());
    }

    private Check lost() {
        long lost =
                observed.begins().stream().filter(each -> each.length < least()).count();
        return new Check("members lost", text("%,d", lost), text("0 with less than %d", least()), lost == 0);
    }

    private Check longest() {
        double longest = observed.longestWithout();
        double limit = interval * (1 + JITTER) + WAIT;
        return new Check(
                "longest interval of a member",
                text("%.3f s", longest),
                text("%.1f s: setting + jitter + %.1f s", limit, WAIT),
                longest <= limit);
    }

    /** Jitter is uniform and its mean is zero. */
    private Check mean() {
        int intervals = least() - 1;
        double mean = observed.meanInterval(intervals) / interval;
        double deviation = JITTER / Math.sqrt(3);
        double limit = SURE * deviation / Math.sqrt((double) settings.members() * intervals);
        return new Check(
                "mean interval / setting (drift)",
                text("%.4f, of %d intervals of each", mean, intervals),
                text("1 +- %.4f: %.0f standard errors", limit, SURE),
                Math.abs(mean - 1) <= limit);
    }

    /**
     * Chi-square of an interval's slots, against what it is where each probe falls anywhere in the interval by chance: its mean and five
     * standard deviations.
     */
    private Check spread() {
        int[] slots = observed.perSlot();
        int each = (int) Math.round(interval / Observed.SLOT);
        int whole = slots.length / each * each;
        double worst = 0;
        for (int from = 0; from < whole; from += each) {
            worst = Math.max(worst, chiSquare(Arrays.copyOfRange(slots, from, from + each), observed.evenShare()));
        }
        double limit = each - 1 + 5 * Math.sqrt(2.0 * (each - 1));
        int[] sorted = Arrays.stream(slots, 0, whole).sorted().toArray();
        return new Check(
                "spread: probes begun per 100 ms",
                text(
                        "%d to %d, even %s; chi-square %.0f at most",
                        sorted[0], sorted[whole - 1], number(observed.evenShare()), worst),
                text("%.0f in each interval (by chance %d)", limit, each - 1),
                worst <= limit);
    }

    private static double chiSquare(int[] slots, double even) {
        return Arrays.stream(slots)
                .mapToDouble(count -> (count - even) * (count - even) / even)
                .sum();
    }

    private Check threads() {
        int most = Collections.max(observed.threads());
        int limit = threadLimit(settings);
        return new Check(
                "probe threads at once",
                text("%d at most", most),
                text("%d: %d, and %d that may hang", limit, FAST_THREADS, settings.hanging()),
                most <= limit);
    }

    static int threadLimit(Settings settings) {
        return FAST_THREADS + settings.hanging();
    }

    private Check failed() {
        return new Check(
                "failed probes of members that answer", text("%,d", observed.failed()), "0", observed.failed() == 0);
    }

    private Check healthy() {
        int all = settings.members() - settings.hanging() - settings.throwing();
        return status("members that answer", all, Status.HEALTHY, Conduct.ANSWERS);
    }

    private Check unhealthy() {
        int all = settings.hanging() + settings.throwing();
        return status("members that hang or throw", all, Status.UNHEALTHY, Conduct.HANGS, Conduct.THROWS);
    }

    private Check status(String what, int all, Status status, Conduct... conducts) {
        long count = observed.count(status, conducts);
        return new Check(what, text("%,d %s", count, status), text("%,d %s", all, status), count == all);
    }

    private static String number(double value) {
        return value == Math.rint(value) ? text("%.0f", value) : text("%.1f", value);
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}

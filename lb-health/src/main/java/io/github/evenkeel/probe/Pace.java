package io.github.evenkeel.probe;

import io.github.evenkeel.health.ProbeRules;
import io.github.evenkeel.health.ProbeState;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;

/**
 * How long from the start of a member's probe to the start of its next, by what is known of it. Pure.
 *
 * @param every    while nothing is in doubt
 * @param changing while the last probe speaks against the verdict, and before the first good one of a member that joined
 * @param out      while the member is out and its probes are bad, or good but held
 * @param jitter   how much longer or shorter at random, as a share
 * @param timeout  what a probe has
 * @param rules    how many probes make a verdict
 */
record Pace(Duration every, Duration changing, Duration out, double jitter, Duration timeout, ProbeRules rules) {
    /** @param chance random in [0, 1) */
    long pause(ProbeState probes, double chance) {
        return (long) (interval(probes).toNanos() * (1 - jitter + 2 * jitter * chance));
    }

    private Duration interval(ProbeState probes) {
        return switch (probes.verdict()) {
            case STARTING -> changing;
            case FAILING -> pendingWhileOut(probes) ? changing : out;
            case UNCHECKED, PASSING -> probes.failures() > 0 ? changing : every;
        };
    }

    /** Good ones may bring it back; bad ones after good ones may begin its hold anew. */
    private boolean pendingWhileOut(ProbeState probes) {
        boolean returning = probes.successes() > 0 && probes.successes() < rules.healthyAfter();
        return returning || (probes.failures() > 0 && probes.failures() < rules.unhealthyAfter());
    }

    /** From the start of a probe that had no answer to the start of the next, at least: a tenth of the time-out is its rest. */
    long restedAfterNanos() {
        return timeout.toNanos() + timeout.toNanos() / 10;
    }

    /** The longest time from a backend's death, right after a good probe, to its verdict, where all its probes are late. */
    long leavesWithinNanos() {
        long between = Math.max(longest(changing), restedAfterNanos());
        return longest(every) + (rules.unhealthyAfter() - 1) * between + timeout.toNanos();
    }

    /**
     * The longest time from its coming back, right after the start of a bad probe, to its verdict, where the last good answer takes
     * all the time it has. Without a hold.
     */
    long returnsWithinNanos() {
        long first = Math.max(longest(out), restedAfterNanos());
        return first + (rules.healthyAfter() - 1) * longest(changing) + timeout.toNanos();
    }

    private long longest(Duration interval) {
        return (long) (interval.toNanos() * (1 + jitter));
    }

    String inWords() {
        Duration base = rules.hold().base();
        long longest = (long) (rules.hold().max().toNanos() * (1 + rules.hold().jitter()));
        return "a dead backend leaves after at most " + seconds(leavesWithinNanos()) + " and returns after at most "
                + seconds(returnsWithinNanos()) + ", one that flaps with the first good probe after "
                + seconds(base.toNanos())
                + " to " + seconds(longest);
    }

    /** {@code 18.5 s}: at most is rounded up. */
    static String seconds(long nanos) {
        BigDecimal exact = BigDecimal.valueOf(nanos, 9).setScale(3, RoundingMode.CEILING);
        return exact.stripTrailingZeros().toPlainString() + " s";
    }

    /** {@code every 5 s (1 s while a change is pending, 10 s while out), time-out 2 s}. */
    @Override
    public String toString() {
        String others = "";
        if (!changing.equals(every)) others = Detail.text(changing) + " while a change is pending";
        if (!out.equals(every)) others += (others.isEmpty() ? "" : ", ") + Detail.text(out) + " while out";
        return "every " + Detail.text(every) + (others.isEmpty() ? "" : " (" + others + ")") + ", time-out "
                + Detail.text(timeout);
    }
}

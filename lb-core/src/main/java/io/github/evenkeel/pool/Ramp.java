package io.github.evenkeel.pool;

import io.github.evenkeel.health.SlowStart;
import java.util.Locale;

/**
 * A member's way to its full share, measured against the member that has served longest: what all have in common is not a lack of
 * warmth. Immutable; O(1), and no power is taken where the rise is even.
 *
 * @param rules   how a share rises
 * @param since   when the member came into the rotation, nanoseconds of the pool's clock
 * @param warmest when the one that has served longest did, before {@code since}
 * @param least   the part it has at least, whatever the rules say: where too few are warm to take what the others leave
 * @param part    of its way, what it is fit for: less than 1 while it is much slower than those that are warm
 */
record Ramp(SlowStart rules, long since, long warmest, double least, double part) {
    Ramp withPart(double other) {
        return new Ramp(rules, since, warmest, least, other);
    }

    /** Above 0, at most 1; exactly 1 from the end on. */
    double factor(long now) {
        double way = Math.min(1, Math.max(least, rules.factor(now - since) / rules.factor(now - warmest)));
        // Where too few are warm, it is needed, however slow.
        return least > rules.least() || leftNanos(now) <= 0 ? way : part * way;
    }

    /** How long it still takes; 0 or less when it is over. */
    long leftNanos(long now) {
        return since + rules.window().toNanos() - now;
    }

    /** {@code warming up: 35 % of its share, 39 s left}. */
    String why(long now) {
        double seconds = leftNanos(now) / 1e9;
        return String.format(
                Locale.ROOT,
                seconds < 10
                        ? "warming up: %.0f %% of its share%s, %.1f s left"
                        : "warming up: %.0f %% of its share%s, %.0f s left",
                100 * factor(now),
                part < 1 ? " (slower than the others)" : "",
                seconds);
    }
}

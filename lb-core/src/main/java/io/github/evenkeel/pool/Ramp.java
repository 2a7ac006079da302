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
 */
record Ramp(SlowStart rules, long since, long warmest, double least) {
    /** Above 0, at most 1; exactly 1 from the end on. */
    double factor(long now) {
        return Math.min(1, Math.max(least, rules.factor(now - since) / rules.factor(now - warmest)));
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
                        ? "warming up: %.0f %% of its share, %.1f s left"
                        : "warming up: %.0f %% of its share, %.0f s left",
                100 * factor(now),
                seconds);
    }
}

package io.github.evenkeel.health;

import io.github.evenkeel.Expect;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How the calls of a pool are shared among members of different priority, 0 first. Immutable.
 *
 * @param strict when another priority takes over, where only one may serve at a time; null if each takes what the ones before cannot
 */
public record Priorities(Standby.@Nullable Rules strict) {
    private static final Priorities SPILL = new Priorities(null);

    /**
     * The primary takes min(100, 140 × healthy) % of the calls, the rest spills to the next priority, and so on: {@link Tiers}. The
     * default; without effect where all members have the same priority.
     */
    public static Priorities spill() {
        return SPILL;
    }

    /**
     * For primaries with state, such as a database and its replica: one priority serves, the others stand by. The next takes over when
     * none of it has been left for a time, and gives back when one before it has had members again for a time.
     *
     * @param takeOver how long the one in charge must be without members; zero or more
     * @param giveBack how long one before it must have had members again; zero or more
     */
    public static Priorities strict(Duration takeOver, Duration giveBack) {
        return new Priorities(new Standby.Rules(takeOver, Expect.notNull("giveBack", giveBack), true));
    }

    /** As {@link #strict(Duration, Duration)}, but what has taken over gives back by command only. */
    public static Priorities strict(Duration takeOver) {
        return new Priorities(new Standby.Rules(takeOver, Duration.ZERO, false));
    }
}

package io.github.evenkeel.pool;

import io.github.evenkeel.Backend;
import io.github.evenkeel.health.ProbeState;

/** A member as active checks see it. A report that comes after the member left changes nothing. */
public interface ProbeTarget {
    /** What to probe, as described now. */
    Backend backend();

    /** What the pool makes of the probes so far. */
    ProbeState probes();

    /**
     * A probe's result. Any thread.
     *
     * @param share  how much of its weight the member should carry: 1 all, 0 none, as it failed; what is between lowers its weight and
     *               puts nobody out. Changes by less than 0.05 are not followed, unless to 1
     * @param detail what it saw, for people: a status, an exception
     * @throws IllegalArgumentException if the share is not 0 to 1
     */
    void report(double share, String detail);

    /** A probe's result, good or bad. */
    default void report(boolean good, String detail) {
        report(good ? 1 : 0, detail);
    }
}

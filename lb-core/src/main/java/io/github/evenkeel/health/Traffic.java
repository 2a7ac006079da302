package io.github.evenkeel.health;

import java.time.Duration;

/** What a member's own calls say of it. {@code times} counts the ejections that are not forgiven yet. */
public sealed interface Traffic {
    /** Never ejected, or all forgiven. */
    Traffic FRESH = new In(0, 0, 0);

    /** How many ejections still lengthen the next one. */
    int times();

    /**
     * Nothing is held against it now.
     *
     * @param times      ejections that are not forgiven
     * @param returnedAt when the last one ended, nanoseconds; without meaning when times is 0
     * @param lastNanos  how long the last one was
     */
    record In(int times, long returnedAt, long lastNanos) implements Traffic {}

    /**
     * Its calls speak against it, but the limit or the floor keeps it in.
     *
     * @param before   what it returns to with its next good answer
     * @param evidence what speaks against it
     */
    record Spared(In before, Evidence evidence) implements Traffic {
        @Override
        public int times() {
            return before.times();
        }
    }

    /**
     * Out for a time.
     *
     * @param times    the how-manieth time; 0 for a first time in panic, which does not count
     * @param until    when it returns, nanoseconds of the pool's clock
     * @param nanos    how long it is out in all
     * @param evidence why
     */
    record Ejected(int times, long until, long nanos, Evidence evidence) implements Traffic {
        /** What is left of it. */
        public Duration left(long now) {
            return Duration.ofNanos(Math.max(0, until - now));
        }
    }
}

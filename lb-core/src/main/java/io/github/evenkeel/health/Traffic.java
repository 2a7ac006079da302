package io.github.evenkeel.health;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

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
     * @param trial    what follows
     * @param before   what it is again if that was for nothing; null after a trial, which showed that it was not
     */
    record Ejected(
            int times,
            long until,
            long nanos,
            Evidence evidence,
            TrialRules trial,
            @Nullable In before) implements Traffic {
        /** When it began. */
        public long since() {
            return until - nanos;
        }

        /** What is left of it. */
        public Duration left(long now) {
            return Duration.ofNanos(Math.max(0, until - now));
        }
    }

    /**
     * Its time is over, but it must show that it is well: out, as if ejected, but for one call at a time.
     *
     * @param times    as when it was ejected
     * @param nanos    how long the ejection was
     * @param evidence why it was ejected
     * @param rules    what it must show
     * @param good     good calls in a row; one that hangs for longer than the patience ends the row
     * @param pending  true while a call tries it
     * @param expires  when the next may try it though that call has not ended, nanoseconds of the pool's clock; the number of its permit.
     *                 Without meaning when none is pending
     */
    record Trial(int times, long nanos, Evidence evidence, TrialRules rules, int good, boolean pending, long expires)
            implements Traffic {
        static Trial after(Ejected out) {
            return new Trial(out.times(), out.nanos(), out.evidence(), out.trial(), 0, false, 0);
        }

        /** True if a call may try it now. */
        public boolean free(long now) {
            return !pending || now - expires >= 0;
        }

        /** The permit given out, if there is one to give. */
        Trial given(long now) {
            if (!free(now)) return this;
            return new Trial(
                    times,
                    nanos,
                    evidence,
                    rules,
                    row(now),
                    true,
                    now + rules.patience().toNanos());
        }

        /** The good calls in a row, now that the pending one may have taken too long. */
        int row(long now) {
            return pending && now - expires >= 0 ? 0 : good;
        }

        /** True for the permit that is out. */
        public boolean valid(long permit) {
            return pending && permit == expires;
        }

        /** The permit back, with so many good calls in all. */
        Trial back(int goodCalls) {
            return new Trial(times, nanos, evidence, rules, goodCalls, false, 0);
        }
    }
}

package io.github.evenkeel.health;

import io.github.evenkeel.Expect;
import java.time.Duration;
import java.util.List;

/**
 * Priorities for servers of which only one tier may serve at a time, such as a primary with its replica: the standby takes all, and only
 * when no primary is left for the time of a hold-down. Immutable; changed only by pure functions.
 *
 * @param charge  the tier in charge, 0 the primary
 * @param change  what is about to happen
 * @param waiting since when, nanoseconds of the pool's clock; without meaning when nothing is about to happen. One wait that turns into
 *                the other goes on, or a tier that comes and goes would put off both for ever
 */
public record Standby(int charge, Change change, long waiting) {
    /** The primary is in charge. */
    public static final Standby PRIMARY = new Standby(0, Change.NONE, 0);

    /** What waits for the end of a hold-down. */
    public enum Change {
        /** Nothing. */
        NONE,
        /** The tier in charge has no member left. */
        TAKE_OVER,
        /** A tier before the one in charge has members again. */
        GIVE_BACK
    }

    /**
     * When the charge changes.
     *
     * @param takeOver how long the tier in charge must have no member left; zero or more
     * @param giveBack how long a tier before it must have members again; zero or more
     * @param returns  false to give back by command only: then a tier before the one in charge takes over only if there is none after it
     */
    public record Rules(Duration takeOver, Duration giveBack, boolean returns) {
        public Rules {
            Expect.nanos("takeOver", takeOver);
            Expect.nanos("giveBack", giveBack);
        }
    }

    /**
     * This for what is healthy now. To be called at each change of health, and at {@link #due}.
     *
     * @param healthy by tier, whether it has a member left
     */
    public Standby next(List<Boolean> healthy, Rules rules, long now) {
        int first = healthy.indexOf(true);
        Change needed = needed(healthy, first, rules);
        if (needed == Change.NONE) return change == needed ? this : new Standby(charge, needed, 0);
        Standby waits = needed == change ? this : new Standby(charge, needed, change == Change.NONE ? now : waiting);
        // With no one to take over the wait goes on, so that the first who comes need not wait again.
        return first < 0 || now - waits.due(rules) < 0
                ? waits
                : new Standby(next(healthy, first, rules), Change.NONE, 0);
    }

    /** This after the command to give back, to the first tier that has members. */
    public Standby giveBack(List<Boolean> healthy) {
        int first = healthy.indexOf(true);
        return first < 0 || first >= charge ? this : new Standby(first, Change.NONE, 0);
    }

    /** When the hold-down is over, nanoseconds of the pool's clock; without meaning when nothing is about to happen. */
    public long due(Rules rules) {
        return waiting + (change == Change.TAKE_OVER ? rules.takeOver() : rules.giveBack()).toNanos();
    }

    private int next(List<Boolean> healthy, int first, Rules rules) {
        if (rules.returns()) return first;
        for (int tier = charge + 1; tier < healthy.size(); tier++) {
            if (healthy.get(tier)) return tier;
        }
        return first;
    }

    private Change needed(List<Boolean> healthy, int first, Rules rules) {
        boolean lives = charge < healthy.size() && healthy.get(charge);
        if (!lives) return Change.TAKE_OVER;
        return first < charge && rules.returns() ? Change.GIVE_BACK : Change.NONE;
    }
}

package io.github.evenkeel.health;

import io.github.evenkeel.Expect;

/** An input of the state machine. Each carries all that {@link MemberHealth#next} needs to know besides the time. */
public sealed interface Signal {
    /** The operator's word. READY also ends an ejection: the operator vouches for the member. */
    record Operate(Operator verdict) implements Signal {}

    /**
     * A probe's result.
     *
     * @param share  how much of its weight the member should carry: 1 all, 0 none: then the probe failed
     * @param detail what it saw, for people
     * @param rules  what follows from how many of them
     * @param chance random in [0, 1), for the jitter of a hold
     * @param counts false in panic: what happens then lengthens nobody's hold, and no hold keeps out who passes
     */
    record Probed(double share, String detail, ProbeRules rules, double chance, boolean counts) implements Signal {
        public Probed {
            Expect.within("share", share, 0, 1);
        }

        /** Good or bad and nothing between. */
        public Probed(boolean good, String detail, ProbeRules rules) {
            this(good ? 1 : 0, detail, rules, 0, true);
        }

        /** True if the member can serve. */
        public boolean good() {
            return share > 0;
        }
    }

    /** Nobody probes any more. */
    record ChecksStopped() implements Signal {}

    /**
     * A detector found the member at fault, and there is a place for it outside.
     *
     * @param evidence  what it saw
     * @param backoff   how long the n-th time is
     * @param chance    random in [0, 1), for the jitter
     * @param goodCalls good answers since the member's last return
     * @param forgiveAfter good answers that, with as long in service as the last ejection was, take one time off the count
     * @param counts    false in panic: what happens then lengthens nobody's back-off
     * @param trial     what the member must show when its time is over
     */
    record Eject(
            Evidence evidence,
            Backoff backoff,
            double chance,
            long goodCalls,
            int forgiveAfter,
            boolean counts,
            TrialRules trial)
            implements Signal {
        /** An ejection without a trial at its end. */
        public Eject(
                Evidence evidence, Backoff backoff, double chance, long goodCalls, int forgiveAfter, boolean counts) {
            this(evidence, backoff, chance, goodCalls, forgiveAfter, counts, TrialRules.OFF);
        }
    }

    /** A detector found the member at fault, but no more members may go. */
    record Spare(Evidence evidence) implements Signal {}

    /**
     * What the member was ejected for, the others do too: as if it had not been. Changes nothing on trial, or after one that failed: there
     * the member has to show that it is well.
     */
    record Absolve() implements Signal {}

    /** A good answer of a member that was spared. */
    record Redeemed() implements Signal {}

    /**
     * A call would try a member on trial. Whoever's signal changes the health has the permit, and its number is
     * {@link Traffic.Trial#expires()} in the health it made; there is one at a time, until it is judged, given back or expired.
     */
    record Try() implements Signal {}

    /** The call with this permit was good. Permits that are no longer valid change nothing, here and in {@link Unjudged}. */
    record Passed(long permit) implements Signal {}

    /** The call with this permit told nothing: cancelled, or ended without an answer. */
    record Unjudged(long permit) implements Signal {}

    /**
     * The call with this permit was bad: the member goes again, as the next time. Its good calls forgive nothing. A call that hung until
     * its permit expired still says so, as long as the trial goes on.
     */
    record Failed(long permit, Eject eject) implements Signal {}

    /** Time has passed. */
    record Tick() implements Signal {}
}

package io.github.evenkeel.health;

import io.github.evenkeel.Expect;

/**
 * How long members are out, how many at most, and how they come back.
 *
 * @param backoff      how long the n-th time is; default 30 s, doubling to 300 s, up to 10 % longer at random
 * @param maxEjected   the most that may be out, as a share of the pool's weight; above 0, at most 1, default 0.5. One member may always
 *                     go while the floor's minimum of healthy members holds
 * @param forgiveAfter good answers that, with as long in service as the last ejection was, take one time off the count of ejections; 1 or
 *                     more, default 100
 * @param trial        what a member must show when its time is over
 */
public record EjectionRules(Backoff backoff, double maxEjected, int forgiveAfter, TrialRules trial) {
    public EjectionRules {
        Expect.notNull("backoff", backoff);
        Expect.that(maxEjected > 0 && maxEjected <= 1, "maxEjected", maxEjected, "above 0, at most 1");
        Expect.atLeast("forgiveAfter", forgiveAfter, 1);
        Expect.notNull("trial", trial);
    }

    /** True if one of this weight may go too, where so much is out of all. */
    public boolean admits(double weight, double out, double all) {
        // The tiny addition keeps .1 + .2 from being too much for .3.
        return out == 0 || out + weight <= maxEjected * all * (1 + 1e-9);
    }
}

package io.github.evenkeel.health;

import io.github.evenkeel.Expect;
import java.time.Duration;

/**
 * Passive health: how a pool ejects members by what their own calls tell. Immutable; start from {@link #defaults()} and change what
 * must differ.
 *
 * @param mode              whether to judge, and whether to act on it
 * @param consecutiveFaults faults in a row that eject at once; 2 or more, default 5
 * @param backoff           how long the n-th time is; default 30 s, doubling to 300 s, up to 10 % longer at random
 * @param maxEjected        the most that may be out, as a share of the pool's weight; above 0, at most 1, default 0.5. One member may always
 *                          go while the floor's minimum of healthy members holds
 * @param forgiveAfter      good answers that, with as long in service as the last ejection was, take one time off the count of
 *                          ejections; 1 or more, default 100
 */
public record OutlierDetection(Mode mode, int consecutiveFaults, Backoff backoff, double maxEjected, int forgiveAfter) {

    private static final OutlierDetection DEFAULTS = new OutlierDetection(
            Mode.EJECT, 5, new Backoff(Duration.ofSeconds(30), Duration.ofSeconds(300), 0.1), 0.5, 100);

    /** What detection does. */
    public enum Mode {
        /** Judges nothing. */
        OFF,
        /** Judges and reports; ejects no one. */
        OBSERVE,
        /** Judges, reports and ejects. */
        EJECT
    }

    public OutlierDetection {
        Expect.notNull("mode", mode);
        Expect.atLeast("consecutiveFaults", consecutiveFaults, 2);
        Expect.notNull("backoff", backoff);
        Expect.that(maxEjected > 0 && maxEjected <= 1, "maxEjected", maxEjected, "above 0, at most 1");
        Expect.atLeast("forgiveAfter", forgiveAfter, 1);
    }

    /** On, with every value at its default. */
    public static OutlierDetection defaults() {
        return DEFAULTS;
    }

    /** Off. */
    public static OutlierDetection off() {
        return DEFAULTS.withMode(Mode.OFF);
    }

    /** Everything is judged and reported, nothing is ejected: for a first week in production. */
    public static OutlierDetection observeOnly() {
        return DEFAULTS.withMode(Mode.OBSERVE);
    }

    public OutlierDetection withMode(Mode newMode) {
        return new OutlierDetection(newMode, consecutiveFaults, backoff, maxEjected, forgiveAfter);
    }

    public OutlierDetection withConsecutiveFaults(int faults) {
        return new OutlierDetection(mode, faults, backoff, maxEjected, forgiveAfter);
    }

    /** The first ejection lasts {@code base}, each further one twice the one before, at most {@code max}. */
    public OutlierDetection withEjectionTime(Duration base, Duration max) {
        return new OutlierDetection(
                mode, consecutiveFaults, new Backoff(base, max, backoff.jitter()), maxEjected, forgiveAfter);
    }

    public OutlierDetection withMaxEjected(double share) {
        return new OutlierDetection(mode, consecutiveFaults, backoff, share, forgiveAfter);
    }

    public OutlierDetection withForgiveAfter(int goodCalls) {
        return new OutlierDetection(mode, consecutiveFaults, backoff, maxEjected, goodCalls);
    }
}

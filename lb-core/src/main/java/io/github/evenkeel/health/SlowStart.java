package io.github.evenkeel.health;

import io.github.evenkeel.Expect;
import java.time.Duration;

/**
 * How a member that joins or returns comes to its full share: caches, connection pools and compiled code are cold at first. Its part of
 * a fair share is (t / window)<sup>1 / aggression</sup>, and never less than {@code least}. Immutable, pure.
 *
 * @param window     how long it takes; zero is off
 * @param aggression 1 rises evenly, more rises quicker at first, less slower; above 0, at most 100
 * @param least      the part at the beginning; above 0, at most 1, default 0.1: enough calls to warm up by
 */
public record SlowStart(Duration window, double aggression, double least) {
    private static final SlowStart DEFAULTS = over(Duration.ofSeconds(60));
    private static final SlowStart OFF = new SlowStart(Duration.ZERO, 1, 1);

    public SlowStart {
        Expect.nanos("window", window);
        Expect.that(aggression > 0 && aggression <= 100, "aggression", aggression, "above 0, at most 100");
        Expect.that(least > 0 && least <= 1, "least", least, "above 0, at most 1");
    }

    /** Over 60 s, evenly, from a tenth: the short end of what operators use, 1 to 5 minutes. */
    public static SlowStart defaults() {
        return DEFAULTS;
    }

    /** Over this time, above zero; evenly, from a tenth. */
    public static SlowStart over(Duration window) {
        Expect.positiveNanos("over", window);
        return new SlowStart(window, 1, 0.1);
    }

    /** A full share at once. */
    public static SlowStart off() {
        return OFF;
    }

    /** 1, the default, rises evenly, more rises quicker at first, less slower; above 0, at most 100. */
    public SlowStart withAggression(double newAggression) {
        return new SlowStart(window, newAggression, least);
    }

    /** The part of a fair share at the beginning; above 0, at most 1, default 0.1. */
    public SlowStart withLeast(double part) {
        return new SlowStart(window, aggression, part);
    }

    /**
     * The part of a fair share, above 0, at most 1; exactly 1 from the end of the window on.
     *
     * @param elapsedNanos since the member joined or returned
     */
    public double factor(long elapsedNanos) {
        long nanos = window.toNanos();
        if (elapsedNanos >= nanos) return 1;
        if (elapsedNanos <= 0) return least;
        double part = (double) elapsedNanos / nanos;
        return Math.max(least, aggression == 1 ? part : Math.pow(part, 1 / aggression));
    }
}

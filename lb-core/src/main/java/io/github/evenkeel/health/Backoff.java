package io.github.evenkeel.health;

import io.github.evenkeel.Expect;
import io.github.resilience4j.core.IntervalFunction;
import java.time.Duration;

/**
 * How long a member stays out the n-th time: base, doubled each time up to max, then lengthened at random by at most the share
 * {@code jitter}, so that clients which ejected together do not return together.
 *
 * @param base   the first time; 1 ms or more
 * @param max    the cap before jitter; not below base
 * @param jitter 0 to 1
 */
public record Backoff(Duration base, Duration max, double jitter) {
    /** Doubling 1 ms forty times is 35 years; IntervalFunction takes time linear in the attempt. */
    private static final int MOST_ATTEMPTS = 40;

    public Backoff {
        Expect.positiveNanos("base", base);
        Expect.that(base.toMillis() >= 1, "base", base, ">= 1 ms");
        Expect.positiveNanos("max", max);
        Expect.that(max.compareTo(base) >= 0, "max", max, "not below base " + base);
        Expect.within("jitter", jitter, 0, 1);
    }

    /**
     * The time out, in nanoseconds.
     *
     * @param times  how often now, counting this one; 1 or more
     * @param chance a random number in [0, 1)
     */
    public long nanos(int times, double chance) {
        if (base.equals(max)) return lengthened(base.toMillis(), chance);
        long millis = IntervalFunction.ofExponentialBackoff(base.toMillis(), 2, max.toMillis())
                .apply(Math.min(times, MOST_ATTEMPTS));
        return lengthened(millis, chance);
    }

    private long lengthened(long millis, double chance) {
        return (long) (millis * 1e6 * (1 + jitter * chance));
    }
}

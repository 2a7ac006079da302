package io.github.evenkeel.select;

import io.github.evenkeel.Expect;
import java.time.Duration;

/**
 * A load signal: what recent faults, and a pause the backend asked for, weigh against a member, in calls in flight. Immutable and a
 * pure function of time; a member replaces it only when a fault or a hold-off comes.
 *
 * @param faults    weight of the faults at the instant {@code at}; it fades linearly to nothing
 * @param at        nanoseconds of the pool's clock
 * @param fade      how long that takes, nanoseconds, above 0
 * @param held      true if the backend asked for a pause
 * @param heldUntil end of that pause, nanoseconds of the pool's clock
 */
public record Penalty(double faults, long at, long fade, boolean held, long heldUntil) {
    /**
     * How long the weight of a fault takes to fade at least. An idle pool gives a member nothing while any of it is left, so this is
     * also how often one that only fails is tried: once a second, until five in a row eject it. Longer would hide it from detection.
     */
    public static final Duration FADE = Duration.ofSeconds(1);

    /**
     * Where calls take longer than {@link #FADE}, or faults a fifth of it, a fault fades more slowly, but over no more than this: where
     * calls take 10 s, a second would be over before the others had answered one.
     */
    public static final Duration LONGEST_FADE = Duration.ofSeconds(10);

    private static final long FADE_NANOS = FADE.toNanos();
    private static final long LONGEST_FADE_NANOS = LONGEST_FADE.toNanos();

    /** No faults, no pause. */
    public static final Penalty NONE = new Penalty(0, 0, FADE_NANOS, false, 0);

    /**
     * One fault weighs as much as five calls in flight: with two choices at 90 % load only 3.8 % of the servers have a queue that
     * long (.9^31, supermarket model), so a backend that fails fast loses nearly every comparison.
     */
    public static final double FAULT = 5;

    /** Enough that no ordinary load outweighs it, little enough that it is not felt for long once the faults stop. */
    public static final double MOST = 50;

    public Penalty {
        Expect.that(fade > 0, "fade", fade, "> 0");
    }

    /**
     * This penalty after one more fault. It fades over what {@link #FAULT} calls like the one that failed take one after another: who
     * fails at once costs a retry, who lets callers wait for it costs that time, and is not tried again as soon.
     *
     * @param typical how long a call there takes when it is answered well, nanoseconds; 0 if nobody knows
     * @param took    how long the one that failed did, nanoseconds; 0 if that is not the server's doing, as of a time-out
     */
    public Penalty fault(long now, long typical, long took) {
        long calls = Math.max(typical, (long) (FAULT * Math.min(took, LONGEST_FADE_NANOS)));
        long lasting = Math.min(LONGEST_FADE_NANOS, Math.max(FADE_NANOS, calls));
        double before = faultLoad(now);
        // One fault more is no reason to forget the others sooner.
        if (before > 0) lasting = Math.max(lasting, at + fade - now);
        return new Penalty(Math.min(MOST, before + FAULT), now, lasting, held, heldUntil);
    }

    /** This penalty with a pause until {@code until}; an earlier end never shortens a pause that still runs. */
    public Penalty hold(long now, long until) {
        return holds(now) && heldUntil - until >= 0 ? this : new Penalty(faults, at, fade, true, until);
    }

    /** True while the pause the backend asked for lasts. */
    public boolean holds(long now) {
        return held && now - heldUntil < 0;
    }

    /** All of it, in calls in flight. */
    public double load(long now) {
        return faultLoad(now) + (holds(now) ? MOST : 0);
    }

    private double faultLoad(long now) {
        return faults == 0 ? 0 : faults * Math.max(0, 1 - (now - at) / (double) fade);
    }
}

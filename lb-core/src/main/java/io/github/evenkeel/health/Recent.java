package io.github.evenkeel.health;

import io.github.evenkeel.Expect;
import java.time.Duration;
import java.util.function.UnaryOperator;

/**
 * What the calls of a member, or of one route on a member, told lately. One is kept for each and replaced at each sweep; a member that
 * leaves the rotation starts anew. Immutable.
 *
 * <p>Counts that are too few for one of the detectors are carried over to the next sweep, until they are twice enough and for a minute
 * at most; every detector sees the same.
 * Calls are not answers: a member that mostly refuses, or fails, may have enough of the one and too few of the other.
 */
public final class Recent {
    private static final long CARRIED_NANOS = Duration.ofSeconds(60).toNanos();

    /** One sweep comes at most 11 s after the other. */
    private static final long SWEEP_NANOS = Duration.ofSeconds(12).toNanos();

    /** What is old by a sweep anyway may as well be enough to be sure: a hundred calls show an even chance of errors beside one in ten. */
    private static final int CARRIED_TIMES = 2;

    private final Counts counts;
    private final int fresh;
    private final Past past;
    private final long since;
    private final long until;

    private Recent(Counts counts, int fresh, Past past, long since, long until) {
        this.counts = counts;
        this.fresh = fresh;
        this.past = past;
        this.since = since;
        this.until = until;
    }

    /** Nothing yet. */
    public static Recent from(long now) {
        return new Recent(Counts.NONE, 0, Past.NONE, now, now);
    }

    /**
     * This at the next sweep.
     *
     * @param told  what was counted since the last one
     * @param now   nanoseconds of the pool's clock
     * @param rules say how many calls and answers are enough
     */
    public Recent next(Counts told, long now, OutlierDetection rules) {
        return next(carried -> carried.plus(told), now, rules);
    }

    /**
     * This at the next sweep, with what the tally holds, which is taken.
     *
     * @param lenient whether lateness is held against nobody
     */
    public Recent next(Tally tally, boolean lenient, long now, OutlierDetection rules) {
        return next(carried -> tally.take(carried, lenient), now, rules);
    }

    /** @param plus adds what was counted to what is carried over */
    private Recent next(UnaryOperator<Counts> plus, long now, OutlierDetection rules) {
        boolean carries = carries(rules);
        Counts carried = carries ? counts : Counts.NONE;
        Counts all = plus.apply(carried);
        int told = all.calls() - carried.calls();
        return carries
                ? new Recent(all, told, past, since, now)
                : new Recent(all, told, past.then(counts, until - since), until, now);
    }

    /** True if the next sweep's counts will be added to these, for these are too few; or are few, and of more than one sweep already. */
    public boolean carries(OutlierDetection rules) {
        long of = until - since;
        return of < CARRIED_NANOS && !rules.enough(counts, of < SWEEP_NANOS ? 1 : CARRIED_TIMES);
    }

    /** This, but for calls that something else has been found to blame for; the past stays as it is. */
    public Recent without(Counts excused) {
        return new Recent(counts.minus(excused), fresh, past, since, until);
    }

    /** The calls to be judged: of the last sweep, or carried over from up to a minute. */
    public Counts counts() {
        return counts;
    }

    /** How many calls the last sweep took, whether or not others were carried over, or something else explains some. */
    public int fresh() {
        return fresh;
    }

    /** The judged calls of about the last minute; older ones count for less. */
    public double calls() {
        return past.calls() + counts.calls();
    }

    /** How many of them speak against the member. */
    public double errors() {
        return past.errors() + counts.errors();
    }

    /**
     * The latency that this share of the answers of about the last minute did not exceed, within the width of a bucket; zero without
     * answers.
     *
     * @param share above 0, at most 1
     */
    public Duration latency(double share) {
        Expect.that(share > 0 && share <= 1, "share", share, "above 0, at most 1");
        return Duration.ofNanos(past.then(counts, 0).quantileNanos(share));
    }

    /** The mean of the answers to be judged, nanoseconds; 0 without. */
    public double meanNanos() {
        Latencies answers = counts.latencies();
        return answers.count() == 0 ? 0 : answers.sumNanos() / answers.count();
    }

    /** True if nothing is known: there is nothing to judge. Calls may still be out that will record, so the tally stays. */
    public boolean idle() {
        return counts.none() && past == Past.NONE;
    }

    /** Calls that were waiting for their answer, in the mean: by Little's law what the answers took together, over the time. */
    double waiting() {
        return counts.latencies().sumNanos() / Math.max(1, until - since);
    }

    Past past() {
        return past;
    }
}

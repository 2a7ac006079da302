package io.github.evenkeel.health;

/**
 * What a member's calls told before those that are judged now: sums that fade with a time constant of a minute, so that a member is
 * held against what it was just before, not last night. Immutable.
 */
final class Past {
    static final Past NONE = new Past(0, 0, new float[Latencies.BUCKETS]);

    private static final double MINUTE_NANOS = 60e9;

    /** When less than this is left, nothing is: five minutes after the last of a hundred calls. */
    private static final double LEAST = 0.5;

    private final double errors;
    private final double calls;
    private final float[] buckets;

    private Past(double errors, double calls, float[] buckets) {
        this.errors = errors;
        this.calls = calls;
        this.buckets = buckets;
    }

    double errors() {
        return errors;
    }

    double calls() {
        return calls;
    }

    /** How many answers. */
    double answers() {
        return above(0);
    }

    double[] perBucket() {
        double[] copy = new double[buckets.length];
        for (int i = 0; i < copy.length; i++) copy[i] = buckets[i];
        return copy;
    }

    /** How many answers took surely as long as this. */
    double above(long nanos) {
        double sum = 0;
        for (int i = Latencies.firstAbove(nanos); i < buckets.length; i++) sum += buckets[i];
        return sum;
    }

    /** The latency that this share of the answers did not exceed, as the end of a bucket; zero without answers. */
    long quantileNanos(double share) {
        double rank = share * answers();
        if (rank == 0) return 0;
        double sum = 0;
        int bucket = -1;
        while (bucket < buckets.length - 2 && sum < rank) sum += buckets[++bucket];
        return Latencies.least(bucket + 1);
    }

    /** This after a while in which there were these counts, which are taken as if all came at its end. */
    Past then(Counts counts, long nanos) {
        double left = Math.exp(-Math.max(0, nanos) / MINUTE_NANOS);
        if (counts.none() && left * Math.max(calls, answers()) < LEAST) return NONE;
        float[] sums = counts.latencies().plus(buckets, (float) left);
        return new Past(left * errors + counts.errors(), left * calls + counts.calls(), sums);
    }
}

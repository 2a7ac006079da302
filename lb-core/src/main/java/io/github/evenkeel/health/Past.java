package io.github.evenkeel.health;

/**
 * What a member's calls told before those that are judged now: sums that fade with a time constant of a minute, so that a member is
 * held against what it was just before, not last night. Immutable.
 */
final class Past {
    static final Past NONE = new Past(0, 0, 0, new float[0]);

    private static final double MINUTE_NANOS = 60e9;

    /** When less than this is left, nothing is: five minutes after the last of a hundred calls. */
    private static final double LEAST = 0.5;

    private final double errors;
    private final double calls;
    private final int from;
    private final float[] buckets; // as of Latencies: the first one's number is from

    private Past(double errors, double calls, int from, float[] buckets) {
        this.errors = errors;
        this.calls = calls;
        this.from = from;
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
        double[] all = new double[Latencies.BUCKETS];
        for (int i = 0; i < buckets.length; i++) all[from + i] = buckets[i];
        return all;
    }

    /** How many answers took surely as long as this. */
    double above(long nanos) {
        double sum = 0;
        for (int i = Math.max(0, Latencies.firstAbove(nanos) - from); i < buckets.length; i++) sum += buckets[i];
        return sum;
    }

    /** The latency that this share of the answers did not exceed, as the end of a bucket; zero without answers. */
    long quantileNanos(double share) {
        double rank = share * answers();
        if (rank == 0) return 0;
        double sum = 0;
        int i = -1;
        while (sum < rank) sum += buckets[++i];
        return Latencies.least(Math.min(Latencies.BUCKETS - 1, from + i + 1));
    }

    /** This after a while in which there were these counts, which are taken as if all came at its end. */
    Past then(Counts counts, long nanos) {
        double left = Math.exp(-Math.max(0, nanos) / MINUTE_NANOS);
        return counts.none() && left * Math.max(calls, answers()) < LEAST ? NONE : plus(counts, left);
    }

    private Past plus(Counts counts, double left) {
        Latencies latest = counts.latencies();
        boolean none = latest.count() == 0;
        int low = none ? from : buckets.length == 0 ? latest.from() : Math.min(from, latest.from());
        int high = none ? from + buckets.length : Math.max(from + buckets.length, latest.to());
        float[] sums = new float[high - low];
        for (int i = 0; i < buckets.length; i++) sums[from - low + i] = (float) left * buckets[i];
        for (int i = latest.from(); i < latest.to(); i++) sums[i - low] += latest.in(i);
        return new Past(left * errors + counts.errors(), left * calls + counts.calls(), low, sums);
    }
}

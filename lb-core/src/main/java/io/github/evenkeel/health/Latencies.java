package io.github.evenkeel.health;

import io.github.evenkeel.Expect;
import java.time.Duration;

/**
 * How long answers took, as counts in 80 buckets: below 262 µs, four to each doubling (so 14 to 25 % wide) and from 206 s on,
 * which no time-out should reach: whatever is slower than the last bucket's beginning cannot be told apart.
 * Kept are those between the quickest answer and the slowest. Finer would tell nothing more to rules that ask for three times as slow; and a bucket is found by shifts, without a logarithm.
 * Immutable.
 */
public final class Latencies {
    static final int BUCKETS = 80;

    /** No answers. */
    public static final Latencies NONE = new Latencies(0, new int[0]);

    private static final int FIRST_BIT = 18; // 2^18 ns = 262 µs: below, it is the network that is measured
    private static final int SUB_BITS = 2;
    static final int PER_DOUBLING = 1 << SUB_BITS;

    /** What an answer in a bucket is taken to have lasted: the middle, and in the last one, which has no end, the beginning. */
    private static final double[] MIDDLE = new double[BUCKETS];

    static {
        for (int i = 0; i < BUCKETS; i++) {
            double least = least(i);
            MIDDLE[i] = i == BUCKETS - 1 ? least : (least + least(i + 1)) / 2;
        }
    }

    private final int from;
    private final int[] buckets; // the first one's number is from; those that are not here are empty
    private final int count;

    /**
     * Takes the array over.
     *
     * @param from which bucket the first of these is
     */
    Latencies(int from, int[] buckets) {
        this.from = from;
        this.buckets = buckets;
        int sum = 0;
        for (int bucket : buckets) sum += bucket;
        this.count = sum;
    }

    /** The bucket of a latency. */
    static int bucket(long nanos) {
        if (nanos < 1L << FIRST_BIT) return 0;
        int bit = 63 - Long.numberOfLeadingZeros(nanos);
        int within = (int) (nanos >>> (bit - SUB_BITS)) & ((1 << SUB_BITS) - 1);
        return Math.min(BUCKETS - 1, 1 + ((bit - FIRST_BIT) << SUB_BITS) + within);
    }

    /** The least latency in a bucket. */
    static long least(int bucket) {
        if (bucket == 0) return 0;
        int within = (bucket - 1) & ((1 << SUB_BITS) - 1);
        int bit = FIRST_BIT + ((bucket - 1) >> SUB_BITS);
        return (long) ((1 << SUB_BITS) + within) << (bit - SUB_BITS);
    }

    /** The first bucket in which there is nothing below this latency; {@link #BUCKETS} if there is none. */
    static int firstAbove(long nanos) {
        int bucket = bucket(nanos);
        return least(bucket) >= nanos ? bucket : bucket + 1;
    }

    /** How many answers. */
    public int count() {
        return count;
    }

    int in(int bucket) {
        int i = bucket - from;
        return i < 0 || i >= buckets.length ? 0 : buckets[i];
    }

    /** The first bucket that may not be empty. */
    int from() {
        return from;
    }

    /** The first one after all that may not be empty. */
    int to() {
        return from + buckets.length;
    }

    void addTo(long[] sums, int sign) {
        for (int i = 0; i < buckets.length; i++) sums[from + i] += (long) sign * buckets[i];
    }

    /** How long they took together, as far as the buckets tell. */
    double sumNanos() {
        double sum = 0;
        for (int i = 0; i < buckets.length; i++) sum += buckets[i] * MIDDLE[from + i];
        return sum;
    }

    /** How many answers took surely as long as this: those in the buckets above it. */
    int above(long nanos) {
        int sum = 0;
        for (int i = Math.max(from, firstAbove(nanos)); i < to(); i++) sum += buckets[i - from];
        return sum;
    }

    /**
     * The latency that this share of the answers did not exceed, within the width of a bucket; zero without answers.
     *
     * @param share above 0, at most 1
     */
    public Duration quantile(double share) {
        Expect.that(share > 0 && share <= 1, "share", share, "above 0, at most 1");
        return Duration.ofNanos(quantileNanos(share));
    }

    long quantileNanos(double share) {
        if (count == 0) return 0;
        double rank = Math.max(1, Math.ceil(share * count - 1e-9));
        int i = 0;
        int before = 0;
        while (before + buckets[i] < rank) before += buckets[i++];
        int bucket = from + i;
        long least = least(bucket);
        // The last bucket has no end: what it holds took as long as its beginning, at the least.
        long next = bucket == BUCKETS - 1 ? least : least(bucket + 1);
        return least + (long) ((next - least) * ((rank - before - 0.5) / buckets[i]));
    }

    Latencies plus(Latencies more) {
        if (more.count == 0) return this;
        if (count == 0) return more;
        int low = Math.min(from, more.from);
        int[] sums = within(low, Math.max(to(), more.to()));
        for (int i = 0; i < more.buckets.length; i++) sums[more.from - low + i] += more.buckets[i];
        return new Latencies(low, sums);
    }

    /** The counts in the buckets from {@code low} to before {@code end}, among which are all that are not empty. */
    int[] within(int low, int end) {
        int[] copy = new int[end - low];
        if (count > 0) System.arraycopy(buckets, 0, copy, from - low, buckets.length);
        return copy;
    }

    Latencies minus(Latencies some) {
        if (some.count == 0) return this;
        int[] left = buckets.clone();
        for (int i = 0; i < left.length; i++) left[i] = Math.max(0, left[i] - some.in(from + i));
        Latencies rest = new Latencies(from, left);
        return rest.count == 0 ? NONE : rest;
    }
}

package io.github.evenkeel.pool;

import io.github.evenkeel.health.Tally;

/**
 * A member's latest good answers in one long, for an answer that writes only where its call has written before costs no cache miss: the
 * upper 12 bits count all of them, around and around; below is a histogram in small of those that wait to be taken to the member's
 * {@link Tally}. It has nine of the {@linkplain Tally#bucket buckets} side by side, a factor of five from the quickest to the slowest, for
 * the answers of one server are much alike: they lie around the first that was put in. An answer that falls outside goes to the tally by
 * itself, and the thirty-second in one bucket takes all others along. Pure.
 *
 * <p>How many there were in all is put together from this and from how many were taken to the tally. That number is behind, by as many
 * as wait or are on their way, never ahead: what the count says beyond it is the rest.
 */
final class GoodAnswers {
    /** None yet. */
    static final long NONE = 0;

    private static final int BUCKETS = 9;
    private static final int COUNTER_BITS = 5;
    private static final int MOST = (1 << COUNTER_BITS) - 1; // in one bucket
    private static final int FIRST_FROM = BUCKETS * COUNTER_BITS;
    private static final int FIRST_BITS = 7;
    private static final int COUNT_FROM = FIRST_FROM + FIRST_BITS;
    private static final long COUNTERS = (1L << FIRST_FROM) - 1;
    private static final long WAITING = (1L << COUNT_FROM) - 1;
    private static final long ONE = 1L << COUNT_FROM;
    private static final int ROUND = 1 << (Long.SIZE - COUNT_FROM);

    private GoodAnswers() {}

    /**
     * How many there were.
     *
     * @param before {@link Tally#successes} before {@code answers} were read, not {@link #outdated}
     */
    static long count(long before, long answers) {
        return before + ((answers >>> COUNT_FROM) - before & (ROUND - 1));
    }

    /** Whether so much was told between two readings of the number taken that what was read in between may be a round too small. */
    static boolean outdated(long before, long after) {
        return after - before >= ROUND / 2;
    }

    /** One more, of this bucket of {@link Tally#bucket}. Unless it {@link #waits}, it is to be {@linkplain #record recorded}. */
    static long plus(long answers, int bucket) {
        long counted = answers + ONE;
        if ((answers & COUNTERS) == 0) return around(counted, bucket);
        int place = bucket - first(answers);
        if (place < 0 || place >= BUCKETS) return counted;
        int shift = place * COUNTER_BITS;
        return ((answers >>> shift) & MOST) == MOST ? taken(counted) : counted + (1L << shift);
    }

    private static long around(long counted, int bucket) {
        int first = Math.max(0, bucket - BUCKETS / 2);
        return taken(counted) | ((long) first << FIRST_FROM) | (1L << ((bucket - first) * COUNTER_BITS));
    }

    /** How many of them wait to be taken to the tally. */
    static int waiting(long answers) {
        int sum = 0;
        for (long left = answers & COUNTERS; left != 0; left >>>= COUNTER_BITS) sum += (int) left & MOST;
        return sum;
    }

    /** Whether the one by which {@code after} has more than {@code before} waits. */
    static boolean waits(long before, long after) {
        return (after & COUNTERS) > (before & COUNTERS);
    }

    /** None of them waits any more. */
    static long taken(long answers) {
        return answers & ~WAITING;
    }

    /** Takes one of this bucket, which does not wait, to the tally; with those that waited until then, if they do not any more. */
    static void record(long before, long after, int bucket, Tally tally) {
        tally.success(bucket, 1);
        int others = (after & COUNTERS) == 0 ? buckets(before, tally) : 0;
        tally.successes(others + 1);
    }

    /** Takes those that wait to the tally. */
    static void record(long answers, Tally tally) {
        int all = buckets(answers, tally);
        if (all > 0) tally.successes(all);
    }

    private static int buckets(long answers, Tally tally) {
        int all = 0;
        int bucket = first(answers);
        for (long left = answers & COUNTERS; left != 0; left >>>= COUNTER_BITS) {
            int times = (int) left & MOST;
            if (times > 0) tally.success(bucket, times);
            all += times;
            bucket++;
        }
        return all;
    }

    private static int first(long answers) {
        return (int) (answers >>> FIRST_FROM) & ((1 << FIRST_BITS) - 1);
    }
}

package io.github.evenkeel.pool;

import io.github.evenkeel.health.Tally;

/**
 * A member's latest good answers in one long, for an answer that writes only where its call has written before costs no cache miss: the
 * upper 15 bits count all of them, around and around; the lower 49 hold the latencies of those that wait to be taken to the member's
 * {@link Tally}, seven at most. The eighth takes them there. Pure.
 *
 * <p>How many there were in all is put together from this and from how many were taken to the tally. That number is behind, by as many
 * as wait or are on their way, never ahead: what the count says beyond it is the rest.
 */
final class GoodAnswers {
    /** None yet. */
    static final long NONE = 0;

    /** So many go to the tally at once. */
    static final int TOGETHER = 8;

    private static final int PLACES = TOGETHER - 1;
    private static final int PLACE_BITS = 7; // a bucket of latencies plus one; 0: nothing
    private static final int PLACE = (1 << PLACE_BITS) - 1;
    private static final int COUNT_FROM = PLACES * PLACE_BITS;
    private static final long ONE = 1L << COUNT_FROM;
    private static final long WAITING = ONE - 1;
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

    private static int place(long answers) {
        return (int) (answers >>> COUNT_FROM) % TOGETHER;
    }

    /** Whether one more takes all to the tally. */
    static boolean full(long answers) {
        return place(answers) == PLACES;
    }

    /** One more, of this bucket of {@link Tally#bucket}. */
    static long plus(long answers, int bucket) {
        if (full(answers)) return taken(answers) + ONE;
        return answers + ONE + ((long) (bucket + 1) << (place(answers) * PLACE_BITS));
    }

    /** None of them waits any more. */
    static long taken(long answers) {
        return answers & ~WAITING;
    }

    /** Takes those that wait to the tally, the same ones at once. */
    static void record(long answers, Tally tally) {
        record(answers, 0, 0, tally);
    }

    /** The same with the eighth, of this bucket. */
    static void record(long answers, int bucket, Tally tally) {
        record(answers, bucket + 1, 1, tally);
        tally.successes(TOGETHER);
    }

    private static void record(long answers, int first, int times, Tally tally) {
        int waited = first;
        int row = times;
        for (long left = answers & WAITING; left != 0; left >>>= PLACE_BITS) {
            int waits = (int) left & PLACE;
            if (waits != waited) {
                if (waited != 0) tally.success(waited - 1, row);
                waited = waits;
                row = 0;
            }
            row++;
        }
        if (waited != 0) tally.success(waited - 1, row);
    }
}

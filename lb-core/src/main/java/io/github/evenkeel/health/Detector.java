package io.github.evenkeel.health;

import org.jspecify.annotations.Nullable;

/** One rule by which a sweep ejects. Pure. */
interface Detector {
    /** True if it holds a member against the rest; else the rest does not matter. */
    default boolean compares() {
        return true;
    }

    /** What speaks against the member, null if nothing does. */
    @Nullable
    Evidence judge(Own own, Rest rest);

    /**
     * What a detector sees of the member it judges.
     *
     * @param recent its calls
     * @param p95    of the answers, in nanoseconds; 0 with too few answers
     * @param weight its share relative to the others
     */
    record Own(Recent recent, long p95, double weight) {
        /** Calls that waited for their answer, in the mean, by its weight. */
        double load() {
            return recent.waiting() / weight;
        }

        /** The calls to be judged. */
        Counts counts() {
            return recent.counts();
        }

        /** Those before. */
        Past past() {
            return recent.past();
        }
    }

    /** A share as people read it. */
    static long percent(double share) {
        return Math.round(100 * share);
    }

    /** A latency as people read it. */
    static String millis(long nanos) {
        return Math.round(nanos / 1e6) + " ms";
    }
}

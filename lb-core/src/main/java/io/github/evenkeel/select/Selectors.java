package io.github.evenkeel.select;

import io.github.evenkeel.Expect;
import java.time.Duration;

/**
 * The strategies that come with the library. Each honours weights, availability and what a call has already tried, takes no lock
 * and allocates nothing per pick; N is the number of available members.
 */
public final class Selectors {
    private Selectors() {}

    /**
     * Least connections, corrected for members that are slower than the others, that have stopped answering, and for calls of others
     * where backends report them. The default; see {@link Adaptive} for its settings. O(N) to 128 members, the best of five draws
     * above.
     */
    public static Adaptive adaptive() {
        return Adaptive.DEFAULTS;
    }

    /**
     * Two distinct members are drawn by weight and the one with less load per weight gets the call; on a tie the first drawn.
     * Load is calls in flight until the end of the response, and recent faults. O(1) for any N, no memory shared by all threads.
     *
     * <p>Source: M. Mitzenmacher, <i>The Power of Two Choices in Randomized Load Balancing</i>, IEEE TPDS 12(10), 2001.
     */
    public static Selector powerOfTwoChoices() {
        return new PowerOfTwoChoices();
    }

    /**
     * The member with the least load per weight, load as in {@link #powerOfTwoChoices()}; idle members are drawn by weight and ties
     * go to chance. O(N) to 128 members, the best of five draws above. The right choice for few backends and calls of very
     * different length, such as streams and sockets.
     */
    public static Selector leastConnections() {
        return new LeastConnections();
    }

    /**
     * As {@link #powerOfTwoChoices()}, with calls in flight multiplied by the latency of a member: a mean over {@code memory} that a
     * slower answer raises at once. O(1). Quick to flee a slow member and worse than counting alone where all are alike (a quarter,
     * with twenty clients): {@link #adaptive()} is better at both. For comparison with clients that use it.
     *
     * <p>Source: the peak EWMA of Twitter's Finagle.
     *
     * @param memory how long faster answers take to bring it down by two thirds; above zero, 10 s there
     */
    public static Selector peakEwma(Duration memory) {
        Expect.that(Expect.nanos("memory", memory) > 0, "memory", memory, "> 0");
        return new PeakEwma(memory);
    }

    /** {@link #peakEwma(Duration)} with a memory of 10 s. */
    public static Selector peakEwma() {
        return new PeakEwma(Duration.ofSeconds(10));
    }

    /**
     * Each in turn, members with more weight more often, spread evenly. O(1), O(log N) with unequal weights; one counter shared by
     * all threads. It looks at nothing but turns: for short uniform calls on equal servers only.
     */
    public static Selector roundRobin() {
        return new RoundRobin();
    }
}

package io.github.evenkeel.select;

/**
 * The strategies that come with the library. Each honours weights, availability and what a call has already tried, takes no lock
 * and allocates nothing per pick; N is the number of available members.
 */
public final class Selectors {
    private Selectors() {}

    /**
     * Two distinct members are drawn by weight and the one with less load per weight gets the call; on a tie the first drawn.
     * Load is calls in flight until the end of the response, and recent faults. O(1) for any N, no memory shared by all threads.
     * The default.
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
     * Each in turn, members with more weight more often, spread evenly. O(1), O(log N) with unequal weights; one counter shared by
     * all threads. It looks at nothing but turns: for short uniform calls on equal servers only.
     */
    public static Selector roundRobin() {
        return new RoundRobin();
    }

    /**
     * Any member, each as likely as the other: weights are not looked at. O(1), 4 bytes per member, nothing shared by the threads.
     * Right where there are so many clients, each with so few calls, that what one of them knows is worth nothing; elsewhere {@link
     * #powerOfTwoChoices()} is never worse.
     */
    public static Selector random() {
        return new ByChance(false);
    }

    /**
     * As {@link #random()}, but by weight. O(1) whatever the weights; 16 bytes per member where they differ.
     *
     * <p>Source: M. D. Vose, <i>A Linear Algorithm for Generating Random Numbers with a Given Distribution</i>, IEEE TSE 17(9), 1991.
     */
    public static Selector weightedRandom() {
        return new ByChance(true);
    }
}

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

    /**
     * Each in turn by weight, as smoothly as can be: weights 5, 1, 1 give a a b a c a a. Right where exact shares over short runs
     * matter, with short uniform calls. O(1) per pick; one counter shared by all threads. Shares are exact over each cycle of at
     * most 65,536 turns: for weights with up to three decimals (1.37, 1, 1 make a cycle of 337), in whole multiples of the least,
     * and all equal ones. Where no such cycle can be, such as for weights π and 1 or for 10,000 members with hundreds of different
     * weights, turns are those of {@link #roundRobin()}: right in the long run, O(log N) and nearly as smooth. Compiling is O(N +
     * turns · different weights), about a millisecond at most; 4 bytes per turn.
     *
     * <p>Source: nginx 1.3.1, "smooth weighted balancing".
     */
    public static Selector weightedRoundRobin() {
        return new WeightedRoundRobin();
    }
}

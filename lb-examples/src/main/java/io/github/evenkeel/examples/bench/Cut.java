package io.github.evenkeel.examples.bench;

import java.util.List;

/**
 * What part of a subject is wanted.
 *
 * @param quick     true for so little that it takes two minutes
 * @param selectors which; empty for all
 * @param sizes     of pools; empty for the subject's own
 * @param threads   how many at once; empty for the subject's own
 */
record Cut(boolean quick, List<Strategy> selectors, List<Integer> sizes, List<Integer> threads) {
    boolean wants(Strategy strategy) {
        return selectors.isEmpty() || selectors.contains(strategy);
    }

    /** True if the user says what is to be measured. */
    boolean chosen() {
        return !selectors.isEmpty() || !sizes.isEmpty() || !threads.isEmpty();
    }

    List<Integer> sizes(List<Integer> usual) {
        return sizes.isEmpty() ? usual : sizes;
    }

    List<Integer> threads(List<Integer> usual) {
        return threads.isEmpty() ? usual : threads;
    }
}

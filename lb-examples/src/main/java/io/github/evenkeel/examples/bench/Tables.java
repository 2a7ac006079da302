package io.github.evenkeel.examples.bench;

import java.util.stream.IntStream;

/** How large the tables of the strategies that hash are, as {@link io.github.evenkeel.select.Selectors} tells. */
final class Tables {
    private Tables() {}

    /** Points of a ring. */
    static int points(int n, Weights weights) {
        return 150 * IntStream.range(0, n).map(weights::of).sum();
    }

    /** Slots of a Maglev table, but for the few that make it a prime. */
    static int slots(int n) {
        return Math.max(65_537, 100 * n);
    }
}

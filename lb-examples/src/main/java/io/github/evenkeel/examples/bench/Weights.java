package io.github.evenkeel.examples.bench;

/** What the members of a benchmark weigh. */
public enum Weights {
    /** All 1. */
    EQUAL,
    /** 1, 2, 3, 4, 1, 2, … */
    MIXED;

    int of(int member) {
        return this == EQUAL ? 1 : 1 + member % 4;
    }
}

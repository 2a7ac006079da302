package io.github.evenkeel.examples.incident;

import java.math.BigDecimal;

/** Where a figure must lie. */
record Bound(boolean most, double limit) {
    static Bound atMost(double limit) {
        return new Bound(true, limit);
    }

    static Bound atLeast(double limit) {
        return new Bound(false, limit);
    }

    /** Never of a figure that is not a number. */
    boolean holds(double figure) {
        return most ? figure <= limit : figure >= limit;
    }

    /** {@code <= 1.3}. */
    @Override
    public String toString() {
        return (most ? "<= " : ">= ")
                + BigDecimal.valueOf(limit).stripTrailingZeros().toPlainString();
    }
}

package io.github.evenkeel.examples.bench;

import java.util.Arrays;

/** Quantiles of a few values. */
final class Quantile {
    private Quantile() {}

    /** The value that {@code part} of them are below, on a straight line between its neighbours; NaN of none. */
    static double of(double[] values, double part) {
        if (values.length == 0) return Double.NaN;
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        double place = part * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }
}

package io.github.evenkeel.examples.bench;

import java.util.Arrays;

/**
 * A median with its 95 % interval.
 *
 * @param middle the median of the values
 * @param low    the median of what they were drawn from is above with 97.5 %
 * @param high   and below with 97.5 %
 */
record Interval(double middle, double low, double high) {
    /** What may be missed at either end. */
    private static final double TAIL = 0.025;

    private static final int MOST = 1_000;

    /**
     * Of independent values, whatever their distribution: each is below the true median with a chance of one half, so that how many are is
     * binomial (Conover, Practical Nonparametric Statistics, 3.2). A disturbed value counts as one that is large, however large. Below six
     * values there is no such interval, and its ends are infinite.
     *
     * @throws IllegalArgumentException if there are more than 1,000: the chance of each outcome would be too small for a double
     */
    static Interval ofMedian(double... values) {
        if (values.length > MOST) {
            throw new IllegalArgumentException("values: " + values.length + " (expected: 1,000 or less)");
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int out = outside(sorted.length);
        return new Interval(
                Quantile.of(sorted, 0.5),
                out == 0 ? Double.NEGATIVE_INFINITY : sorted[out - 1],
                out == 0 ? Double.POSITIVE_INFINITY : sorted[sorted.length - out]);
    }

    /** The most values that may be left out at either end: P[Binomial(n, 1/2) &lt; that] &le; 2.5 %. */
    private static int outside(int n) {
        double chance = Math.pow(0.5, n);
        double below = 0;
        int out = 0;
        while (out <= n / 2 && below + chance <= TAIL) {
            below += chance;
            chance *= (n - out) / (out + 1.0);
            out++;
        }
        return out;
    }
}

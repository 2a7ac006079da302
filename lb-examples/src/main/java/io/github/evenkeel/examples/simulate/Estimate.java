package io.github.evenkeel.examples.simulate;

import java.util.Arrays;

/**
 * A figure from several runs.
 *
 * @param value what it is
 * @param sigma its standard error, from the spread between runs; NaN with a single one
 */
record Estimate(double value, double sigma) {
    /** The project's tolerance for simulated figures: 3 %, or four standard errors where that is more. */
    private static final double FLOOR = 0.03;

    private static final double SIGMAS = 4;

    /** The mean of what the runs gave. */
    static Estimate mean(double... values) {
        double mean = Arrays.stream(values).average().orElse(Double.NaN);
        return new Estimate(mean, deviation(mean, values) / StrictMath.sqrt(values.length));
    }

    /** The spread of what the runs gave, relative to {@code mean}; its own error is that of a normal sample's deviation. */
    static Estimate spread(double mean, double... values) {
        double spread = deviation(Arrays.stream(values).average().orElse(Double.NaN), values) / mean;
        return new Estimate(spread, spread / StrictMath.sqrt(2.0 * (values.length - 1)));
    }

    /** How far from {@code expected} it may be. */
    double tolerance(double expected) {
        return Math.max(FLOOR * Math.abs(expected), Double.isNaN(sigma) ? 0 : SIGMAS * sigma);
    }

    private static double deviation(double mean, double... values) {
        double sum = 0;
        for (double value : values) sum += (value - mean) * (value - mean);
        return StrictMath.sqrt(sum / (values.length - 1));
    }
}

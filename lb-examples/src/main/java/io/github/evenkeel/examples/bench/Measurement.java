package io.github.evenkeel.examples.bench;

import java.util.List;

/**
 * One benchmark's result. Medians, for on a shared machine a single disturbed iteration spoils a mean.
 *
 * @param samples of all iterations, in their order, fork after fork
 */
record Measurement(List<Sample> samples) {
    /** Time per operation and thread, the median of the iterations. */
    double nanos() {
        return quantile(0.5);
    }

    /** Half the distance between the quartiles of the time. */
    double spread() {
        return (quantile(0.75) - quantile(0.25)) / 2;
    }

    /** Allocated per operation. */
    double bytes() {
        return samples.stream().mapToDouble(Sample::bytes).average().orElse(Double.NaN);
    }

    private double quantile(double part) {
        return Quantile.of(samples.stream().mapToDouble(Sample::nanos).toArray(), part);
    }
}

package io.github.evenkeel.examples.simulate;

import io.github.evenkeel.Expect;
import java.util.function.DoubleUnaryOperator;

/** How long a server works on a call, in units of the scenario's time. Immutable. */
public interface ServiceTime {
    /**
     * The time for one call.
     *
     * @param u        where in the distribution, above 0 and below 1, drawn anew for each call
     * @param inFlight calls at the server, this one too
     */
    double at(double u, int inFlight);

    /** The mean with one call in flight. */
    double mean();

    /** Always the same. */
    static ServiceTime exactly(double time) {
        return new Quantiles("exactly " + time, time, u -> time);
    }

    /** Exponential. */
    static ServiceTime exponential(double mean) {
        return new Quantiles("exponential " + mean, mean, u -> mean * Chance.exponential(u));
    }

    /** Anything from {@code low} to {@code high} alike. */
    static ServiceTime uniform(double low, double high) {
        return new Quantiles("uniform " + low + " to " + high, (low + high) / 2, u -> low + u * (high - low));
    }

    /** Normal, never below 0. */
    static ServiceTime normal(double mean, double deviation) {
        return new Quantiles(
                "normal " + mean + " ± " + deviation, mean, u -> Math.max(0, mean + deviation * Chance.normal(u)));
    }

    /**
     * Lognormal: a body with a long tail, as of a cache in front of something slow.
     *
     * @param sigma of the logarithm; 1 makes the 99th percentile ten times the median
     */
    static ServiceTime logNormal(double mean, double sigma) {
        double median = mean * StrictMath.exp(-sigma * sigma / 2);
        return new Quantiles(
                "lognormal " + mean + " sigma " + sigma, mean, u -> median * StrictMath.exp(sigma * Chance.normal(u)));
    }

    /** Pareto: the heaviest of tails; {@code alpha} above 1, below 2 without a variance. */
    static ServiceTime pareto(double mean, double alpha) {
        Expect.that(alpha > 1, "alpha", alpha, "> 1");
        double least = mean * (alpha - 1) / alpha;
        return new Quantiles("Pareto " + mean + " alpha " + alpha, mean, u -> least * StrictMath.pow(u, -1 / alpha));
    }

    /** {@code best} + {@code best} × calls in flight / {@code capacity}, and 5 × {@code best} above the capacity. */
    static ServiceTime linear(double best, int capacity) {
        return new Linear(best, capacity);
    }

    /** One that does not look at the calls in flight. */
    record Quantiles(String name, double mean, DoubleUnaryOperator quantile) implements ServiceTime {
        public Quantiles {
            Expect.that(mean >= 0 && mean < Double.POSITIVE_INFINITY, "mean", mean, "finite, >= 0");
        }

        @Override
        public double at(double u, int inFlight) {
            return quantile.applyAsDouble(u);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** One that only looks at the calls in flight. */
    record Linear(double best, int capacity) implements ServiceTime {
        @Override
        public double at(double u, int inFlight) {
            return inFlight > capacity ? 5 * best : best + best * inFlight / capacity;
        }

        @Override
        public double mean() {
            return best;
        }
    }
}

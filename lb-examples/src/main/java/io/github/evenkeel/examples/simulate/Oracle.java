package io.github.evenkeel.examples.simulate;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * A scenario about which theory knows figures.
 *
 * @param seeds how many runs, if not told otherwise
 */
record Oracle(Scenario scenario, Contender contender, int seeds, List<Figure> figures) {
    Oracle {
        figures = List.copyOf(figures);
    }

    /** How a figure is judged. */
    enum Rule {
        /** The mean over runs must be what is expected. */
        MEAN,
        /** The mean over runs must not be more. */
        AT_MOST,
        /** The relative spread between runs must be what is expected. */
        SPREAD
    }

    /**
     * One figure.
     *
     * @param mean for {@link Rule#SPREAD}: what the spread is relative to
     */
    record Figure(String name, double expected, Rule rule, double mean, ToDoubleFunction<Run> of) {
        static Figure is(String name, double expected, ToDoubleFunction<Run> of) {
            return new Figure(name, expected, Rule.MEAN, 0, of);
        }

        Estimate estimate(List<Run> runs) {
            double[] values = runs.stream().mapToDouble(of).toArray();
            return rule == Rule.SPREAD ? Estimate.spread(mean, values) : Estimate.mean(values);
        }

        /** A figure so uncertain that nearly anything would hold is not a check: then it does not hold. */
        boolean holds(Estimate estimate) {
            if (rule == Rule.AT_MOST) return estimate.value() <= expected;
            double tolerance = estimate.tolerance(expected);
            return tolerance <= 0.15 * expected && Math.abs(estimate.value() - expected) <= tolerance;
        }
    }
}

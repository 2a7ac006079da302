package io.github.evenkeel.examples.incident;

import java.util.Arrays;
import java.util.List;

/**
 * What one run gave.
 *
 * @param figures one per measure of its incident, in their order; NaN where nothing can be measured yet
 * @param second  values per step of the curve, in seconds
 * @param curve   what is plotted over time
 */
record Observed(List<Double> figures, double second, double[] curve) {
    Observed {
        figures = List.copyOf(figures);
        curve = curve.clone();
    }

    static Observed of(double second, double[] curve, double... figures) {
        return new Observed(Arrays.stream(figures).boxed().toList(), second, curve);
    }

    @Override
    public double[] curve() {
        return curve.clone();
    }
}

package io.github.evenkeel.examples.tour;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** Turns things that happened into values per bucket of time. Pure. */
final class Counts {
    private Counts() {}

    /** How many things fell into each bucket, times {@code scale}; those outside are left out. */
    static <T> double[] perBucket(
            Stream<T> things, ToDoubleFunction<T> seconds, double bucket, int count, double scale) {
        double[] counts = new double[count];
        things.forEach(thing -> {
            int index = (int) Math.floor(seconds.applyAsDouble(thing) / bucket);
            if (index >= 0 && index < count) counts[index] += scale;
        });
        return counts;
    }

    /** The quantile of the values of things in each bucket, by nearest rank; NaN where there are none. */
    static <T> double[] quantile(
            List<T> things,
            ToDoubleFunction<T> seconds,
            ToDoubleFunction<T> value,
            double bucket,
            int count,
            double share) {
        List<List<Double>> buckets = new ArrayList<>();
        for (int i = 0; i < count; i++) buckets.add(new ArrayList<>());
        for (T thing : things) {
            int index = (int) Math.floor(seconds.applyAsDouble(thing) / bucket);
            if (index >= 0 && index < count) buckets.get(index).add(value.applyAsDouble(thing));
        }
        return buckets.stream()
                .mapToDouble(values -> nearestRank(values, share))
                .toArray();
    }

    /** How many of the spans cover the middle of each bucket. */
    static double[] open(List<double[]> spans, double bucket, int count) {
        double[] open = new double[count];
        for (int i = 0; i < count; i++) {
            double middle = (i + .5) * bucket;
            open[i] = spans.stream()
                    .filter(span -> span[0] <= middle && middle < span[1])
                    .count();
        }
        return open;
    }

    private static double nearestRank(List<Double> values, double share) {
        if (values.isEmpty()) return Double.NaN;
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
    }
}

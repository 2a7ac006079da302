package io.github.evenkeel.examples.bench;

import java.util.List;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.IntStream;

/**
 * Whose turn an iteration is when two things are measured in one JVM by turns: floor, ours, ours, floor, and again. What drifts, such as a machine
 * that others use too, so meets both of a pair alike, and neither is always the second. A fork's iterations, those for warming up too,
 * come in fours, or the turns of the next would be others.
 */
final class Turns {
    static final int OF = 4;

    private int iterations;

    /** True if the iteration that begins is the floor's. */
    boolean next() {
        return floors(iterations++);
    }

    private static boolean floors(int iteration) {
        return iteration % OF == 0 || iteration % OF == OF - 1;
    }

    /** What each pair of neighbours gives, as a function of the floor's and ours. */
    static double[] pairs(List<Sample> samples, ToDoubleBiFunction<Sample, Sample> figure) {
        return IntStream.range(0, samples.size() / 2)
                .mapToDouble(i -> {
                    Sample first = samples.get(2 * i);
                    Sample second = samples.get(2 * i + 1);
                    return floors(2 * i) ? figure.applyAsDouble(first, second) : figure.applyAsDouble(second, first);
                })
                .toArray();
    }
}

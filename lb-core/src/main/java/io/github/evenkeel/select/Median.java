package io.github.evenkeel.select;

import java.util.Arrays;

/** The median of some figures, and of all but one of them. For one thread at a time; allocates nothing once made. */
final class Median {
    private final double[] sorted;
    private int size;

    Median(int most) {
        sorted = new double[most];
    }

    void clear() {
        size = 0;
    }

    void add(double figure) {
        sorted[size++] = figure;
    }

    /** Call it after the last {@link #add}. */
    void sort() {
        Arrays.sort(sorted, 0, size);
    }

    int size() {
        return size;
    }

    /** The median of all; there must be some. */
    double all() {
        return (sorted[(size - 1) / 2] + sorted[size / 2]) / 2;
    }

    /** The median of all, the lower one of two; there must be some. */
    double low() {
        return sorted[(size - 1) / 2];
    }

    /** The median without one that equals {@code own}, which must be among them; there must be others. */
    double others(double own) {
        return (without((size - 2) / 2, own) + without((size - 1) / 2, own)) / 2;
    }

    private double without(int place, double own) {
        return sorted[place] < own ? sorted[place] : sorted[place + 1];
    }
}

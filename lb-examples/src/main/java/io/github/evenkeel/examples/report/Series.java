package io.github.evenkeel.examples.report;

/**
 * A named row of values, one per bucket of time.
 *
 * @param name   for legend and hover
 * @param colour a colour of {@link Palette}
 * @param dashed true to set it apart by more than its colour
 * @param strong true for the one that matters most
 * @param values NaN where there is none
 */
public record Series(String name, String colour, boolean dashed, boolean strong, double[] values) {
    public Series {
        values = values.clone();
    }

    /** One among others. */
    public Series(String name, String colour, boolean dashed, double[] values) {
        this(name, colour, dashed, false, values);
    }

    /** A solid one. */
    public static Series of(String name, String colour, double[] values) {
        return new Series(name, colour, false, values);
    }

    @Override
    public double[] values() {
        return values.clone();
    }

    int length() {
        return values.length;
    }

    double at(int bucket) {
        return bucket < values.length ? values[bucket] : Double.NaN;
    }
}

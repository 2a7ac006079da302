package io.github.evenkeel.examples.report;

import java.util.ArrayList;
import java.util.List;

/**
 * Maps values to a share of an axis, 0 to 1, and knows where its ticks are. Values beyond the ends are held at the ends. Immutable.
 */
public final class Scale {
    private final double low;
    private final double high;
    private final boolean logarithmic;
    private final List<Tick> ticks;

    /** A labelled place on an axis. */
    public record Tick(double value, String label) {}

    private Scale(double low, double high, boolean logarithmic, List<Tick> ticks) {
        this.low = low;
        this.high = high;
        this.logarithmic = logarithmic;
        this.ticks = List.copyOf(ticks);
    }

    /** From 0 to {@code end} and no further, as an axis of time wants. */
    public static Scale exactly(double end) {
        return linear(positive(end), step(end, 12));
    }

    /** From 0 to the first round number at or above {@code most}; for counts, so its ticks are whole numbers. */
    public static Scale upTo(double most) {
        double end = most > 0 ? most : 1;
        double step = Math.max(1, step(end, 5));
        return linear(Math.ceil(end / step - 1e-9) * step, step);
    }

    /** Decades from one at or below {@code least} to one at or above {@code most}; both above 0. */
    public static Scale decades(double least, double most) {
        int from = (int) Math.floor(Math.log10(positive(least)) + 1e-9);
        int to = Math.max(from + 1, (int) Math.ceil(Math.log10(positive(most)) - 1e-9));
        List<Tick> ticks = new ArrayList<>();
        for (int power = from; power <= to; power++) {
            double value = Math.pow(10, power);
            ticks.add(new Tick(value, Markup.number(value)));
        }
        return new Scale(Math.pow(10, from), Math.pow(10, to), true, ticks);
    }

    /** Linear in the exponent: from 0 at 10^{@code from}, a step per decade. */
    static Scale powers(int from, int decades) {
        List<Tick> ticks = new ArrayList<>();
        for (int i = 0; i <= decades; i++) {
            int power = from + i;
            ticks.add(new Tick(i, power < -2 ? "1e" + power : Markup.number(Math.pow(10, power))));
        }
        return new Scale(0, positive(decades), false, ticks);
    }

    /** Where on the axis, 0 to 1. */
    public double share(double value) {
        double held = Math.min(high, Math.max(low, value));
        return logarithmic ? Math.log(held / low) / Math.log(high / low) : (held - low) / (high - low);
    }

    /** The ticks, from low to high. */
    public List<Tick> ticks() {
        return ticks;
    }

    /** The upper end. */
    public double high() {
        return high;
    }

    private static Scale linear(double end, double step) {
        List<Tick> ticks = new ArrayList<>();
        for (int i = 0; i * step <= end * (1 + 1e-9); i++) ticks.add(new Tick(i * step, Markup.number(i * step)));
        return new Scale(0, end, false, ticks);
    }

    /** The smallest of 1, 2 and 5 times a power of ten that needs at most this many steps. */
    private static double step(double end, int most) {
        double power = Math.pow(10, Math.floor(Math.log10(end / most)));
        for (double factor : new double[] {1, 2, 5}) {
            if (end / (factor * power) <= most) return factor * power;
        }
        return 10 * power;
    }

    private static double positive(double value) {
        if (!(value > 0)) throw new IllegalArgumentException("value: " + value + " (expected: > 0)");
        return value;
    }
}

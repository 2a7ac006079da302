package io.github.evenkeel.examples.report;

import java.util.List;
import java.util.Locale;

/**
 * What the charts of a page share: one axis, mostly of time in seconds, and the moments marked on it.
 *
 * @param seconds how far the axis goes; above 0
 * @param marks   in the order of time
 * @param label   what the axis shows, with its unit
 * @param power   of ten at the beginning, if it is logarithmic
 */
public record Axes(double seconds, List<Mark> marks, String label, int power, boolean logarithmic) {
    /** A moment worth a line through every chart. */
    public record Mark(double at, String label) {}

    public Axes {
        marks = List.copyOf(marks);
    }

    /** An axis in decades from 10^{@code from} on: what is given in seconds is then in decades from there. */
    public static Axes decades(int from, int decades, String label) {
        return new Axes(decades, List.of(), label, from, true);
    }

    /** One that is linear. */
    public Axes(double seconds, List<Mark> marks, String label) {
        this(seconds, marks, label, 0, false);
    }

    /** An axis of time. */
    public Axes(double seconds, List<Mark> marks) {
        this(seconds, marks, "time, s");
    }

    Scale time() {
        return logarithmic ? Scale.powers(power, (int) Math.ceil(seconds)) : Scale.exactly(seconds);
    }

    /** A stretch of the axis, for people. */
    String told(double from, double to) {
        if (!logarithmic) return Markup.number(from) + " to " + Markup.number(to) + " s";
        return String.format(Locale.ROOT, "%.3g to %.3g", Math.pow(10, power + from), Math.pow(10, power + to));
    }
}

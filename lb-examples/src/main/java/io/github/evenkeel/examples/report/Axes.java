package io.github.evenkeel.examples.report;

import java.util.List;

/**
 * What the charts of a page share: one axis, mostly of time in seconds, and the moments marked on it.
 *
 * @param seconds how far the axis goes; above 0
 * @param marks   in the order of time
 * @param label   what the axis shows, with its unit
 */
public record Axes(double seconds, List<Mark> marks, String label) {
    /** A moment worth a line through every chart. */
    public record Mark(double at, String label) {}

    public Axes {
        marks = List.copyOf(marks);
    }

    /** An axis of time. */
    public Axes(double seconds, List<Mark> marks) {
        this(seconds, marks, "time, s");
    }

    Scale time() {
        return Scale.exactly(seconds);
    }
}

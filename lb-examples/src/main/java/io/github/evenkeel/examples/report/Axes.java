package io.github.evenkeel.examples.report;

import java.util.List;

/**
 * What the charts of a page share: one axis of time in seconds, and the moments marked on it.
 *
 * @param seconds how far the time goes; above 0
 * @param marks   in the order of time
 */
public record Axes(double seconds, List<Mark> marks) {
    /** A moment worth a line through every chart. */
    public record Mark(double at, String label) {}

    public Axes {
        marks = List.copyOf(marks);
    }

    Scale time() {
        return Scale.exactly(seconds);
    }
}

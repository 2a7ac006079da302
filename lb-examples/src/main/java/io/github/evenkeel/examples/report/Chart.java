package io.github.evenkeel.examples.report;

/** Something to look at over time: a figure with a title, a caption and one SVG. */
public interface Chart {
    /** What it shows, with the unit of its vertical axis. */
    String title();

    /** How to read it; {@code ""} if it speaks for itself. */
    String caption();

    /** Writes its {@code svg} element. */
    void draw(Markup into);
}

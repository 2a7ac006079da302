package io.github.evenkeel.examples.incident;

import java.util.Locale;

/** Figures for people. */
final class Figures {
    private Figures() {}

    static String text(double figure) {
        if (Double.isNaN(figure)) return "-";
        if (Double.isInfinite(figure)) return "never";
        if (figure == Math.rint(figure)) return String.format(Locale.ROOT, "%.0f", figure);
        // Three digits hide what 99.9 and 99.99 differ in.
        return String.format(Locale.ROOT, figure > 90 && figure < 100 ? "%.3f" : "%.3g", figure);
    }
}

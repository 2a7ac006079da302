package io.github.evenkeel.examples.report;

/**
 * Colours that the colour-blind can keep apart (M. Okabe and K. Ito, <i>Color Universal Design</i>, 2008), as names of CSS variables
 * so that dark pages can have lighter ones.
 */
public final class Palette {
    public static final String BLUE = "var(--blue)";
    public static final String ORANGE = "var(--orange)";
    public static final String GREEN = "var(--green)";
    public static final String VERMILLION = "var(--vermillion)";
    public static final String PURPLE = "var(--purple)";
    public static final String SKY = "var(--sky)";
    public static final String GREY = "var(--grey)";
    public static final String INK = "var(--ink)";

    private static final String[] DISTINCT = {BLUE, ORANGE, GREEN, PURPLE, SKY, VERMILLION, GREY};

    private Palette() {}

    /** The n-th of seven colours, from 0; then they come again, for lines that are {@linkplain #dashed dashed}. */
    public static String distinct(int n) {
        return DISTINCT[n % DISTINCT.length];
    }

    /** True where a colour comes a second time, and every other time after that. */
    public static boolean dashed(int n) {
        return n / DISTINCT.length % 2 == 1;
    }
}

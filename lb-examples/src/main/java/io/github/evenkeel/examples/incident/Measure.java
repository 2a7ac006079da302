package io.github.evenkeel.examples.incident;

import org.jspecify.annotations.Nullable;

/**
 * A figure of a run, with what is asked of it.
 *
 * @param what  for people, with its unit
 * @param ours  asked of the library's defaults; null: only shown
 * @param naive asked of the run that is to show the incident; null: only shown
 */
record Measure(String what, @Nullable Bound ours, @Nullable Bound naive) {
    static Measure of(String what, Bound ours) {
        return new Measure(what, ours, null);
    }

    static Measure of(String what, Bound ours, Bound naive) {
        return new Measure(what, ours, naive);
    }

    static Measure ofNaive(String what, Bound naive) {
        return new Measure(what, null, naive);
    }

    /** What is asked of a side, if anything. */
    @Nullable
    Bound of(Side side) {
        return side == Side.OURS ? ours : naive;
    }
}

package io.github.evenkeel.examples.incident;

import java.util.Locale;

/** Whose settings a run has. */
enum Side {
    /** Those that caused the incident. */
    NAIVE,
    /** The library's defaults, and what the incident itself configures. */
    OURS;

    /** This side's of two things. */
    <T> T of(T naive, T ours) {
        return this == NAIVE ? naive : ours;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}

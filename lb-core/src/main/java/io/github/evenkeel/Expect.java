package io.github.evenkeel;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Argument checks with one form of message for the whole library: {@code name: value (expected: what)}.
 *
 * <p>Public because the library's modules share it; applications have no use for it.
 */
public final class Expect {
    private Expect() {}

    /** Returns {@code value}, or throws {@link IllegalArgumentException} naming it when {@code holds} is false. */
    public static <T> T that(boolean holds, String name, T value, String expected) {
        if (!holds) throw violation(name, value, expected);
        return value;
    }

    /** Returns {@code value}, or throws {@link NullPointerException} naming it. */
    public static <T> T notNull(String name, @Nullable T value) {
        if (value == null) throw new NullPointerException(name + ": null (expected: a value)");
        return value;
    }

    /** A text that is neither null nor blank. */
    public static String text(String name, String value) {
        notNull(name, value);
        if (value.isBlank()) throw violation(name, '"' + value + '"', "a text that is not blank");
        return value;
    }

    /** A duration above zero that fits into nanoseconds with room to add (146 years); returned as nanoseconds. */
    public static long positiveNanos(String name, Duration value) {
        notNull(name, value);
        that(!value.isNegative() && !value.isZero(), name, value, "> 0");
        return nanos(name, value);
    }

    /** A duration of zero or more that fits into nanoseconds with room to add (146 years); returned as nanoseconds. */
    public static long nanos(String name, Duration value) {
        notNull(name, value);
        that(!value.isNegative(), name, value, ">= 0");
        // Half the range of a long, so that a deadline and the present can always be subtracted.
        that(value.compareTo(Duration.ofNanos(Long.MAX_VALUE / 2)) <= 0, name, value, "at most 146 years");
        return value.toNanos();
    }

    /** A finite number within {@code [low, high]}. */
    public static double within(String name, double value, double low, double high) {
        if (!(value >= low && value <= high)) throw violation(name, value, low + " to " + high);
        return value;
    }

    /** An integer of at least {@code low}. */
    public static int atLeast(String name, int value, int low) {
        // The text is made when it is needed: this is asked on the way of a call too.
        if (value < low) throw violation(name, value, ">= " + low);
        return value;
    }

    /** The exception for a bad argument, for checks that this class has no method for. */
    public static IllegalArgumentException violation(String name, @Nullable Object value, String expected) {
        return new IllegalArgumentException(name + ": " + value + " (expected: " + expected + ")");
    }
}

package io.github.evenkeel.probe;

import java.time.Duration;

/** The texts of results: one line, of a length that a status table can bear. */
final class Detail {
    /** Enough for a host, an address and a reason. */
    private static final int MOST = 200;

    private Detail() {}

    /** {@code ConnectException: Connection refused}. */
    static String of(Throwable thrown) {
        // An anonymous class has no simple name.
        String name = thrown.getClass().getName();
        String simple = name.substring(name.lastIndexOf('.') + 1);
        String message = message(thrown);
        return line(message.isBlank() ? simple : simple + ": " + message);
    }

    /** Empty for none. It is the code of whoever wrote the exception, and may fail itself. */
    private static String message(Throwable thrown) {
        try {
            String message = thrown.getMessage();
            return message != null ? message : "";
        } catch (Throwable again) {
            return "";
        }
    }

    /** {@code no answer within 2 s}. */
    static String noAnswer(Duration timeout) {
        return "no answer within " + text(timeout);
    }

    /** In one line, cut where it is too long. */
    static String line(String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        return line.length() <= MOST ? line : line.substring(0, MOST - 1) + "…";
    }

    /** {@code 2 s}, {@code 1500 ms}, {@code 1 ns}: whole numbers only. */
    static String text(Duration duration) {
        long nanos = duration.toNanos();
        if (nanos % 1_000_000_000 == 0) return nanos / 1_000_000_000 + " s";
        return nanos % 1_000_000 == 0 ? nanos / 1_000_000 + " ms" : nanos + " ns";
    }
}

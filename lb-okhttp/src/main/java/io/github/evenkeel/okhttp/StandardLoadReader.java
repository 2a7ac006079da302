package io.github.evenkeel.okhttp;

import io.github.evenkeel.LoadReport;
import java.util.function.BiConsumer;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** See {@link LoadReader#standard()}. */
final class StandardLoadReader implements LoadReader {
    static final StandardLoadReader INSTANCE = new StandardLoadReader();

    /** Far more than reports have: what a server sends by mistake is not to cost its client time. */
    private static final int LONGEST = 8192;

    private StandardLoadReader() {}

    @Override
    public @Nullable LoadReport read(Response response) {
        String calls = response.header("x-prequal-rif");
        if (calls != null) {
            double number = number(calls);
            if (number >= 0) return LoadReport.ofCallsInFlight(number);
        }
        String metrics = response.header("endpoint-load-metrics");
        return metrics == null || metrics.length() > LONGEST ? null : orca(metrics.trim());
    }

    private static @Nullable LoadReport orca(String text) {
        Utilisation found = new Utilisation();
        if (text.startsWith("JSON ")) json(text, 5, found);
        else if (text.startsWith("{")) json(text, 0, found);
        else list(text.startsWith("TEXT ") ? text.substring(5) : text, found);
        return found.report();
    }

    /** Entries of the form {@code name=value} or {@code name:value}, with commas in between. */
    private static void list(String text, BiConsumer<String, String> found) {
        for (String entry : text.split(",", -1)) {
            int end = entry.indexOf('=');
            if (end < 0) end = entry.indexOf(':');
            if (end > 0) found.accept(entry.substring(0, end).trim(), entry.substring(end + 1));
        }
    }

    /** The members of the outermost object; what is inside of their values is passed over. Of what is no JSON, what looks like it. */
    private static void json(String text, int start, BiConsumer<String, String> found) {
        int depth = 0;
        String name = "";
        int value = -1;
        for (int i = start; i < text.length(); i++) {
            switch (text.charAt(i)) {
                case '"' -> {
                    int end = closing(text, i);
                    if (depth == 1 && value < 0) name = text.substring(i + 1, end);
                    i = end;
                }
                case '{', '[' -> depth++;
                case ':' -> {
                    if (depth == 1) value = i + 1;
                }
                case ',', '}', ']' -> {
                    if (depth == 1 && value >= 0) {
                        found.accept(name, text.substring(value, i));
                        value = -1;
                    }
                    if (text.charAt(i) != ',') depth--;
                }
                default -> {}
            }
        }
    }

    /** Where the string ends that begins here. */
    private static int closing(String text, int quote) {
        for (int i = quote + 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') return i;
            if (c == '\\') i++;
        }
        return text.length();
    }

    /** NaN for what is no number, or an infinite one. */
    private static double number(String text) {
        String trimmed = text.trim();
        // Double.parseDouble takes more than numbers: NaN, 1d, 0x1p3.
        for (int i = 0; i < trimmed.length(); i++) {
            if ("0123456789.+-eE".indexOf(trimmed.charAt(i)) < 0) return Double.NaN;
        }
        try {
            double number = Double.parseDouble(trimmed);
            return number == Double.POSITIVE_INFINITY ? Double.NaN : number;
        } catch (NumberFormatException none) {
            return Double.NaN;
        }
    }

    private static final class Utilisation implements BiConsumer<String, String> {
        private double application = Double.NaN;
        private double cpu = Double.NaN;

        @Override
        public void accept(String name, String value) {
            switch (name) {
                case "application_utilization", "applicationUtilization" -> application = number(value);
                case "cpu_utilization", "cpuUtilization" -> cpu = number(value);
                default -> {}
            }
        }

        @Nullable
        LoadReport report() {
            double share = application > 0 || !(cpu >= 0) ? application : cpu;
            return share >= 0 ? LoadReport.ofUtilisation(share) : null;
        }
    }
}

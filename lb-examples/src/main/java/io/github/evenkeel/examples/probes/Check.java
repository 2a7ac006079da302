package io.github.evenkeel.examples.probes;

import java.util.Locale;

/** Something that must hold, what was measured, and the limit it is held against. */
record Check(String what, String measured, String limit, boolean holds) {
    static String line(String what, String measured, String limit, String holds) {
        return String.format(Locale.ROOT, "%-36s %-46s %-38s %s", what, measured, limit, holds);
    }

    /** A row of a table. */
    @Override
    public String toString() {
        return line(what, measured, limit, holds ? "holds" : "does not");
    }
}

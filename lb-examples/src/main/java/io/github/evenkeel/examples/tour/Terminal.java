package io.github.evenkeel.examples.tour;

import java.io.Console;
import java.io.PrintStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What standard output is connected to. */
final class Terminal {
    private Terminal() {}

    /** Live where a person looks on, plain where a program or a file does, or where {@code plain} is asked for. */
    static Screen screen(boolean plain, PrintStream out, Map<String, String> environment) {
        Glyphs glyphs = Glyphs.ofStandardOutput();
        if (plain || "dumb".equals(environment.get("TERM")) || !interactive(System.console())) {
            return new PlainScreen(out, glyphs);
        }
        // https://no-color.org
        return new LiveScreen(
                out, glyphs, environment.getOrDefault("NO_COLOR", "").isEmpty());
    }

    /** From JDK 22 on there is a console even without a terminal; the method that tells is newer than what we compile for. */
    @SuppressWarnings("SystemConsoleNull") // that is just what is done here
    private static boolean interactive(@Nullable Console console) {
        if (console == null) return false;
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException older) {
            return true;
        } catch (ReflectiveOperationException impossible) {
            return false;
        }
    }
}

package io.github.evenkeel.examples.tour;

import io.github.evenkeel.pool.PoolEvent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Tells what happens, with the time, and remembers it for the report. Any thread. */
final class Narrator {
    private final Ledger ledger;
    private final Screen screen;
    private final List<Line> lines = new ArrayList<>();

    /**
     * A line of the story.
     *
     * @param seconds since the tour began
     * @param pool    true if the pool itself told it
     */
    record Line(double seconds, boolean pool, String text) {}

    Narrator(Ledger ledger, Screen screen) {
        this.ledger = ledger;
        this.screen = screen;
    }

    void act(String title) {
        synchronized (lines) {
            lines.add(new Line(ledger.seconds(), false, title));
        }
        screen.line("");
        screen.line(title);
    }

    void say(String text) {
        add(new Line(ledger.seconds(), false, text));
    }

    void tell(PoolEvent event) {
        add(new Line(ledger.seconds(event.at()), true, Telling.of(event)));
    }

    void judge(Verdict verdict) {
        verdict.checks().forEach(check -> screen.line("          " + check));
    }

    /** The story, in the order of time. */
    List<Line> story() {
        synchronized (lines) {
            return lines.stream()
                    .sorted(Comparator.comparingDouble(Line::seconds))
                    .toList();
        }
    }

    private void add(Line line) {
        synchronized (lines) {
            lines.add(line);
        }
        screen.line(String.format(Locale.ROOT, "%6.1f s  %s%s", line.seconds(), line.pool() ? "* " : "", line.text()));
    }
}

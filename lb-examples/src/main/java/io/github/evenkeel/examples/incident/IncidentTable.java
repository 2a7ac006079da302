package io.github.evenkeel.examples.incident;

import java.io.PrintWriter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Prints each incident as soon as it is judged, which is the progress too. */
final class IncidentTable {
    private final PrintWriter out;

    IncidentTable(PrintWriter out) {
        this.out = out;
    }

    void head() {
        line("", "incident", "measured", "limit", "naive", "ours", "survived?");
    }

    void row(Verdict verdict) {
        Incident incident = verdict.incident();
        for (int i = 0; i < incident.measures().size(); i++) {
            Measure measure = incident.measures().get(i);
            @Nullable Bound bound = measure.ours();
            line(
                    i == 0 ? incident.name() : "",
                    i == 0 ? incident.title() : "",
                    measure.what(),
                    bound == null ? "" : bound.toString(),
                    Figures.text(verdict.figure(Side.NAIVE, i)),
                    Figures.text(verdict.figure(Side.OURS, i)),
                    i == 0 ? verdict.inWords() : "");
        }
        verdict.missed().forEach(missed -> out.println("     missed: " + missed));
        out.flush();
    }

    private void line(Object... cells) {
        out.println(String.format(Locale.ROOT, "%-4s %-33s %-71s %-9s %9s %9s  %s", cells)
                .stripTrailing());
        out.flush();
    }
}

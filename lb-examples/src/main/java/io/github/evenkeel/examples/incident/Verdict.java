package io.github.evenkeel.examples.incident;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An incident that was played on both sides, judged. */
record Verdict(Incident incident, Observed naive, Observed ours) {
    static Verdict of(Incident incident) {
        return new Verdict(incident, incident.play(Side.NAIVE), incident.play(Side.OURS));
    }

    Observed of(Side side) {
        return side.of(naive, ours);
    }

    double figure(Side side, int measure) {
        return of(side).figures().get(measure);
    }

    /** True if every limit is kept, on the side it is asked of, and nothing waits. */
    boolean survived() {
        return incident.waitsFor().isEmpty() && missed().isEmpty();
    }

    /** What keeps no limit, of what can be measured. */
    List<String> missed() {
        List<String> missed = new ArrayList<>();
        for (int i = 0; i < incident.measures().size(); i++) {
            for (Side side : Side.values()) {
                Measure measure = incident.measures().get(i);
                @Nullable Bound bound = measure.of(side);
                double figure = figure(side, i);
                boolean waits = Double.isNaN(figure) && !incident.waitsFor().isEmpty();
                if (bound != null && !waits && !bound.holds(figure)) {
                    missed.add(side + ", " + measure.what() + " " + bound + ": " + Figures.text(figure));
                }
            }
        }
        return missed;
    }

    /** In a word or a few. */
    String inWords() {
        if (survived()) return "yes";
        if (!missed().isEmpty()) return "NO";
        return "waits for " + incident.waitsFor();
    }
}

package io.github.evenkeel.examples.simulate;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Holds the simulator against theory. */
final class OracleTrial {
    private final PrintWriter out;

    OracleTrial(PrintWriter out) {
        this.out = out;
    }

    /** Prints a line per figure and the result last; true if all hold. */
    boolean hold(boolean quick, @Nullable Integer seeds, long firstSeed) {
        List<Oracle> oracles = Oracles.all(quick);
        int held = 0;
        int total = 0;
        out.printf(
                Locale.ROOT,
                "%-42s %-18s %10s %10s %9s %9s%n",
                "scenario",
                "figure",
                "theory",
                "simulated",
                "sigma",
                "off by");
        try (Laboratory laboratory = new Laboratory(firstSeed)) {
            List<Laboratory.Pending> pending = new ArrayList<>();
            for (Oracle oracle : oracles) {
                int runs = seeds != null && oracle.seeds() < 100 ? seeds : oracle.seeds();
                pending.add(laboratory.start(oracle.scenario(), oracle.contender(), runs));
            }
            for (int i = 0; i < oracles.size(); i++) {
                Oracle oracle = oracles.get(i);
                List<Run> runs =
                        pending.set(i, new Laboratory.Pending(List.of())).await();
                for (Oracle.Figure figure : oracle.figures()) {
                    Estimate estimate = figure.estimate(runs);
                    boolean holds = figure.holds(estimate);
                    total++;
                    if (holds) held++;
                    out.println(line(oracle, figure, estimate, holds));
                }
                out.flush();
            }
        }
        out.printf(Locale.ROOT, "simulate: %d of %d oracles hold%n", held, total);
        out.flush();
        return held == total;
    }

    private static String line(Oracle oracle, Oracle.Figure figure, Estimate estimate, boolean holds) {
        double expected = figure.expected();
        String bound = figure.rule() == Oracle.Rule.AT_MOST ? "<=" : "";
        return String.format(
                Locale.ROOT,
                "%-42s %-18s %10s %10.4f %8.2f%% %+8.2f%%  %s",
                oracle.scenario().name(),
                figure.name(),
                bound + String.format(Locale.ROOT, "%.4f", expected),
                estimate.value(),
                100 * estimate.sigma() / expected,
                100 * (estimate.value() / expected - 1),
                holds ? "holds" : "MISSES");
    }
}

package io.github.evenkeel.examples.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a sweep takes, over members with calls and without, and over as many on routes. */
final class SweepTable implements Table {
    private static final double LIMIT_MS = 5;

    private static final String NOTES = """

            All that a pool does every ten seconds: what callers counted is taken, all are judged, and what is lost or idle is
            cleared away. Never on a caller's thread. calls: of each member since the last sweep, one in a hundred of them bad.
            routes: that each member has calls of; 10,000 pairs of both are the most a pool keeps.
            """;

    private record Row(int n, int routes, int calls) {
        Case sweep() {
            return new Case(
                    SweepBench.class,
                    "sweep",
                    Map.of(
                            "n", Integer.toString(n),
                            "routes", Integer.toString(routes),
                            "calls", Integer.toString(calls)),
                    1);
        }
    }

    private final List<Row> rows = new ArrayList<>();

    SweepTable(Cut cut) {
        for (int n : cut.sizes(cut.quick() ? List.of(10_000) : List.of(100, 1_000, 10_000))) {
            if (!cut.quick()) rows.add(new Row(n, 0, 0));
            rows.add(new Row(n, 0, 40));
            rows.add(new Row(n, 1, 40));
        }
        if (!cut.quick() && !cut.chosen()) rows.add(new Row(312, 32, 640));
    }

    @Override
    public List<Case> cases() {
        return rows.stream().map(Row::sweep).toList();
    }

    /** An iteration has one sweep or two, and the calls before them. */
    @Override
    public Rounds rounds(Case each, boolean quick) {
        return Rounds.brief(quick).after(quick ? 40 : 60);
    }

    @Override
    public String of(Map<Case, Measurement> results) {
        StringBuilder text = new StringBuilder(
                String.format("%7s %7s %6s %9s %7s  %s%n", "members", "routes", "calls", "sweep ms", "+-", "limit"));
        for (Row row : rows) {
            Measurement sweep = results.get(row.sweep());
            if (sweep == null) continue;
            double millis = sweep.nanos() / 1e6;
            text.append(String.format(
                    Locale.ROOT,
                    "%7d %7d %6d %9.2f %7.2f  %.0f ms %s%n",
                    row.n(),
                    row.routes(),
                    row.calls(),
                    millis,
                    sweep.spread() / 1e6,
                    LIMIT_MS,
                    millis <= LIMIT_MS ? "holds" : "MISSES"));
        }
        return text.append(NOTES).toString();
    }
}

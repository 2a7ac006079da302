package io.github.evenkeel.examples.bench;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What a change costs the control plane with every strategy, next to the copy or table it cannot do without, and its limit. */
final class RebuildTable implements Table {
    private static final double LIMIT_MS = 1;
    private static final double TABLE_LIMIT_MS = 200;

    private static final String NOTES = """

            availability: a member is taken out, or returns. membership: a member leaves, or joins. compile: the strategy's part.
            pool: all until the new rotation is in force, the part of the strategy included; what the limit is for.
            floor: a copy of the members; where a table is made anew, its memory, written once. Times are medians, in a JVM that
            has done many such changes; the first take longer. Weights: all 1, or 1 to 4.
            """;

    private record Row(Strategy strategy, int n, Weights weights, String change) {
        Case part(String of) {
            return new Case(
                    RebuildBench.class,
                    of + change.substring(0, 1).toUpperCase(Locale.ROOT) + change.substring(1),
                    Map.of("strategy", strategy.name(), "weights", weights.name(), "n", Integer.toString(n)),
                    1);
        }

        private boolean table() {
            return strategy.table() && change.equals("membership");
        }

        Case floor() {
            String table = strategy.table() ? strategy.floor(n) : "copy";
            String method = table() && !table.equals("rendezvous") ? table : "copy";
            return new Case(
                    RebuildFloorBench.class, method, Map.of("weights", weights.name(), "n", Integer.toString(n)), 1);
        }

        double limit() {
            return table() ? TABLE_LIMIT_MS : LIMIT_MS;
        }
    }

    private final List<Row> rows = new ArrayList<>();

    RebuildTable(Cut cut) {
        boolean brief = cut.quick() && !cut.chosen();
        for (int n : cut.sizes(brief ? List.of(10_000) : List.of(10, 1_000, 10_000))) {
            for (Weights weights : brief ? List.of(Weights.MIXED) : List.of(Weights.values())) {
                for (Strategy strategy : Strategy.values()) {
                    if (!cut.wants(strategy)) continue;
                    for (String change : List.of("availability", "membership")) {
                        rows.add(new Row(strategy, n, weights, change));
                    }
                }
            }
        }
    }

    @Override
    public List<Case> cases() {
        Set<Case> cases = new LinkedHashSet<>();
        for (Row row : rows) {
            cases.add(row.floor());
            cases.add(row.part("compile"));
            cases.add(row.part("pool"));
        }
        return List.copyOf(cases);
    }

    @Override
    public String of(Map<Case, Measurement> results) {
        StringBuilder text = new StringBuilder(String.format(
                "%-20s %6s %-7s %-12s %10s %10s %10s %8s %8s %8s%n",
                "selector", "N", "weights", "change", "compile ms", "pool ms", "floor ms", "x floor", "KB", "limit"));
        for (Row row : rows) {
            Measurement compile = results.get(row.part("compile"));
            Measurement pool = results.get(row.part("pool"));
            Measurement floor = results.get(row.floor());
            if (compile == null || pool == null || floor == null) continue;
            text.append(String.format(
                    Locale.ROOT,
                    "%-20s %6d %-7s %-12s %10.4f %10.4f %10.4f %8.1f %8.0f %5.0f ms %s%n",
                    row.strategy().label(),
                    row.n(),
                    row.weights().name().toLowerCase(Locale.ROOT),
                    row.change(),
                    compile.nanos() / 1e6,
                    pool.nanos() / 1e6,
                    floor.nanos() / 1e6,
                    pool.nanos() / floor.nanos(),
                    pool.bytes() / 1024,
                    row.limit(),
                    pool.nanos() / 1e6 <= row.limit() ? "holds" : "MISSES"));
        }
        return text.append(NOTES).toString();
    }
}

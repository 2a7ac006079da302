package io.github.evenkeel.examples.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What outlier detection adds to a call: the same calls with it and without. */
final class OutcomeTable implements Table {
    /** Those that are measured. */
    static final List<Strategy> STRATEGIES = List.of(Strategy.P2C, Strategy.ADAPTIVE);

    private static final double LIMIT_NANOS = 30;
    private static final double LESS_THAN_A_BYTE = 0.5;

    private static final String NOTES = """

            off: OutlierDetection.off(). on: the defaults. on, routed: calls of one route, which is judged as well; a lease knows
            it by 8 B more. untold: calls that are over without an outcome (discard), so without reading the clock again, without
            latencies and counts. added: beside off, in the same run; limit: 30 ns and no byte.
            """;

    private final List<Strategy> strategies;
    private final List<Integer> sizes;

    OutcomeTable(Cut cut) {
        strategies = STRATEGIES.stream().filter(cut::wants).toList();
        sizes = cut.sizes(cut.quick() ? List.of(10) : List.of(10, 10_000));
    }

    private static Case of(String method, Strategy strategy, int n, boolean on) {
        return new Case(
                OutcomeBench.class,
                method,
                Map.of("strategy", strategy.name(), "n", Integer.toString(n), "detection", on ? "EJECT" : "OFF"),
                1);
    }

    @Override
    public List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (Strategy strategy : strategies) {
            for (int n : sizes) {
                cases.add(of("untold", strategy, n, true));
                cases.add(of("told", strategy, n, false));
                cases.add(of("told", strategy, n, true));
                cases.add(of("toldOfRoute", strategy, n, true));
            }
        }
        return cases;
    }

    @Override
    public Rounds rounds(Case each, boolean quick) {
        return Rounds.brief(quick).after(quick ? 6 : 10);
    }

    @Override
    public String of(Map<Case, Measurement> results) {
        StringBuilder text = new StringBuilder(String.format(
                "%-10s %6s  %-11s %8s %6s %6s %9s %8s  %s%n",
                "selector", "N", "detection", "ns/op", "+-", "B/op", "added ns", "added B", "limit"));
        results.forEach((each, result) -> {
            Strategy strategy = Strategy.valueOf(each.parameter("strategy"));
            Measurement off = results.get(of("told", strategy, Integer.parseInt(each.parameter("n")), false));
            if (off == null) return;
            double nanos = result.nanos() - off.nanos();
            double bytes = result.bytes() - off.bytes();
            boolean judged = label(each).equals("on");
            boolean holds = nanos <= LIMIT_NANOS && bytes < LESS_THAN_A_BYTE;
            text.append(String.format(
                    Locale.ROOT,
                    "%-10s %6s  %-11s %8.1f %6.1f %6.0f %9.1f %8.0f  %s%n",
                    strategy.label(),
                    each.parameter("n"),
                    label(each),
                    result.nanos(),
                    result.spread(),
                    result.bytes(),
                    nanos,
                    bytes,
                    judged ? holds ? "holds" : "MISSES" : ""));
        });
        return text.append(NOTES).toString();
    }

    private static String label(Case each) {
        if (each.method().equals("untold")) return "untold";
        if (each.method().equals("toldOfRoute")) return "on, routed";
        return each.parameter("detection").equals("OFF") ? "off" : "on";
    }
}

package io.github.evenkeel.examples.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Every selector and size, by one and two threads, next to its floor. */
record PickTable(boolean quick) implements Table {
    @Override
    public List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (int threads = 1; threads <= 2; threads++) {
            for (String n : quick ? List.of("10", "10000") : List.of("10", "100", "1000", "10000")) {
                cases.add(floor("index", n, threads));
                for (String method : List.of("pick", "call")) {
                    cases.add(floor(method, n, threads));
                    for (PickBench.Strategy strategy : PickBench.Strategy.values()) {
                        Map<String, String> parameters = Map.of("n", n, "strategy", strategy.name());
                        cases.add(new Case(PickBench.class, method, parameters, threads));
                    }
                }
            }
        }
        return cases;
    }

    private static Case floor(String method, String n, int threads) {
        return new Case(FloorBench.class, method, Map.of("n", n), threads);
    }

    @Override
    public String of(Map<Case, Measurement> results) {
        StringBuilder text = new StringBuilder(String.format(
                "%-7s %6s  %-12s %8s %8s  %7s  %5s%n", "threads", "N", "", "ns/op", "+-", "x floor", "B/op"));
        results.forEach((each, result) -> {
            String n = each.parameters().getOrDefault("n", "");
            boolean isFloor = each.benchmark() == FloorBench.class;
            Measurement floor = results.get(floor(each.method(), n, each.threads()));
            text.append(String.format(
                    Locale.ROOT,
                    "%-7d %6s  %-12s %8.1f %8.1f  %7s  %5.0f%n",
                    each.threads(),
                    n,
                    (isFloor ? "floor" : each.parameters().get("strategy")) + " " + each.method(),
                    result.nanos(),
                    result.spread(),
                    isFloor || floor == null ? "" : String.format(Locale.ROOT, "%.2f", result.nanos() / floor.nanos()),
                    result.bytes()));
        });
        return text.append(
                        "\nindex: a random index. pick: two choices over an array of atomic counters. call: the same, with in flight")
                .append(
                        " up and down,\none outcome counted and two clock reads. Compare ratios, not nanoseconds: machines are noisy.")
                .toString();
    }
}

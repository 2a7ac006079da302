package io.github.evenkeel.examples.bench;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Every strategy and size, by one and two threads, next to its floor. */
final class PickTable implements Table {
    private static final String NOTES = """

            floor: the same bare work by hand, in the same run. adaptive, least-connections: the least of n atomic counters
            (best of five above 128) and one clock read, which both pay. p2c, peak-ewma, subset (20): two choices over atomic
            counters. round robins: a shared counter, and a schedule. random: an index; an alias draw. Hashes: hash of the key
            and a loop, a slot or a binary search. sticky: a cache look-up. call: acquire, responded, close; its floor adds in
            flight up and down, one outcome counted and two clock reads.
            seen: a second floor, where the first looks at no member: the same and one read of the member it chose, which lies
            elsewhere in memory and must be asked whether it serves. For comparison; the limit is of the first.
            limit: by one thread 1.5 x floor, adaptive to n = 100 twice a bare scan and one clock read; 80 B a call, 0 a pick.
            busy: members have 0 to 3 other calls in flight. idle: none, all are tied. Keys: 1,024 in turns. Weights 1 to 4
            where the strategy is there for weights, else equal. ns/op are medians; compare ratios: machines are noisy.
            """;

    private static final Case CLOCK =
            new Case(FloorBench.class, "clock", Map.of("n", "10", "traffic", Traffic.IDLE.name()), 1);

    private final Map<Case, Case> floors = new LinkedHashMap<>(); // by what they are floors of
    private final Map<Case, Case> seen = new HashMap<>(); // the second ones, likewise

    PickTable(Cut cut) {
        boolean brief = cut.quick() && !cut.chosen();
        for (int threads : cut.threads(brief ? List.of(1) : List.of(1, 2))) {
            for (int n : cut.sizes(cut.quick() ? List.of(10, 100, 10_000) : List.of(10, 100, 1_000, 10_000))) {
                for (Strategy strategy : Strategy.values()) {
                    if (cut.wants(strategy) && (!brief || worthTheTime(strategy, n))) add(strategy, n, threads, brief);
                }
            }
        }
    }

    /** In two minutes: between a small and a large pool only those that scan have something to tell. */
    private static boolean worthTheTime(Strategy strategy, int n) {
        return n != 100 || strategy.way() == Strategy.Way.STAMPED || strategy == Strategy.RENDEZVOUS;
    }

    private void add(Strategy strategy, int n, int threads, boolean brief) {
        for (Traffic traffic : Traffic.values()) {
            boolean usual = traffic == (strategy.looksAtLoad() ? Traffic.BUSY : Traffic.IDLE);
            if (!usual && (brief || !strategy.looksAtLoad())) continue;
            String method = strategy.way().name().toLowerCase(Locale.ROOT);
            add(strategy, method, strategy.floor(n), n, traffic, threads);
            boolean call = !strategy.callFloor().isEmpty() && usual && strategy != Strategy.PEAK_EWMA;
            if (call && !(brief && n == 100)) add(strategy, "call", strategy.callFloor(), n, traffic, threads);
        }
    }

    private void add(Strategy strategy, String method, String floor, int n, Traffic traffic, int threads) {
        Map<String, String> parameters = Map.of(
                "strategy", strategy.name(),
                "weights", strategy.weights().name(),
                "traffic", traffic.name(),
                "n", Integer.toString(n));
        Case real = new Case(PickBench.class, method, parameters, threads);
        floors.put(real, bare(strategy, floor, n, traffic, threads));
        if (!method.equals("call") && !strategy.seenFloor().isEmpty()) {
            seen.put(real, bare(strategy, strategy.seenFloor(), n, traffic, threads));
        }
    }

    private static Case bare(Strategy strategy, String floor, int n, Traffic traffic, int threads) {
        String size = Integer.toString(strategy.floorSize(n));
        return strategy.way() == Strategy.Way.KEYED
                ? new Case(KeyFloorBench.class, floor, Map.of("n", size), threads)
                : new Case(FloorBench.class, floor, Map.of("n", size, "traffic", traffic.name()), threads);
    }

    @Override
    public List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        if (floors.keySet().stream().anyMatch(each -> each.parameter("strategy").equals(Strategy.ADAPTIVE.name()))) {
            cases.add(CLOCK);
        }
        floors.forEach((real, floor) -> {
            if (!cases.contains(floor)) cases.add(floor);
            Case second = seen.get(real);
            if (second != null) cases.add(second);
            cases.add(real);
        });
        return cases;
    }

    @Override
    public String of(Map<Case, Measurement> results) {
        StringBuilder text = new StringBuilder(String.format(
                "%-20s %-4s %6s %-5s %7s %8s %6s %8s %8s %8s %8s %6s  %s%n",
                "selector",
                "",
                "N",
                "",
                "threads",
                "ns/op",
                "+-",
                "floor",
                "x floor",
                "seen",
                "x seen",
                "B/op",
                "limit"));
        Measurement read = results.get(CLOCK);
        double clock = read == null ? Double.NaN : read.nanos(); // NaN: nothing is within a limit that is unknown
        floors.forEach((real, floor) -> {
            Measurement ours = results.get(real);
            Measurement bare = results.get(floor);
            if (ours == null || bare == null) return;
            Case second = seen.get(real);
            Measurement looked = second == null ? null : results.get(second);
            Strategy strategy = Strategy.valueOf(real.parameter("strategy"));
            text.append(String.format(
                    Locale.ROOT,
                    "%-20s %-4s %6s %-5s %7d %8.1f %6.1f %8.1f %8.2f %8s %8s %6.0f  %s%n",
                    strategy.label(),
                    real.method().equals("call") ? "call" : "pick",
                    real.parameter("n"),
                    strategy.looksAtLoad() ? real.parameter("traffic").toLowerCase(Locale.ROOT) : "",
                    real.threads(),
                    ours.nanos(),
                    ours.spread(),
                    bare.nanos(),
                    ours.nanos() / bare.nanos(),
                    looked == null ? "" : String.format(Locale.ROOT, "%.1f", looked.nanos()),
                    looked == null ? "" : String.format(Locale.ROOT, "%.2f", ours.nanos() / looked.nanos()),
                    ours.bytes(),
                    Limit.judged(
                            strategy,
                            real.method(),
                            Integer.parseInt(real.parameter("n")),
                            real.threads(),
                            ours,
                            bare,
                            clock)));
        });
        return text.append(NOTES).toString();
    }
}

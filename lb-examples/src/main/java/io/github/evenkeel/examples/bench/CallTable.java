package io.github.evenkeel.examples.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What the interceptor adds to a call: alone, with an answer from memory; and over real connections. Each next to a bare client in the same JVM, by
 * turns, so that a pair of neighbours gives a ratio.
 *
 * @param cut what part of it is wanted; selectors are for what is measured alone
 */
record CallTable(Cut cut) implements Table {
    /** With their servers they keep two processors busy; more would wait for each other. */
    private static final int CALLERS = 2;

    private static final double LIMIT_NANOS = 250;
    private static final double LIMIT_BYTES = 640;

    /** Of a bare client's calls per second. */
    private static final double LEAST_RATE = 0.95;

    private static final String NOTES = """

            alone: one thread, an answer from memory. by hand: an interceptor that gives the call a Dns and a listener and reads the
            clock twice, which no balancer can do without. loopback: %d callers over real connections to servers in the same JVM that do
            nothing; the bare client calls the same servers by their addresses in turn. Bare client and ours take turns in one JVM; ratios and
            differences are medians over pairs of neighbours, with their 95 %% intervals (order statistics), which
            hold for the JVMs that were measured: pairs of all forks are taken as one, and other JVMs may compile otherwise. Limits: the
            interval's worse end for calls per second, the median for what is added; without retries for what is added.
            """.formatted(CALLERS);

    @Override
    public List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        List<Integer> sizes = cut.sizes(cut.quick() ? List.of(4) : List.of(1, 4, 50));
        for (int backends : sizes) {
            for (Strategy strategy : strategies()) {
                for (Client client : Client.values()) {
                    if (client == Client.BY_HAND && strategy != strategies().get(0)) continue; // it has none
                    cases.add(of(
                            InterceptorBench.class,
                            Map.of("backends", "" + backends, "client", client.name(), "strategy", strategy.name()),
                            1));
                }
            }
        }
        for (Wire wire : Wire.values()) {
            for (int backends : sizes) {
                for (Client client : List.of(Client.BALANCED, Client.RETRYING)) {
                    cases.add(of(
                            LoopbackBench.class,
                            Map.of("backends", "" + backends, "client", client.name(), "wire", wire.name()),
                            CALLERS));
                }
            }
        }
        return cases;
    }

    private List<Strategy> strategies() {
        if (!cut.selectors().isEmpty())
            return Arrays.stream(Strategy.values()).filter(cut::wants).toList();
        return cut.quick() ? List.of(Strategy.ADAPTIVE) : List.of(Strategy.P2C, Strategy.ADAPTIVE);
    }

    private static Case of(Class<?> benchmark, Map<String, String> parameters, int threads) {
        return new Case(benchmark, "call", parameters, threads);
    }

    /**
     * OkHttp's chain is long: it takes seconds until all of it is compiled. Then many short turns: what disturbs a machine lasts longer than 10 ms, and
     * so meets both of a pair. Scheduling makes calls over connections vary a lot: 400 pairs tell their rate within 3 %.
     */
    @Override
    public Rounds rounds(Case each, boolean quick) {
        int forks = quick ? 1 : 2;
        return alone(each)
                ? new Rounds(forks, 6 * Turns.OF, 300, 100 * Turns.OF, 10)
                : new Rounds(forks, 6 * Turns.OF, 200, 200 * Turns.OF, 10);
    }

    private static boolean alone(Case each) {
        return each.benchmark() == InterceptorBench.class;
    }

    @Override
    public String of(Map<Case, Measurement> results) {
        StringBuilder alone = new StringBuilder(String.format(
                "%-9s %-8s  %-18s %8s %8s  %-20s %-24s %6s  %s%n",
                "alone", "backends", "client", "bare ns", "ns/op", "ratio", "added ns", "B", "limit"));
        StringBuilder loopback = new StringBuilder(String.format(
                "%n%-9s %-8s  %-18s %8s %8s  %-20s %-24s %6s  %s%n",
                "loopback", "backends", "client", "bare/s", "calls/s", "ratio", "", "B", "limit"));
        results.forEach((each, result) -> {
            if (alone(each)) alone.append(alone(each, result.samples()));
            else loopback.append(loopback(each, result.samples()));
        });
        return alone.append(loopback).append(NOTES).toString();
    }

    private static String alone(Case each, List<Sample> samples) {
        Interval added = Interval.ofMedian(Turns.pairs(samples, (bare, ours) -> ours.nanos() - bare.nanos()));
        double bytes = bytes(samples);
        boolean holds = added.middle() <= LIMIT_NANOS && bytes <= LIMIT_BYTES;
        return row(
                "",
                each,
                Strategy.valueOf(each.parameter("strategy")).label(),
                String.format(Locale.ROOT, "%8.0f %8.0f", bare(samples), ours(samples)),
                Interval.ofMedian(Turns.pairs(samples, (bare, ours) -> ours.nanos() / bare.nanos())),
                String.format(Locale.ROOT, "%.0f [%.0f, %.0f]", added.middle(), added.low(), added.high()),
                bytes,
                !is(each, Client.BALANCED)
                        ? ""
                        : String.format(
                                Locale.ROOT,
                                "%.0f ns, %.0f B %s",
                                LIMIT_NANOS,
                                LIMIT_BYTES,
                                holds ? "holds" : "MISSES"));
    }

    private static String loopback(Case each, List<Sample> samples) {
        Interval rate = Interval.ofMedian(Turns.pairs(samples, (bare, ours) -> bare.nanos() / ours.nanos()));
        return row(
                Wire.valueOf(each.parameter("wire")).label(),
                each,
                Strategy.ADAPTIVE.label(),
                String.format(Locale.ROOT, "%8.0f %8.0f", CALLERS * 1e9 / bare(samples), CALLERS * 1e9 / ours(samples)),
                rate,
                "",
                bytes(samples),
                String.format(Locale.ROOT, "%.2f %s", LEAST_RATE, rate.low() >= LEAST_RATE ? "holds" : "MISSES"));
    }

    private static String row(
            String of,
            Case each,
            String selector,
            String figures,
            Interval ratio,
            String added,
            double bytes,
            String limit) {
        return String.format(
                Locale.ROOT,
                "%-9s %-8s  %-18s %s  %-20s %-24s %6.0f  %s%n",
                of,
                each.parameter("backends"),
                is(each, Client.BY_HAND) ? "(by hand)" : is(each, Client.RETRYING) ? selector + ", retries" : selector,
                figures,
                String.format(Locale.ROOT, "%.3f [%.3f, %.3f]", ratio.middle(), ratio.low(), ratio.high()),
                added,
                bytes,
                limit);
    }

    private static boolean is(Case each, Client client) {
        return each.parameter("client").equals(client.name());
    }

    private static double bare(List<Sample> samples) {
        return Quantile.of(Turns.pairs(samples, (bare, ours) -> bare.nanos()), 0.5);
    }

    private static double ours(List<Sample> samples) {
        return Quantile.of(Turns.pairs(samples, (bare, ours) -> ours.nanos()), 0.5);
    }

    /** What ours allocates more. */
    private static double bytes(List<Sample> samples) {
        return Quantile.of(Turns.pairs(samples, (bare, ours) -> ours.bytes() - bare.bytes()), 0.5);
    }
}

package io.github.evenkeel.examples.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the interceptor adds to a call whose network is a canned response. */
record InterceptorTable() implements Table {
    private static final List<Strategy> STRATEGIES = List.of(Strategy.P2C, Strategy.ADAPTIVE);

    @Override
    public List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (String backends : List.of("1", "4", "50")) {
            cases.add(bare(backends));
            for (Strategy strategy : STRATEGIES) {
                cases.add(of("balanced", backends, strategy));
                cases.add(of("retrying", backends, strategy));
            }
        }
        return cases;
    }

    /** OkHttp's chain is long: it takes seconds until all of it is compiled. */
    @Override
    public int warmUps(boolean quick) {
        return quick ? 12 : 20;
    }

    private static Case bare(String backends) {
        return of("bare", backends, Strategy.P2C); // whose pool no call goes to
    }

    private static Case of(String method, String backends, Strategy strategy) {
        return new Case(InterceptorBench.class, method, Map.of("backends", backends, "strategy", strategy.name()), 1);
    }

    @Override
    public String of(Map<Case, Measurement> results) {
        StringBuilder text = new StringBuilder(
                String.format("%-8s  %-18s %8s %8s  %6s  %s%n", "backends", "client", "ns/op", "+-", "B/op", "added"));
        results.forEach((each, result) -> {
            Measurement bare = results.get(bare(each.parameter("backends")));
            boolean floor = each.method().equals("bare");
            text.append(String.format(
                    Locale.ROOT,
                    "%-8s  %-18s %8.1f %8.1f  %6.0f  %s%n",
                    each.parameter("backends"),
                    floor ? "bare" : label(each),
                    result.nanos(),
                    result.spread(),
                    result.bytes(),
                    floor || bare == null ? "" : added(result, bare)));
        });
        return text.toString();
    }

    private static String label(Case each) {
        String strategy = Strategy.valueOf(each.parameter("strategy")).label();
        return each.method().equals("retrying") ? strategy + ", retries" : strategy;
    }

    private static String added(Measurement result, Measurement bare) {
        return String.format(
                Locale.ROOT,
                "%.0f ns (x %.2f), %.0f B",
                result.nanos() - bare.nanos(),
                result.nanos() / bare.nanos(),
                result.bytes() - bare.bytes());
    }
}

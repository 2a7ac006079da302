package io.github.evenkeel.examples.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the interceptor adds to a call whose network is a canned response. */
record InterceptorTable() implements Table {
    @Override
    public List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (String backends : List.of("1", "4", "50")) {
            for (String method : List.of("bare", "balanced")) cases.add(of(method, backends));
        }
        return cases;
    }

    private static Case of(String method, String backends) {
        return new Case(InterceptorBench.class, method, Map.of("backends", backends), 1);
    }

    @Override
    public String of(Map<Case, Measurement> results) {
        StringBuilder text = new StringBuilder(
                String.format("%-8s  %-9s %8s %8s  %6s  %s%n", "backends", "client", "ns/op", "+-", "B/op", "added"));
        results.forEach((each, result) -> {
            String backends = each.parameters().getOrDefault("backends", "");
            Measurement bare = results.get(of("bare", backends));
            String added = bare == null || each.method().equals("bare")
                    ? ""
                    : String.format(
                            Locale.ROOT,
                            "%.0f ns, %.0f B",
                            result.nanos() - bare.nanos(),
                            result.bytes() - bare.bytes());
            text.append(String.format(
                    Locale.ROOT,
                    "%-8s  %-9s %8.1f %8.1f  %6.0f  %s%n",
                    backends,
                    each.method(),
                    result.nanos(),
                    result.spread(),
                    result.bytes(),
                    added));
        });
        return text.toString();
    }
}

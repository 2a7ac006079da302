package io.github.evenkeel.pool;

import io.github.evenkeel.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A pool's status as a table for people. */
final class StatusTable {
    private StatusTable() {}

    static String of(PoolStatus status) {
        List<String[]> rows = new ArrayList<>();
        rows.add(new String[] {
            "MEMBER", "STATUS", "IN", "FLIGHT", "CALLS", "FAULTS", "LATENCY", "ERRORS", "P50", "P95", "P99", "SHARE",
            "SINCE", "WHY"
        });
        for (MemberStatus member : status.members()) {
            RecentCalls recent = member.recent();
            rows.add(new String[] {
                member.backend().toString(),
                member.status().toString(),
                member.inRotation() ? "yes" : "no",
                Integer.toString(member.inFlight()),
                Long.toString(member.calls()),
                faults(member),
                milliseconds(member.latency()),
                recent.calls() == 0 ? "-" : String.format(Locale.ROOT, "%.1f %%", 100 * recent.errors()),
                milliseconds(recent.p50()),
                milliseconds(recent.p95()),
                milliseconds(recent.p99()),
                recent.calls() == 0 ? "-" : String.format(Locale.ROOT, "%.1f x", recent.share()),
                String.format(Locale.ROOT, "%.1f s", PoolStatus.seconds(member.since())),
                member.why()
            });
        }
        StringBuilder text =
                new StringBuilder("pool ").append(status.pool()).append(" (").append(status.selector());
        text.append("): ").append(status.members().isEmpty() ? "no members" : status.summary());
        if (status.panic()) text.append("; PANIC: ").append(status.level());
        text.append('\n');
        int[] widths = widths(rows);
        for (String[] row : rows) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < row.length; column++) {
                line.append(row[column]).append(" ".repeat(widths[column] - row[column].length() + 2));
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        if (status.shares().size() > 1) {
            text.append(status.shares().stream().map(TierShare::toString).collect(Collectors.joining(", ")))
                    .append('\n');
        }
        status.figures()
                .forEach((name, value) ->
                        text.append(name).append(": ").append(value).append('\n'));
        status.routes().stream()
                .filter(route -> !route.avoided().isEmpty())
                .forEach(route -> text.append(route).append('\n'));
        status.warnings()
                .forEach(warning -> text.append("warning: ").append(warning).append('\n'));
        if (status.droppedEvents() > 0) text.append(status.droppedEvents()).append(" events dropped\n");
        return text.toString();
    }

    /** {@code 9 CONNECT, 2 TIMEOUT}: whether calls arrive at all is the first question. */
    private static String faults(MemberStatus member) {
        if (member.faults() == 0) return "0";
        return member.outcomes().entrySet().stream()
                .filter(each -> each.getKey().fault() && each.getValue() > 0)
                .sorted(Map.Entry.<Outcome.Kind, Long>comparingByValue().reversed())
                .map(each -> each.getValue() + " " + each.getKey())
                .collect(Collectors.joining(", "));
    }

    private static String milliseconds(Duration latency) {
        return latency.isZero() ? "-" : String.format(Locale.ROOT, "%.1f ms", latency.toNanos() / 1e6);
    }

    private static int[] widths(List<String[]> rows) {
        int[] widths = new int[rows.get(0).length];
        for (String[] row : rows) {
            for (int column = 0; column < row.length; column++) {
                widths[column] = Math.max(widths[column], row[column].length());
            }
        }
        return widths;
    }
}

package io.github.evenkeel.examples.tour;

import io.github.evenkeel.health.Status;
import io.github.evenkeel.pool.MemberStatus;
import io.github.evenkeel.pool.PoolStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A pool's state, for the terminal. */
final class PoolTable {
    private static final boolean[] RIGHT = {false, false, true, true, true, true, true, false};
    private static final List<String> HEAD =
            List.of("BACKEND", "STATUS", "CALLS/S", "IN FLIGHT", "CALLS", "FAULTS", "LATENCY", "WHY");

    private static final String BOLD = "\u001b[1m";
    private static final String PLAIN = "\u001b[0m";

    private PoolTable() {}

    /** A table between two rules: always one line per backend, and four more. */
    static List<String> lines(Snapshot snapshot, boolean colour) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEAD);
        List<MemberStatus> members = snapshot.status().members();
        members.forEach(member -> rows.add(row(snapshot, member)));
        List<String> table = TextTable.lines(RIGHT, rows);
        List<String> lines = new ArrayList<>();
        lines.add("");
        String title = String.format(
                Locale.ROOT,
                "%5.1f s  %s  %d calls, %d failed%s",
                snapshot.seconds(),
                snapshot.act(),
                snapshot.calls(),
                snapshot.failed(),
                panic(snapshot.status()));
        lines.add(colour ? BOLD + title + PLAIN : title);
        lines.add("  " + table.get(0));
        for (int i = 0; i < members.size(); i++) {
            String line = "  " + table.get(i + 1);
            lines.add(colour ? painted(line, members.get(i).status()) : line);
        }
        return lines;
    }

    /** The same in one line. */
    static String compact(Snapshot snapshot) {
        String rates = snapshot.status().members().stream()
                .map(member -> String.format(
                        Locale.ROOT,
                        "%s%s %.0f/s",
                        member.backend().id(),
                        member.status() == Status.HEALTHY ? "" : " " + member.status(),
                        snapshot.rate(member.backend().id())))
                .collect(Collectors.joining(", "));
        return String.format(
                Locale.ROOT,
                "%6.1f s  .. %d calls, %d failed | %s%s",
                snapshot.seconds(),
                snapshot.calls(),
                snapshot.failed(),
                rates,
                panic(snapshot.status()));
    }

    /** Columns of a member, for the report too. */
    static List<String> row(Snapshot snapshot, MemberStatus member) {
        double millis = member.latency().toNanos() / 1e6;
        return List.of(
                member.backend().id(),
                member.status().name(),
                String.format(
                        Locale.ROOT, "%.0f", snapshot.rate(member.backend().id())),
                Integer.toString(member.inFlight()),
                Long.toString(member.calls()),
                Long.toString(member.faults()),
                millis == 0 ? "-" : String.format(Locale.ROOT, "%.1f ms", millis),
                member.why());
    }

    static List<String> head() {
        return HEAD;
    }

    static boolean right(int column) {
        return RIGHT[column];
    }

    private static String panic(PoolStatus status) {
        return status.panic() ? " | PANIC: " + status.level() : "";
    }

    private static String painted(String line, Status status) {
        int code = switch (status) {
            case HEALTHY -> 32; // green
            case EJECTED, TRIAL, UNHEALTHY -> 31; // red
            case STARTING, WARMING -> 36; // cyan
            case DRAINING, MAINTENANCE -> 33; // yellow
        };
        return line.replaceFirst(status.name(), "\u001b[" + code + "m" + status.name() + PLAIN);
    }
}

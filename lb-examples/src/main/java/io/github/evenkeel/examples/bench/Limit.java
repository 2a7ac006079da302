package io.github.evenkeel.examples.bench;

import java.util.Locale;

/** What a pick and a call may cost, in time by one thread and in bytes. */
final class Limit {
    /** Of a floor that has all the work there is to do. */
    private static final double OF_FLOOR = 1.5;

    /** Of a bare scan, which has neither weights nor latencies to look at; the clock read besides is the same for both. */
    private static final double OF_SCAN = 2;

    /** A lease and the handle of the call. */
    private static final double BYTES_OF_CALL = 80;

    /** JMH divides what the whole JVM allocates by the number of calls. */
    private static final double LESS_THAN_A_BYTE = 0.5;

    private Limit() {}

    /** True if the time of {@code strategy} is limited: by one thread, and for what scans in pools that are scanned. */
    private static boolean timed(Strategy strategy, String method, int n, int threads) {
        if (threads > 1) return false;
        return switch (strategy) {
            case ADAPTIVE -> !method.equals("call") && n <= 100;
            case P2C -> true;
            case ROUND_ROBIN, WEIGHTED_RANDOM, MAGLEV -> !method.equals("call");
            default -> false;
        };
    }

    /** What may be spent, next to a floor and a clock read of the same run. */
    static double nanos(Strategy strategy, double floor, double clock) {
        // The floor of what scans has a clock read in it: 2 x scan + clock, where scan = floor - clock.
        return strategy == Strategy.ADAPTIVE ? OF_SCAN * (floor - clock) + clock : OF_FLOOR * floor;
    }

    /** The limits of a row and whether it keeps them. */
    static String judged(
            Strategy strategy, String method, int n, int threads, Measurement ours, Measurement floor, double clock) {
        double bytes = method.equals("call") ? BYTES_OF_CALL : 0;
        boolean holds = ours.bytes() < bytes + LESS_THAN_A_BYTE;
        String limit = "";
        if (timed(strategy, method, n, threads)) {
            double most = nanos(strategy, floor.nanos(), clock);
            holds &= ours.nanos() <= most;
            limit = String.format(Locale.ROOT, "%.1f ns, ", most);
        }
        return String.format(Locale.ROOT, "%s%.0f B %s", limit, bytes, holds ? "holds" : "MISSES");
    }
}

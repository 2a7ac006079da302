package io.github.evenkeel.examples.probes;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** When each member's probes began and how those that answer fared, noted while they run. Safe for several threads. */
final class Begins {
    private final long[][] nanos;
    private final int[] counts;
    private int total;
    private int failed;
    private long slowest;

    Begins(int members) {
        nanos = new long[members][8];
        counts = new int[members];
    }

    synchronized void began(int member, long at) {
        int count = counts[member]++;
        if (count == nanos[member].length) nanos[member] = Arrays.copyOf(nanos[member], 2 * count);
        nanos[member][count] = at;
        total++;
    }

    /** A probe of a member that answers has its answer, or none. */
    synchronized void ended(boolean good, long nanos) {
        if (!good) failed++;
        slowest = Math.max(slowest, nanos);
    }

    synchronized int total() {
        return total;
    }

    synchronized int failed() {
        return failed;
    }

    /** Seconds that one of these took at most. */
    synchronized double slowest() {
        return slowest / 1e9;
    }

    /** Each member's begins in seconds from {@code origin} on, in order. */
    synchronized List<double[]> seconds(long origin) {
        List<double[]> all = new ArrayList<>();
        for (int i = 0; i < counts.length; i++) {
            all.add(Arrays.stream(nanos[i], 0, counts[i])
                    .mapToDouble(at -> (at - origin) / 1e9)
                    .toArray());
        }
        return all;
    }
}

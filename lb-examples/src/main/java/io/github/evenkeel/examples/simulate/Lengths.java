package io.github.evenkeel.examples.simulate;

/** How many calls the servers have, over time: the share of servers with at least i of them, and the mean. */
final class Lengths {
    /** Longer queues count as this long: at 90 % load and random choice one server in a thousand has 64. */
    private static final int MOST = 64;

    private final int[] length;
    private final int[] atLeast = new int[MOST + 1]; // servers that have i or more now
    private final double[] area = new double[MOST + 1];
    private final long[] changed = new long[MOST + 1];
    private double areaOfAll;
    private long changedAll;
    private int all;
    private long from;
    private long to;

    Lengths(int servers) {
        length = new int[servers];
    }

    /** A call has come to this server; how many are there now. */
    int come(int server, long now) {
        int now1 = ++length[server];
        note(now);
        all++;
        if (now1 <= MOST) {
            note(now1, now);
            atLeast[now1]++;
        }
        return now1;
    }

    /** A call has left this server; how many are there now. */
    int gone(int server, long now) {
        int before = length[server]--;
        note(now);
        all--;
        if (before <= MOST) {
            note(before, now);
            atLeast[before]--;
        }
        return before - 1;
    }

    int at(int server) {
        return length[server];
    }

    /** What was before does not count. */
    void begin(long now) {
        from = now;
        for (int i = 1; i <= MOST; i++) {
            changed[i] = now;
            area[i] = 0;
        }
        changedAll = now;
        areaOfAll = 0;
    }

    /** What comes later does not count. */
    void end(long now) {
        note(now);
        for (int i = 1; i <= MOST; i++) note(i, now);
        to = now;
    }

    /** The share of servers with at least {@code i} calls, in the mean over time. */
    double shareWith(int i) {
        return area[i] / ((double) (to - from) * length.length);
    }

    /** Calls at a server, in the mean over servers and time. */
    double mean() {
        return areaOfAll / ((double) (to - from) * length.length);
    }

    private void note(int i, long now) {
        if (to != 0) return;
        area[i] += (double) atLeast[i] * (now - changed[i]);
        changed[i] = now;
    }

    private void note(long now) {
        if (to != 0) return;
        areaOfAll += (double) all * (now - changedAll);
        changedAll = now;
    }
}

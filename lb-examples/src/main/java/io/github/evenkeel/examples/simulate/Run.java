package io.github.evenkeel.examples.simulate;

import org.HdrHistogram.Histogram;

/**
 * What one run of a scenario with one selector and one seed gave. Counts are of the calls that began within the measured time.
 * Written by the simulation alone, then only read.
 */
public final class Run {
    /** Buckets of time, for what is shown over time. */
    static final int BUCKETS = 240;

    /** Sends of which each is known, from the onset of what happens to a server: how fast a selector notices. */
    static final int NUMBERED = 100;

    private final double unit;
    private final double end; // nanoseconds
    private final double deadline; // nanoseconds
    private final Histogram latencies = new Histogram(3);
    private final long[] sends;
    private final long[][] sendsOverTime;
    private final double onset; // nanoseconds
    private final int[] serverOfSend = new int[NUMBERED]; // since the onset
    private int numbered;
    final Lengths lengths;
    private double sum;
    private double sumOfGood; // in time or not
    private long successes;
    private long calls;
    private long sent;
    private long answered;
    private long good;
    private long gaveUp;
    private long ejections;

    Run(Scenario scenario) {
        unit = scenario.unit().toNanos();
        end = scenario.end() * unit;
        onset = scenario.onset() * unit;
        deadline = scenario.deadline() * unit;
        int servers = scenario.servers().size();
        sends = new long[servers];
        sendsOverTime = new long[servers][BUCKETS];
        lengths = new Lengths(servers);
    }

    // ---- the simulation tells

    void began() {
        calls++;
    }

    void sent(int server, long now, boolean measured) {
        sendsOverTime[server][bucket(now)]++;
        if (now >= onset && numbered < NUMBERED) serverOfSend[numbered++] = server;
        if (!measured) return;
        sends[server]++;
        sent++;
    }

    void answered(long nanos, boolean success) {
        answered++;
        sum += nanos;
        latencies.recordValue(nanos);
        if (!success) return;
        successes++;
        sumOfGood += nanos;
        if (nanos <= deadline) good++;
    }

    void givenUp() {
        gaveUp++;
    }

    void ejected() {
        ejections++;
    }

    private int bucket(long now) {
        return Math.min(BUCKETS - 1, (int) (now / end * BUCKETS));
    }

    // ---- results

    /** Calls that began. */
    public long calls() {
        return calls;
    }

    /** In nanoseconds, of the calls that were answered. */
    Histogram latencies() {
        return latencies;
    }

    /** Calls that reached the network. */
    public long sends() {
        return sent;
    }

    /** Calls that clients gave up. */
    public long gaveUp() {
        return gaveUp;
    }

    /** Members ejected, in all pools and the whole run. */
    public long ejections() {
        return ejections;
    }

    /** Latency in units, of the calls that were answered, well or not. */
    public double mean() {
        return sum / answered / unit;
    }

    /** Latency in units, of the calls that were answered well, in time or not. */
    public double meanOfGood() {
        return sumOfGood / successes / unit;
    }

    /** The latency in units that this share of the answered calls does not exceed; to three digits. */
    public double quantile(double share) {
        return latencies.getValueAtPercentile(100 * share) / unit;
    }

    /** Calls answered well and in time, as a share of all. */
    public double success() {
        return good / (double) calls;
    }

    /** This server's share of all calls sent. */
    public double share(int server) {
        return sends[server] / (double) sent;
    }

    /** The largest share of calls that any server had. */
    public double worstShare() {
        double most = 0;
        for (int i = 0; i < sends.length; i++) most = Math.max(most, share(i));
        return most;
    }

    /** How far the share of any server is from an equal one, relative to that. */
    public double unevenness() {
        double most = 0;
        for (int i = 0; i < sends.length; i++) most = Math.max(most, Math.abs(share(i) * sends.length - 1));
        return most;
    }

    /** This server's share of the calls sent from one instant to another, both in units and rounded to a bucket of time. */
    public double share(int server, double from, double to) {
        int first = bucket((long) (from * unit));
        int last = Math.max(first + 1, bucket((long) (to * unit)));
        long its = 0;
        long all = 0;
        for (int i = 0; i < sends.length; i++) {
            for (int b = first; b < last; b++) {
                all += sendsOverTime[i][b];
                if (i == server) its += sendsOverTime[i][b];
            }
        }
        return its / (double) all;
    }

    /**
     * This server's share of some of the first calls sent since a server became different: from the {@code first} to the
     * {@code last} of them, counted from 1 to {@value #NUMBERED}. NaN if there were fewer.
     */
    public double shareOfSends(int server, int first, int last) {
        if (last > numbered) return Double.NaN;
        int its = 0;
        for (int number = first; number <= last; number++) {
            if (serverOfSend[number - 1] == server) its++;
        }
        return its / (double) (last - first + 1);
    }

    /** The share of servers with at least so many calls, over time; up to 64. */
    public double shareOfServersWith(int calls) {
        return lengths.shareWith(calls);
    }

    /** Calls at a server, in the mean over servers and time. */
    public double callsAtServer() {
        return lengths.mean();
    }
}

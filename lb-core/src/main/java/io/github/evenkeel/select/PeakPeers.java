package io.github.evenkeel.select;

import java.util.List;

/** The typical latency of a pool's members, brought up to date in {@link Rounds}. */
final class PeakPeers {
    private static final PeakGauge[] NONE = {};
    private static final double ROUNDS_PER_LATENCY = 1;

    private final double memoryNanos;
    private final Rounds<PeakGauge> rounds;
    private final Median latencies = new Median(Rounds.MOST);
    private volatile double typicalNanos = 1; // any, while nobody has answered

    PeakPeers(double memoryNanos) {
        this.rounds = new Rounds<>(this::look, NONE);
        this.memoryNanos = memoryNanos;
    }

    static PeakGauge[] gauges(Candidate[] members) {
        PeakGauge[] gauges = new PeakGauge[members.length];
        for (int i = 0; i < gauges.length; i++) gauges[i] = Gauge.of(members[i], PeakGauge.class);
        return gauges;
    }

    /** The members to compare from now on; returns their gauges. */
    PeakGauge[] over(List<? extends Candidate> members) {
        PeakGauge[] gauges = gauges(members.toArray(Candidate[]::new));
        rounds.over(gauges);
        return gauges;
    }

    void answered(long now) {
        rounds.answered(now);
    }

    double typicalNanos() {
        return typicalNanos;
    }

    /** What is left of a peak after this long. */
    double left(double nanos) {
        return Math.exp(-nanos / memoryNanos);
    }

    private long look(PeakGauge[] gauges, int from, int step, long now) {
        latencies.clear();
        for (int i = from; i < gauges.length; i += step) {
            if (gauges[i].known()) latencies.add(gauges[i].latency(now));
        }
        latencies.sort();
        if (latencies.size() > 0) typicalNanos = latencies.all();
        return (long) (typicalNanos / ROUNDS_PER_LATENCY);
    }
}

package io.github.evenkeel.select;

/** Calls in flight and what stands against a member, times its peak latency. */
final class PeakLoad implements Load {
    private final InFlightLoad own;
    private final PeakGauge[] gauges;

    /** @param gauges of these, or of more where some members warm up */
    PeakLoad(Candidate[] members, PeakGauge[] gauges) {
        this.own = new InFlightLoad(members);
        this.gauges = gauges.length == members.length ? gauges : PeakPeers.gauges(members);
    }

    @Override
    public double of(Candidate candidate, int place, long now) {
        return own.of(candidate, place, now) * gauges[place].latency(now);
    }
}

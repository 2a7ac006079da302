package io.github.evenkeel.select;

/** Calls in flight and what stands against a member, times its slowness, with the calls of other clients where it reports them. */
final class AdaptiveLoad implements Load {
    private final InFlightLoad own;
    private final AdaptiveGauge[] gauges;
    private final AdaptivePeers peers;

    /** @param gauges of these, or of more where some members warm up */
    AdaptiveLoad(Candidate[] members, AdaptiveGauge[] gauges, AdaptivePeers peers) {
        this.own = new InFlightLoad(members);
        this.gauges = gauges.length == members.length ? gauges : AdaptivePeers.gauges(members);
        this.peers = peers;
    }

    /** Where backends report, one that has none of our calls may well be busy with those of others. */
    @Override
    public boolean idle(Candidate candidate) {
        return candidate.inFlight() == 0 && !peers.reports();
    }

    @Override
    public double of(Candidate candidate, int place, long now) {
        AdaptiveGauge gauge = gauges[place];
        double calls = own.of(candidate, place, now);
        if (peers.reports()) calls += gauge.others(now);
        return calls * gauge.slowness();
    }
}

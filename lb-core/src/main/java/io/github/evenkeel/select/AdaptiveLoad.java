package io.github.evenkeel.select;

/** Calls in flight and what stands against a member, times its slowness, with the calls of other clients where it reports them. */
final class AdaptiveLoad implements Load {
    private final Load own;
    private final AdaptiveGauge[] gauges;
    private final AdaptivePeers peers;

    AdaptiveLoad(Candidate[] members, AdaptivePeers peers) {
        this.own = new InFlightLoad(members);
        this.gauges = AdaptivePeers.gauges(members);
        this.peers = peers;
    }

    @Override
    public double of(int member, long now) {
        AdaptiveGauge gauge = gauges[member];
        double calls = own.of(member, now);
        if (peers.reports()) calls += gauge.others(now);
        return calls * gauge.slowness();
    }
}

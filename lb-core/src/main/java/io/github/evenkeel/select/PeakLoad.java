package io.github.evenkeel.select;

import java.util.Arrays;

/** Calls in flight and what stands against a member, times its peak latency. */
final class PeakLoad implements Load {
    private final Load own;
    private final PeakGauge[] gauges;

    PeakLoad(Candidate[] members) {
        own = new InFlightLoad(members);
        gauges = PeakPeers.gauges(Arrays.asList(members));
    }

    @Override
    public double of(int member, long now) {
        return own.of(member, now) * gauges[member].latency(now);
    }
}

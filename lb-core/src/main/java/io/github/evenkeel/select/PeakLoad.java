package io.github.evenkeel.select;

import java.util.Arrays;

/** Calls in flight and what stands against a member, times its peak latency. */
final class PeakLoad implements Load {
    private final InFlightLoad own;
    private final PeakGauge[] gauges;

    PeakLoad(Candidate[] members) {
        own = new InFlightLoad(members);
        gauges = PeakPeers.gauges(Arrays.asList(members));
    }

    @Override
    public double of(Candidate candidate, int place, long now) {
        return own.of(candidate, place, now) * gauges[place].latency(now);
    }
}

package io.github.evenkeel.select;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Two choices by calls in flight times peak latency. */
record PeakEwma(Duration memory) implements Selector {
    @Override
    public String name() {
        return "peak EWMA";
    }

    @Override
    public String toString() {
        return name() + " over " + memory;
    }

    @Override
    public Compiler forPool(RandomGenerator random) {
        PeakPeers peers = new PeakPeers(memory.toNanos());
        return new Compiler() {
            @Override
            public Picker compile(Candidates candidates) {
                PeakGauge[] gauges = peers.over(candidates.available());
                return WarmUp.beside(
                        members -> new TwoChoices(members, new PeakLoad(members, gauges), random), candidates, random);
            }

            @Override
            public Gauge gauge() {
                return new PeakGauge(peers);
            }
        };
    }
}

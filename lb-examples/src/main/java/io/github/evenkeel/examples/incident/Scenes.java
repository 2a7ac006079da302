package io.github.evenkeel.examples.incident;

import io.github.evenkeel.health.OutlierDetection;
import io.github.evenkeel.health.SlowStart;
import io.github.evenkeel.pool.BackendPool;
import io.github.evenkeel.select.Selectors;
import java.util.List;
import java.util.stream.IntStream;

/** What several incidents begin with. */
final class Scenes {
    private Scenes() {}

    /** So many hosts that can do 1,000 calls a second each, in 20 ms in the mean. */
    static List<Host> hosts(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(number -> new Host(number, 20, 0.02))
                .toList();
    }

    /** A balancer of the plainest kind: it takes turns and learns nothing from its calls. */
    static BackendPool.Builder plain(BackendPool.Builder pool) {
        return pool.selector(Selectors.roundRobin())
                .outlierDetection(OutlierDetection.off())
                .slowStart(SlowStart.off());
    }

    /** Health as the probes have it is believed, even if nobody is left. */
    static BackendPool.Builder withoutFloor(BackendPool.Builder pool) {
        return plain(pool).panicBelow(0).minimumHealthy(0);
    }
}

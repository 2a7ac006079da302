package io.github.evenkeel.examples.tour;

import io.github.evenkeel.pool.PoolStatus;
import java.util.Map;

/**
 * The state of things, to be shown.
 *
 * @param seconds   since the tour began
 * @param act       what is playing
 * @param calls     that have ended
 * @param failed    of those
 * @param perSecond calls that a backend answered, by its id, over the last period
 */
record Snapshot(double seconds, String act, long calls, long failed, PoolStatus status, Map<String, Double> perSecond) {
    Snapshot {
        perSecond = Map.copyOf(perSecond);
    }

    double rate(String id) {
        return perSecond.getOrDefault(id, 0.0);
    }
}

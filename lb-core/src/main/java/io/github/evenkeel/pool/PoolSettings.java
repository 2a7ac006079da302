package io.github.evenkeel.pool;

import io.github.evenkeel.health.Floor;
import io.github.evenkeel.health.OutlierDetection;
import io.github.evenkeel.health.Priorities;
import io.github.evenkeel.health.SlowStart;
import io.github.evenkeel.select.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A pool's settings, checked one by one by the builder; here is what can only be judged as a whole. */
record PoolSettings(
        String name,
        Selector selector,
        OutlierDetection outliers,
        Floor floor,
        SlowStart slowStart,
        Priorities priorities,
        String zone,
        Duration drainTimeout,
        Duration maxHoldOff,
        boolean acceptEmptyUpdates) {

    /** What is legal and known to hurt. */
    List<String> warnings(int members) {
        List<String> warnings = new ArrayList<>();
        if (outliers.mode() == OutlierDetection.Mode.OFF) {
            warnings.add("outlierDetection: off (a backend that answers its probes and fails its calls stays in)");
        } else if (floor.minimumHealthy() >= members) {
            warnings.add("minimumHealthy: " + floor.minimumHealthy() + " with " + members
                    + " members (nothing can ever be ejected)");
        }
        if (floor.failFast()) {
            warnings.add("failFast: on (when every probe fails at once, every call fails)");
        } else if (floor.panicBelow() == 0) {
            warnings.add("panicBelow: 0 (a mass failure of probes leaves all the load on the members that are left)");
        }
        return List.copyOf(warnings);
    }
}

package io.github.evenkeel.pool;

import io.github.evenkeel.health.Floor;
import io.github.evenkeel.health.OutlierDetection;
import io.github.evenkeel.health.Priorities;
import io.github.evenkeel.health.SlowStart;
import io.github.evenkeel.select.Selector;
import java.time.Duration;

/** A pool's settings, checked one by one by the builder. What can only be judged as a whole: see {@link Advisor}. */
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
        boolean acceptEmptyUpdates) {}

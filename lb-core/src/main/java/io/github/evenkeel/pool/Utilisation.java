package io.github.evenkeel.pool;

import java.time.Duration;

/** How busy a member says it is: a mean over its last reports. Any thread; racy on purpose, for a mean may miss a report. */
final class Utilisation {
    private static final float REPORTS = 30;

    /** About two sweeps: who has not been called for so long may have nothing to do by now. */
    private static final long FRESH_NANOS = Duration.ofSeconds(20).toNanos();

    private volatile float mean = Float.NaN;
    private volatile long at;

    void reported(double share, long now) {
        float before = mean;
        mean = Float.isNaN(before) ? (float) share : before + ((float) share - before) / REPORTS;
        at = now;
    }

    /** NaN where nothing was said lately. */
    double mean(long now) {
        return now - at > FRESH_NANOS ? Double.NaN : mean;
    }
}

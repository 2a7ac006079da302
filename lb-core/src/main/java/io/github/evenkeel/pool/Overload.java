package io.github.evenkeel.pool;

import io.github.evenkeel.health.Counts;
import io.github.evenkeel.health.OutlierDetection;
import java.time.Duration;

/**
 * Whether there were too many calls for all members lately: seen by most of them being {@linkplain Others#late() late} at once. To eject
 * one then loads the others with its calls, and brings a pool down that would recover; and once there are fewer calls, some are through
 * with their queues before the others, who look the worse for it. So for a minute nobody is judged by being late, in answers or in none.
 * Whatever else is wrong with a member counts as ever. Any thread.
 */
final class Overload {
    private static final long REMEMBERED_NANOS = Duration.ofSeconds(60).toNanos();

    private volatile boolean ever;
    private volatile long seenAt;

    /** Most members are late. */
    void seen(long now) {
        seenAt = now;
        ever = true;
    }

    boolean lately(long now) {
        return ever && now - seenAt < REMEMBERED_NANOS;
    }

    /** What is to be judged of what was told. */
    Counts judged(Counts told, long now) {
        return lately(now) ? told.lenient() : told;
    }

    /** By which rules. */
    OutlierDetection judging(OutlierDetection rules, long now) {
        return lately(now)
                ? rules.withLatency(
                        0, rules.latency().atLeast(), rules.latency().minimumCalls())
                : rules;
    }
}

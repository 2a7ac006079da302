package io.github.evenkeel.pool;

import io.github.evenkeel.health.MemberHealth;
import io.github.evenkeel.health.Traffic;
import java.time.Duration;

/**
 * Whether there were too many calls for all members lately: seen by most of them being {@linkplain Others#late() late} at once. To eject
 * one then loads the others with its calls, and brings a pool down that would recover; and once there are fewer calls, some are through
 * with their queues before the others, who look the worse for it. So for a minute nobody is judged by being late, in answers or in
 * none, and whoever went for that in the half minute before is called back. Whatever else is wrong with a member counts as ever. Any
 * thread.
 *
 * <p>Not where there are other members for the calls, of another priority or zone: ejections send them there, which helps.
 */
final class Overload {
    /**
     * As long as counts are kept. Where members take turns, the last of them may be through with its queue half a minute after the first;
     * ten of them taken in turn lost one in thirty calls for good when this was half a minute.
     */
    private static final long REMEMBERED_NANOS = Duration.ofSeconds(60).toNanos();

    /** Ejections that are older had another cause; by default they are over. */
    private static final long CALLED_BACK_NANOS = Duration.ofSeconds(30).toNanos();

    private volatile boolean ever;
    private volatile long seenAt;

    /** Most members are late. Returns whether they were not before. */
    boolean seen(long now) {
        boolean news = !lately(now);
        seenAt = now;
        ever = true;
        return news;
    }

    boolean lately(long now) {
        return ever && now - seenAt < REMEMBERED_NANOS;
    }

    /** True for one that is out for nothing, if there are too many calls now. */
    static boolean explains(MemberHealth health, long now) {
        return wentLate(health, CALLED_BACK_NANOS, now);
    }

    /** True for one that was ejected for being late, not longer ago than this, and not after a trial. */
    static boolean wentLate(MemberHealth health, long agoNanos, long now) {
        return health.traffic() instanceof Traffic.Ejected out
                && out.before() != null
                && out.evidence().late()
                && now - out.since() < agoNanos;
    }
}

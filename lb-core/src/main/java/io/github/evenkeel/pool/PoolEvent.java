package io.github.evenkeel.pool;

import io.github.evenkeel.Backend;
import io.github.evenkeel.health.Evidence;
import io.github.evenkeel.health.Floor.Level;
import io.github.evenkeel.health.Status;
import java.time.Duration;
import java.util.List;

/** Something happened in a pool. Immutable. {@code at} is in nanoseconds of the pool's clock. */
public sealed interface PoolEvent {
    /** The pool's name. */
    String pool();

    /** When, nanoseconds of the pool's clock. */
    long at();

    /** A member joined. */
    record MemberJoined(String pool, long at, Backend backend, Status status) implements PoolEvent {}

    /** A member's description changed; its live state stays. */
    record MemberUpdated(String pool, long at, Backend before, Backend after) implements PoolEvent {}

    /** A member was removed. Its calls in flight may still run; {@link DrainEnded} follows. */
    record MemberLeft(String pool, long at, Backend backend) implements PoolEvent {}

    /** A member's status changed; {@code why} has the evidence. */
    record StatusChanged(String pool, long at, Backend backend, Status from, Status to, String why)
            implements PoolEvent {}

    /** A member was ejected for {@code time}, on this evidence; where its status changes by that, a {@link StatusChanged} follows. */
    record MemberEjected(String pool, long at, Backend backend, Evidence evidence, Duration time)
            implements PoolEvent {}

    /** A member's calls fail while its probes are good: the evidence from traffic counts. */
    record ProbeDisagrees(String pool, long at, Backend backend, Evidence traffic, String probe) implements PoolEvent {}

    /**
     * A member's probes are good but ask for less: {@code share} of its weight is what picks go by from now on; 1 when it is whole.
     * Changes of less than a fifth in between are followed within a second, and not told.
     */
    record MemberDegraded(String pool, long at, Backend backend, double share, String probe) implements PoolEvent {}

    /** A member that joined has not passed a probe yet, though its start-up grace is over. Told once. */
    record StillStarting(String pool, long at, Backend backend, Duration since, String probe) implements PoolEvent {}

    /**
     * Most members are late at once: there are too many calls for all. Until a minute after the last such instant nobody is judged by
     * being late, and whoever was ejected for it in the half minute before is called back. Told when it begins.
     */
    record Overloaded(String pool, long at) implements PoolEvent {}

    /** A member's ejection ends before its time and lengthens none to come: see {@link Overloaded}. */
    record MemberAbsolved(String pool, long at, Backend backend, Evidence evidence) implements PoolEvent {}

    /** A member should be ejected and stays: the limit or the floor allows no more. */
    record EjectionDenied(String pool, long at, Backend backend, Evidence evidence) implements PoolEvent {}

    /** A member would be ejected, were detection not only observing. */
    record EjectionObserved(String pool, long at, Backend backend, Evidence evidence) implements PoolEvent {}

    /**
     * A member got {@code times} as many calls in the last sweep, by its weight, as the median of its peers: those of its priority and
     * zone. Told once a sweep at most, and only of what is no chance; keys that are not alike are a cause, as is a member that fails fast.
     *
     * @param times at most 1,000
     * @param calls its calls in that sweep
     */
    record Skewed(String pool, long at, Backend backend, double times, long calls) implements PoolEvent {}

    /** A backend asked to be left alone, and the pool can do so. */
    record HeldOff(String pool, long at, Backend backend, Duration pause) implements PoolEvent {}

    /**
     * A member that has sticky keys left, and they were {@code dropped}; or it is out, and each moves at its next call, unless the
     * member is back before.
     */
    record KeysDisplaced(String pool, long at, Backend backend, long keys, boolean dropped) implements PoolEvent {}

    /**
     * The calls are shared in another way among members of different priority, or between the preferred zone and the others. Also when
     * a standby takes over, and when it gives back.
     */
    record LoadShifted(String pool, long at, List<TierShare> from, List<TierShare> to) implements PoolEvent {}

    /** A member that fails on one route is avoided there for {@code time}, then tried; it keeps all other calls. */
    record RouteAvoided(String pool, long at, String route, Backend backend, Evidence evidence, Duration time)
            implements PoolEvent {}

    /** A member that was avoided on a route gets its calls again. */
    record RouteReturned(String pool, long at, String route, Backend backend) implements PoolEvent {}

    /** A member should be avoided on a route and is not: {@code why} says what keeps it. */
    record RouteSpared(String pool, long at, String route, Backend backend, Evidence evidence, String why)
            implements PoolEvent {}

    /** A route fails on too many members to avoid any ({@code panic}), or no longer; {@code avoided} are those it would. */
    record RoutePanicChanged(String pool, long at, String route, boolean panic, int avoided) implements PoolEvent {}

    /** The pool entered, deepened or left panic. */
    record PanicChanged(String pool, long at, Level from, Level to, int judged, int healthy) implements PoolEvent {}

    /** The last call of a draining or removed member has ended. {@code revoked} of them were told to, at the time-out. */
    record DrainEnded(String pool, long at, Backend backend, int revoked) implements PoolEvent {}

    /** A lease was garbage-collected without an end; it is counted out now. */
    record LeaseLeaked(String pool, long at, Backend backend) implements PoolEvent {}

    /**
     * A setting that hurts, as was found while the pool runs: with what was measured, or since members joined and left. Told once of
     * each setting; as long as it holds it is in {@link PoolStatus#warnings}.
     */
    record Advised(String pool, long at, Advice advice) implements PoolEvent {}

    /** An empty list of backends came and was not taken over. */
    record UpdateIgnored(String pool, long at, String why) implements PoolEvent {}
}

package io.github.evenkeel.pool;

import io.github.evenkeel.Backend;
import io.github.evenkeel.Outcome;
import io.github.evenkeel.health.Evidence;
import io.github.evenkeel.health.MemberHealth;
import io.github.evenkeel.health.Status;
import io.github.evenkeel.health.Traffic;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A member at one instant. Immutable.
 *
 * @param backend    what the user configured
 * @param status     its health as people are shown it
 * @param why        what stands behind the status; {@code ""} if there is nothing to say
 * @param evidence   what its calls said against it: when it was ejected, or would have been if one more might go; else null
 * @param inRotation true if it gets new calls; in panic that is independent of the status
 * @param since      how long the status has stood
 * @param left       how long an ejection or the warming up still lasts, null if it is neither ejected nor warming
 * @param inFlight   calls from their pick to the end of their response
 * @param outcomes   what its calls told since it joined, every kind
 * @param unanswered calls closed without an outcome
 * @param leaked     calls never ended, found by the garbage collector
 * @param latency    mean time to the answer of about the last 30 good answers; what cancelled calls waited
 *                   counts where it is more; zero before the first
 * @param recent     what its calls told in about the last minute
 * @param ejections  ejections that still lengthen the next one
 * @param figures    what adapters count of it besides, by name: {@code connects}, say; empty without an adapter that does
 */
public record MemberStatus(
        Backend backend,
        Status status,
        String why,
        @Nullable Evidence evidence,
        boolean inRotation,
        Duration since,
        @Nullable Duration left,
        int inFlight,
        Map<Outcome.Kind, Long> outcomes,
        long unanswered,
        long leaked,
        Duration latency,
        RecentCalls recent,
        int ejections,
        Map<String, Long> figures) {

    /** @param share of the calls, times that of its peers */
    static MemberStatus of(Member member, boolean removed, double share, long now) {
        MemberHealth health = member.health();
        Map<Outcome.Kind, Long> outcomes = new EnumMap<>(Outcome.Kind.class);
        for (Outcome.Kind kind : Outcome.Kind.values()) outcomes.put(kind, member.counted(kind));
        Status status = member.status(now);
        Ramp ramp = member.warmingUp(now);
        return new MemberStatus(
                member.backend(),
                status,
                removed ? "removed; its last calls finish" : why(member, now),
                evidence(health.traffic()),
                member.available(),
                Duration.ofNanos(now - (ramp != null && status == Status.WARMING ? ramp.since() : health.since())),
                left(health, ramp, now),
                member.inFlight(),
                Collections.unmodifiableMap(outcomes),
                member.standing().counted(Standing.UNANSWERED),
                member.standing().counted(Standing.LEAKED),
                Duration.ofNanos(member.latencyNanos()),
                RecentCalls.of(member, share),
                health.traffic().times(),
                Collections.unmodifiableMap(member.standing().figures()));
    }

    /** What stands behind its status, by what the pool itself knows: for those that make calls too. */
    static String why(Member member, long now) {
        String why = member.why(now);
        if (!why.isEmpty()) return why;
        if (member.heldOff(now)) return "asked for a pause";
        return member.standing().standsBy ? "stands by" : "";
    }

    private static @Nullable Evidence evidence(Traffic traffic) {
        if (traffic instanceof Traffic.Ejected out) return out.evidence();
        if (traffic instanceof Traffic.Trial trial) return trial.evidence();
        return traffic instanceof Traffic.Spared spared ? spared.evidence() : null;
    }

    private static @Nullable Duration left(MemberHealth health, @Nullable Ramp ramp, long now) {
        if (health.traffic() instanceof Traffic.Ejected out) return out.left(now);
        return ramp == null ? null : Duration.ofNanos(ramp.leftNanos(now));
    }

    /** Who keeps it out; null if nobody does. In panic it may get calls all the same: see {@link #inRotation}. */
    public @Nullable Voice by() {
        return Voice.of(status);
    }

    /** Calls that told something. */
    public long calls() {
        return outcomes.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Calls that told something against this member. */
    public long faults() {
        return outcomes.entrySet().stream()
                .filter(entry -> entry.getKey().fault())
                .mapToLong(Map.Entry::getValue)
                .sum();
    }
}

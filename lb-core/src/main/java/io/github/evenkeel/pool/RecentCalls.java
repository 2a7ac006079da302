package io.github.evenkeel.pool;

import io.github.evenkeel.health.Recent;
import java.time.Duration;

/**
 * What the calls of a member told in about the last minute, as of the last sweep; nothing before the first sweep, which comes within 11 s,
 * and nothing while the member is out. Immutable.
 *
 * @param calls  how many were judged: all but those that their callers gave up. Older ones count for less
 * @param errors the share of them that speaks against the member, 0 to 1
 * @param p50    half of the answers took no longer; zero without answers, here and below
 * @param p95    all but one in twenty
 * @param p99    all but one in a hundred
 * @param share  how many times as many calls it has, by its weight, as the median of its peers: the others of its priority and zone.
 *               At most 1,000; 1 if there are none
 */
public record RecentCalls(long calls, double errors, Duration p50, Duration p95, Duration p99, double share) {
    private static final RecentCalls NONE = new RecentCalls(0, 0, Duration.ZERO, Duration.ZERO, Duration.ZERO, 1);

    static RecentCalls of(Member member, double share) {
        History history = member.standing().history();
        if (history == null || history.recent().idle()) return share == 1 ? NONE : new RecentCalls(share);
        Recent recent = history.recent();
        return new RecentCalls(
                Math.round(recent.calls()),
                recent.calls() == 0 ? 0 : recent.errors() / recent.calls(),
                recent.latency(0.5),
                recent.latency(0.95),
                recent.latency(0.99),
                share);
    }

    private RecentCalls(double share) {
        this(0, 0, Duration.ZERO, Duration.ZERO, Duration.ZERO, share);
    }
}

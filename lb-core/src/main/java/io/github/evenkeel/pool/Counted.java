package io.github.evenkeel.pool;

import java.util.HashMap;
import java.util.Map;

/** Calls and faults since the last look, though members join and leave with counts of their own. */
final class Counted {
    private Map<String, long[]> before = Map.of();

    /** Calls and faults that are new since the last status. A member that has fewer than before is another one of that id. */
    long[] more(PoolStatus status) {
        Map<String, long[]> now = new HashMap<>();
        for (MemberStatus member : status.members()) {
            now.merge(member.backend().toString(), new long[] {member.calls(), member.faults()}, (one, other) ->
                    new long[] {one[0] + other[0], one[1] + other[1]});
        }
        long calls = 0;
        long faults = 0;
        for (Map.Entry<String, long[]> entry : now.entrySet()) {
            long[] last = before.getOrDefault(entry.getKey(), new long[2]);
            long[] latest = entry.getValue();
            boolean another = latest[0] < last[0] || latest[1] < last[1];
            calls += latest[0] - (another ? 0 : last[0]);
            faults += latest[1] - (another ? 0 : last[1]);
        }
        before = now;
        return new long[] {calls, faults};
    }
}

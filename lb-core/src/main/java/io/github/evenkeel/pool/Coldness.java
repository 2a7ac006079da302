package io.github.evenkeel.pool;

import io.github.evenkeel.health.Recent;
import java.util.Arrays;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * Holds those that warm up back by as much as they are slower than the warm ones: a tenth of the calls is a tenth of what a caller waits
 * for only where they take no longer. Looked at in each sweep, by what that sweep's answers took. O(N); control plane only.
 */
final class Coldness {
    /** Exponential answers of equal servers are as far apart, in the mean of twenty, once in 10,000 sweeps. */
    private static final double SLOW = 2;

    private static final int LEAST_ANSWERS = 20;

    /** It must get calls to become warm by. */
    private static final double LEAST_PART = 0.1;

    private Coldness() {}

    static void heed(Collection<Member> members) {
        double typical = -1;
        for (Member member : members) {
            Ramp ramp = member.ramp();
            Recent recent = ramp == null ? null : recent(member);
            if (ramp == null || recent == null) continue;
            if (typical < 0) typical = typical(members);
            double own = recent.meanNanos();
            double part = typical == 0 || own < SLOW * typical ? 1 : Math.max(LEAST_PART, typical / own);
            if (part != ramp.part()) member.warm(ramp.withPart(part));
        }
    }

    /** The median mean of the warm ones, 0 if there are none that tell. */
    private static double typical(Collection<Member> members) {
        double[] means = members.stream()
                .filter(member -> member.ramp() == null)
                .map(Coldness::recent)
                .filter(recent -> recent != null)
                .mapToDouble(Recent::meanNanos)
                .toArray();
        Arrays.sort(means);
        return means.length == 0 ? 0 : means[(means.length - 1) / 2];
    }

    /** What the answers of one that serves took; null if there were too few. */
    private static @Nullable Recent recent(Member member) {
        History history = member.standing().history();
        if (history == null || !member.available()) return null;
        Recent recent = history.recent();
        return recent.counts().latencies().count() < LEAST_ANSWERS ? null : recent;
    }
}

package io.github.evenkeel.health;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A member whose 95th percentile is some times the others', though it has no more calls waiting than they have. One in twenty answers is
 * a small sample, so it must be beyond chance too: all its answers are held against theirs.
 */
record SlowerThanOthers(LatencyRules rules) implements Detector {
    /** Cheap, and true for all that either rule of latency could find at fault. */
    static boolean standsOut(Own own, Rest rest, LatencyRules rules) {
        if (rules.times() == 0 || own.p95() < rules.atLeast().toNanos()) return false;
        return own.p95() >= Math.min(rules.times(), SlowerThanBefore.APART) * rest.p95But(own);
    }

    @Override
    public @Nullable Evidence judge(Own own, Rest rest) {
        if (rules.times() == 0 || own.p95() == 0) return null;
        long others = rest.p95But(own);
        if (others < 0) return null;
        double times = rules.times() * rest.lighter(own);
        long limit = Math.max(rules.atLeast().toNanos(), (long) (times * others));
        if (own.p95() < limit || !rest.noBusier(own) || !slower(own, rest, times, limit)) return null;
        return evidence(own, "the others' " + Detector.millis(others), limit);
    }

    /**
     * True if the member's answers are slower than the rest's, beyond chance: all of them, or more of them beyond the limit. The first
     * tells by few answers that a server is slow, the second by many that it is slow now and then.
     */
    static boolean slower(Own own, Rest rest, double times, long limit) {
        return slower(own, rest.answersBut(own), times, limit);
    }

    /** The same against answers that are as they should be, by bucket. */
    static boolean slower(Own own, double[] reference, double times, long limit) {
        Latencies answers = own.counts().latencies();
        double all = 0;
        double above = 0;
        for (int i = 0; i < reference.length; i++) {
            all += reference[i];
            if (i >= Latencies.firstAbove(limit)) above += reference[i];
        }
        return Slowness.unlikely(answers, reference, times)
                || TwoProportion.unlikely(answers.above(limit), answers.count(), above, all);
    }

    static Evidence evidence(Own own, String compared, long limit) {
        return new Evidence(
                "p95 " + Detector.millis(own.p95()) + ", " + compared,
                Map.of(
                        "over " + Detector.millis(limit),
                        own.counts().latencies().above(limit)),
                true);
    }
}

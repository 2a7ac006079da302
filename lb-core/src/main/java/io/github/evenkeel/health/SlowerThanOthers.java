package io.github.evenkeel.health;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A member whose 95th percentile is some times the others'. One in twenty answers is a small sample, so it must be beyond chance too:
 * the answers slower than the limit are held against the rest's as errors are.
 */
record SlowerThanOthers(LatencyRules rules) implements Detector {
    @Override
    public @Nullable Evidence judge(Own own, Rest rest) {
        if (rules.times() == 0 || own.p95() == 0) return null;
        long others = rest.p95But(own);
        if (others < 0) return null;
        long limit = Math.max(rules.atLeast().toNanos(), (long) (rules.times() * others));
        if (own.p95() < limit || !slower(own, rest, limit)) return null;
        return evidence(own, "the others' " + Detector.millis(others), limit);
    }

    /** True if the member has more answers above the limit than the rest has, beyond chance. */
    static boolean slower(Own own, Rest rest, long limit) {
        Latencies answers = own.counts().latencies();
        return TwoProportion.unlikely(
                answers.above(limit), answers.count(), rest.aboveBut(own, limit), rest.aboveBut(own, 0));
    }

    static Evidence evidence(Own own, String compared, long limit) {
        return new Evidence(
                "p95 " + Detector.millis(own.p95()) + ", " + compared,
                Map.of(
                        "over " + Detector.millis(limit),
                        own.counts().latencies().above(limit)));
    }
}

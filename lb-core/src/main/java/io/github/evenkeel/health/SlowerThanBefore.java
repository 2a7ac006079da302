package io.github.evenkeel.health;

import org.jspecify.annotations.Nullable;

/**
 * A member whose 95th percentile has become some times what it was within the last minute, beyond chance; and not only its own: where
 * all become slow together, something behind them has, and ejecting half of them would make it worse.
 */
record SlowerThanBefore(LatencyRules rules) implements Detector {
    /** As much as members differ without a cause: the same band in which the adaptive selector takes latencies for equal. */
    static final double APART = 1.5;

    @Override
    public @Nullable Evidence judge(Own own, Rest rest) {
        if (rules.times() == 0 || own.p95() == 0) return null;
        long others = rest.p95But(own);
        if (others < 0) return null;
        double apart = APART * rest.lighter(own);
        long least = Math.max(rules.atLeast().toNanos(), (long) (apart * others));
        if (own.p95() < least) return null;
        long before = own.past().quantileNanos(0.95);
        long limit = Math.max(least, (long) (rules.times() * before));
        if (before == 0 || own.p95() < limit || !rest.noBusier(own)) return null;
        boolean changed = SlowerThanOthers.slower(own, own.past().perBucket(), rules.times(), limit);
        if (!changed || !SlowerThanOthers.slower(own, rest, apart, limit)) return null;
        return SlowerThanOthers.evidence(own, "a minute ago " + Detector.millis(before), limit);
    }
}

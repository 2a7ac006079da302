package io.github.evenkeel.health;

import org.jspecify.annotations.Nullable;

/** A member that as good as always fails, unless most of the pool fails alike: see {@link Outliers}. A share of 0 is off. */
record FailureShare(ErrorRules rules) implements Detector {
    @Override
    public boolean compares() {
        return false;
    }

    /** True for all that this finds at fault. */
    static boolean standsOut(Own own, ErrorRules rules) {
        Counts counts = own.counts();
        return rules.share() > 0 && counts.calls() >= rules.shareCalls() && counts.errorRate() >= rules.share();
    }

    @Override
    public @Nullable Evidence judge(Own own, Rest rest) {
        Counts counts = own.counts();
        if (!standsOut(own, rules)) return null;
        return new Evidence(
                "%d %% of %d calls failed".formatted(Detector.percent(counts.errorRate()), counts.calls()),
                counts.faults());
    }
}

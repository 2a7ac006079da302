package io.github.evenkeel.health;

import org.jspecify.annotations.Nullable;

/** A member that fails more often than the rest, beyond chance. */
record ErrorRate(ErrorRules rules) implements Detector {
    @Override
    public @Nullable Evidence judge(Own own, Rest rest) {
        Counts counts = own.counts();
        if (!rules.rate() || counts.calls() < rules.minimumCalls()) return null;
        double errors = rest.errorsBut(own);
        double calls = rest.callsBut(own);
        if (!failsMore(own, rest)) return null;
        return new Evidence(
                "error rate %d %% of %d calls, the rest's %d %%"
                        .formatted(
                                Detector.percent(counts.errorRate()), counts.calls(), Detector.percent(errors / calls)),
                counts.faults());
    }

    /** Cheap, and true for all that this could find at fault. */
    static boolean standsOut(Own own, Rest rest) {
        Counts counts = own.counts();
        return TwoProportion.standsOut(counts.errors(), counts.calls(), rest.errorsBut(own), rest.callsBut(own));
    }

    /** True if the member has more errors than the rest has, beyond chance. */
    static boolean failsMore(Own own, Rest rest) {
        Counts counts = own.counts();
        return TwoProportion.unlikely(counts.errors(), counts.calls(), rest.errorsBut(own), rest.callsBut(own));
    }
}

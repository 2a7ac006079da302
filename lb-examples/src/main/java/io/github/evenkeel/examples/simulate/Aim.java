package io.github.evenkeel.examples.simulate;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToDoubleFunction;

/**
 * What a scenario should give.
 *
 * @param what     the figure, for people
 * @param of       the figure of a run, and of round robin's run with the same arrivals and service times
 * @param rule     which side of the limit is good
 * @param everyone true if it is asked of every selector, not only of the default
 * @param waitsFor what must be built before it can hold; {@code ""} if nothing
 */
record Aim(String what, ToDoubleBiFunction<Run, Run> of, Rule rule, double limit, boolean everyone, String waitsFor) {
    /** Which side of the limit is good. */
    enum Rule {
        AT_MOST,
        /** The same of a figure that was counted and not drawn, or that the aim gives its slack already: no tolerance. */
        EXACTLY_AT_MOST,
        AT_LEAST,
        /** The mean over the runs is no further from 1 than the limit. */
        NEAR_ONE,
        /** A share near 1, of which what is missing counts: 3 % of tolerance on 99.9 % would be no aim at all. */
        SHARE_AT_LEAST
    }

    /** How it went. */
    enum Verdict {
        HOLDS,
        /** Beyond the limit, but not by more than the tolerance. */
        WITHIN_TOLERANCE,
        MISSES,
        WAITS;

        boolean held() {
            return this == HOLDS || this == WITHIN_TOLERANCE;
        }
    }

    /** An aim that is judged. */
    record Judged(Aim aim, Estimate estimate, Verdict verdict) {
        /** The aim, what was found, and the verdict, in a line. */
        @Override
        public String toString() {
            String told = switch (verdict) {
                case HOLDS -> "holds";
                case WITHIN_TOLERANCE -> "holds (tolerance)";
                case MISSES -> "MISSES";
                case WAITS -> "waits for " + aim.waitsFor();
            };
            if (Double.isNaN(estimate.value()) && verdict == Verdict.WAITS) return aim.what() + ": " + told;
            String sign = switch (aim.rule()) {
                case AT_MOST, EXACTLY_AT_MOST -> "<=";
                case AT_LEAST, SHARE_AT_LEAST -> ">=";
                case NEAR_ONE -> "= 1 +-";
            };
            return String.format(
                    Locale.ROOT,
                    "%s %s %s: %s %s",
                    aim.what(),
                    sign,
                    figure(aim.limit()),
                    figure(estimate.value()),
                    told);
        }

        private String figure(double value) {
            if (aim.rule() == Rule.SHARE_AT_LEAST) return String.format(Locale.ROOT, "%.3f%%", 100 * value);
            return String.format(Locale.ROOT, "%.4g", value);
        }
    }

    // A 4-sigma tolerance that is wider than this share of the limit would let nearly anything hold: then it is 3 %.
    private static final double WIDEST = 0.15;

    static Aim atMost(String what, double limit, ToDoubleFunction<Run> of) {
        return new Aim(what, (run, roundRobin) -> of.applyAsDouble(run), Rule.AT_MOST, limit, false, "");
    }

    static Aim exactlyAtMost(String what, double limit, ToDoubleFunction<Run> of) {
        return new Aim(what, (run, roundRobin) -> of.applyAsDouble(run), Rule.EXACTLY_AT_MOST, limit, false, "");
    }

    static Aim atLeast(String what, double limit, ToDoubleFunction<Run> of) {
        return new Aim(what, (run, roundRobin) -> of.applyAsDouble(run), Rule.AT_LEAST, limit, false, "");
    }

    static Aim mean(double limit) {
        return atMost("mean", limit, Run::mean);
    }

    static Aim p99(double limit) {
        return atMost("p99", limit, run -> run.quantile(0.99));
    }

    static Aim success(double limit) {
        return new Aim("success", (run, roundRobin) -> run.success(), Rule.SHARE_AT_LEAST, limit, false, "");
    }

    /** Sends per call; the limit has its 1 % of slack already. */
    static Aim sends(double limit) {
        return exactlyAtMost("sends/call", limit, run -> run.sends() / (double) run.calls());
    }

    static Aim noEjections() {
        return atMost("ejections", 0, Run::ejections);
    }

    /** No further from 1, in the mean over the runs, than the limit. */
    static Aim nearOne(String what, double limit, ToDoubleFunction<Run> of) {
        return new Aim(what, (run, roundRobin) -> of.applyAsDouble(run), Rule.NEAR_ONE, limit, false, "");
    }

    /** The other aim of every scenario; where neither fails, nothing is worse. */
    static Aim notFailingMoreThanRoundRobin() {
        return new Aim(
                "failures/round robin's",
                (run, roundRobin) -> run.success() == 1 ? 0 : (1 - run.success()) / (1 - roundRobin.success()),
                Rule.AT_MOST,
                1.10,
                false,
                "");
    }

    /** The aim of every scenario: round robin looks at nothing, so whoever is slower has looked in the wrong place. */
    static Aim notWorseThanRoundRobin() {
        return new Aim(
                "mean of good/round robin's",
                (run, roundRobin) -> run.meanOfGood() / roundRobin.meanOfGood(),
                Rule.AT_MOST,
                1.10,
                false,
                "");
    }

    Aim ofEveryone() {
        return new Aim(what, of, rule, limit, true, waitsFor);
    }

    Aim waitingFor(String part) {
        return new Aim(what, of, rule, limit, everyone, part);
    }

    Judged judge(List<Run> runs, List<Run> roundRobin) {
        double[] values = new double[runs.size()];
        for (int i = 0; i < values.length; i++) values[i] = of.applyAsDouble(runs.get(i), roundRobin.get(i));
        return judge(Estimate.mean(values));
    }

    /** Of a figure that has no spread. */
    Judged judge(double value) {
        return judge(new Estimate(value, 0));
    }

    private Judged judge(Estimate estimate) {
        return new Judged(this, estimate, waitsFor.isEmpty() ? verdict(estimate) : Verdict.WAITS);
    }

    private Verdict verdict(Estimate estimate) {
        double excess = switch (rule) {
            case AT_MOST, EXACTLY_AT_MOST -> estimate.value() - limit;
            case NEAR_ONE -> Math.abs(estimate.value() - 1) - limit;
            case AT_LEAST, SHARE_AT_LEAST -> limit - estimate.value();
        };
        if (excess <= 0) return Verdict.HOLDS;
        if (rule == Rule.EXACTLY_AT_MOST) return Verdict.MISSES;
        double scale = rule == Rule.SHARE_AT_LEAST ? 1 - limit : limit;
        double wide = estimate.tolerance(scale);
        double tolerance = wide <= WIDEST * scale ? wide : new Estimate(0, 0).tolerance(scale);
        // Written so that a figure that is not a number misses.
        return excess <= tolerance ? Verdict.WITHIN_TOLERANCE : Verdict.MISSES;
    }
}

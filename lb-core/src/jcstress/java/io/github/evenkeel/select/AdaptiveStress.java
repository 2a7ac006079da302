package io.github.evenkeel.select;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** What the adaptive strategy measures, written by two threads at once. */
public class AdaptiveStress {
    private static AdaptiveGauge gauge() {
        Forgetting forgetting = new Forgetting(200, Duration.ofSeconds(1), Duration.ofSeconds(30));
        return new AdaptiveGauge(new AdaptivePeers(1.5, forgetting, 30, 2));
    }

    @JCStressTest
    @Description("Two answers come at once when a round is due: one of their threads looks, and only once.")
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "one round, alone")
    @Outcome(expect = FORBIDDEN, desc = "none, two, or two at the same time")
    @State
    public static class OneRound {
        private int looks; // guarded by the rounds
        private final Rounds<AdaptiveGauge> rounds = new Rounds<>(this::look, new AdaptiveGauge[0]);

        private long look(AdaptiveGauge[] gauges, int from, int step, long now) {
            looks++;
            return 1_000_000_000;
        }

        @Actor
        public void one() {
            rounds.answered(1);
        }

        @Actor
        public void two() {
            rounds.answered(1);
        }

        @Arbiter
        public void count(II_Result result) {
            result.r1 = looks;
            rounds.answered(2_000_000_000L); // nobody holds the round for ever
            result.r2 = looks - result.r1;
        }
    }

    @JCStressTest
    @Description(
            "The third call begins while the first is answered: whichever is seen, the next answer ends the silence.")
    @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "not silent")
    @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "silent until the next answer")
    @Outcome(expect = FORBIDDEN, desc = "silent for ever")
    @State
    public static class BeginAgainstAnswer {
        private final AdaptiveGauge gauge = gauge();

        public BeginAgainstAnswer() {
            gauge.begun(1);
            gauge.begun(1);
        }

        @Actor
        public void begin() {
            gauge.begun(1);
        }

        @Actor
        public void answer() {
            gauge.answered(io.github.evenkeel.Outcome.SUCCESS, 1, 2);
        }

        @Arbiter
        public void look(ZZ_Result result) {
            result.r1 = gauge.silence(10) == 0;
            gauge.answered(io.github.evenkeel.Outcome.SUCCESS, 1, 3);
            result.r2 = gauge.silence(10) == 0;
        }
    }

    @JCStressTest
    @Description("Two answers, of 10 and 20 ns, come at once: one may be missed, but the mean is one of such answers.")
    @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "between the two")
    @Outcome(expect = FORBIDDEN, desc = "none of either")
    @State
    public static class TwoAnswers {
        private final AdaptiveGauge gauge = gauge();

        @Actor
        public void quick() {
            gauge.answered(io.github.evenkeel.Outcome.SUCCESS, 0, 10);
        }

        @Actor
        public void slow() {
            gauge.answered(io.github.evenkeel.Outcome.SUCCESS, 0, 20);
        }

        @Arbiter
        public void look(ZZ_Result result) {
            result.r1 = gauge.meanLatency() >= 10;
            result.r2 = gauge.meanLatency() <= 20;
        }
    }
}

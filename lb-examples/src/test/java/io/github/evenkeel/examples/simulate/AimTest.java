package io.github.evenkeel.examples.simulate;

import static io.github.evenkeel.examples.simulate.Aim.Verdict.HOLDS;
import static io.github.evenkeel.examples.simulate.Aim.Verdict.MISSES;
import static io.github.evenkeel.examples.simulate.Aim.Verdict.WAITS;
import static io.github.evenkeel.examples.simulate.Aim.Verdict.WITHIN_TOLERANCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

class AimTest {
    private static final Scenario SCENARIO =
            Scenario.named("none").servers(1).load(0.5).build();

    @Test
    void threePercentBeyondTheLimitIsWithinTheTolerance() {
        assertThat(verdict(1, 1, 1)).isEqualTo(HOLDS);
        assertThat(verdict(1, 1.029, 1.029)).isEqualTo(WITHIN_TOLERANCE);
        assertThat(verdict(1, 1.031, 1.031)).isEqualTo(MISSES);
    }

    @Test
    void fourStandardErrorsAreWithinTheToleranceToo() {
        // 1.04 ± 0.014: a standard error of 0.014.
        assertThat(verdict(1, 1.04 - 0.014, 1.04 + 0.014)).isEqualTo(WITHIN_TOLERANCE);
    }

    @Test
    void aSpreadSoWideThatNearlyAnythingWouldHoldCountsForNothing() {
        assertThat(verdict(1, 0.9, 1.3)).isEqualTo(MISSES);
    }

    @Test
    void whatIsCountedOrHasItsSlackAlreadyHasNoTolerance() {
        assertThat(Aim.exactlyAtMost("n", 1, values(1, 1)).judge(runs(), runs()).verdict())
                .isEqualTo(HOLDS);
        assertThat(Aim.exactlyAtMost("n", 1, values(0.9, 1.102))
                        .judge(runs(), runs())
                        .verdict())
                .isEqualTo(MISSES);
        assertThat(Aim.sends(1.01).rule()).isEqualTo(Aim.Rule.EXACTLY_AT_MOST);
    }

    @Test
    void nearOneIsJudgedByTheMeanAndNotByEachRun() {
        Aim aim = Aim.nearOne("share", 0.2, values(0.5, 1.4));
        assertThat(aim.judge(runs(), runs()).verdict()).isEqualTo(HOLDS);
        assertThat(Aim.nearOne("share", 0.2, values(0.79, 0.79))
                        .judge(runs(), runs())
                        .verdict())
                .isEqualTo(MISSES);
        assertThat(Aim.nearOne("share", 0.2, values(1.21, 1.21))
                        .judge(runs(), runs())
                        .verdict())
                .isEqualTo(MISSES);
    }

    @Test
    void inAnyScenarioTheDefaultIsComparedWithRoundRobinInTimeAndInFailures() {
        List<Trial> played = SimulateCommand.all(false).stream()
                .filter(trial -> trial.scenario() != null)
                .toList();
        assertThat(played).isNotEmpty().allSatisfy(trial -> {
            List<String> aims = trial.aims().stream().map(Aim::what).toList();
            assertThat(aims).contains("mean of good/round robin's");
            boolean waits = trial.aims().stream()
                    .anyMatch(aim ->
                            aim.what().equals("success") && !aim.waitsFor().isEmpty());
            assertThat(aims.contains("failures/round robin's")).isEqualTo(!waits);
        });
    }

    @Test
    void whatIsNoNumberMisses() {
        assertThat(verdict(1, Double.NaN, 1)).isEqualTo(MISSES);
        assertThat(verdict(1, Double.POSITIVE_INFINITY, 1)).isEqualTo(MISSES);
    }

    @Test
    void aLimitOfNothingHasNoTolerance() {
        assertThat(verdict(0, 0, 0)).isEqualTo(HOLDS);
        assertThat(verdict(0, 0, 1)).isEqualTo(MISSES);
    }

    @Test
    void ofSuccessWhatIsMissingCounts() {
        assertThat(success(0.99, 0.9898)).isEqualTo(WITHIN_TOLERANCE);
        assertThat(success(0.99, 0.9896)).isEqualTo(MISSES);
        assertThat(success(1, 0.99999)).isEqualTo(MISSES);
    }

    @Test
    void anAimThatWaitsIsShownAndDoesNotHold() {
        Aim aim = Aim.atMost("mean", 1, values(0.5, 0.5)).waitingFor("retries");
        Aim.Judged judged = aim.judge(runs(), runs());
        assertThat(judged.verdict()).isEqualTo(WAITS);
        assertThat(judged.verdict().held()).isFalse();
        assertThat(judged).hasToString("mean <= 1.000: 0.5000 waits for retries");
    }

    @Test
    void anEstimateIsTheMeanWithItsStandardErrorAndASpreadWithItsOwn() {
        Estimate mean = Estimate.mean(1, 2, 3, 4, 5);
        assertThat(mean.value()).isEqualTo(3);
        assertThat(mean.sigma()).isCloseTo(Math.sqrt(2.5 / 5), within(1e-12));
        Estimate spread = Estimate.spread(10, 1, 2, 3, 4, 5);
        assertThat(spread.value()).isCloseTo(Math.sqrt(2.5) / 10, within(1e-12));
        assertThat(spread.sigma()).isCloseTo(spread.value() / Math.sqrt(8), within(1e-12));
    }

    private static Aim.Verdict verdict(double limit, double first, double second) {
        return Aim.atMost("figure", limit, values(first, second))
                .judge(runs(), runs())
                .verdict();
    }

    private static Aim.Verdict success(double limit, double value) {
        Aim aim = new Aim("success", (run, other) -> value, Aim.Rule.SHARE_AT_LEAST, limit, false, "");
        return aim.judge(runs(), runs()).verdict();
    }

    private static List<Run> runs() {
        return List.of(new Run(SCENARIO), new Run(SCENARIO));
    }

    /** One after the other. */
    private static ToDoubleFunction<Run> values(double first, double second) {
        List<Double> left = new ArrayList<>(List.of(first, second));
        return run -> left.remove(0);
    }
}

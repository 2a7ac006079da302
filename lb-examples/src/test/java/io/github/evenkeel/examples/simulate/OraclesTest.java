package io.github.evenkeel.examples.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The quick ones of the oracles; {@code simulate oracles} has them all. */
class OraclesTest {
    private static final Set<String> QUICK = Set.of(
            "M/M/1 at 0.5",
            "M/M/10 at 0.8",
            "processor sharing, exactly 1.0 at 0.8",
            "round robin, n=10 at 0.8",
            "brown-out, round robin",
            "two choices, n=10 at 0.8",
            "100,000 calls that never end, 10 servers");

    @Test
    void theSimulatorAgreesWithTheory() {
        List<Oracle> oracles = Oracles.all(true).stream()
                .filter(each -> QUICK.contains(each.scenario().name()))
                .toList();
        assertThat(oracles).hasSize(QUICK.size());
        try (Laboratory laboratory = new Laboratory(1)) {
            for (Oracle oracle : oracles) {
                List<Run> runs = laboratory
                        .start(oracle.scenario(), oracle.contender(), oracle.seeds())
                        .await();
                assertThat(oracle.figures()).allSatisfy(figure -> {
                    Estimate estimate = figure.estimate(runs);
                    assertThat(figure.holds(estimate))
                            .as(oracle.scenario().name() + ", " + figure.name() + ": " + estimate)
                            .isTrue();
                });
            }
        }
    }

    @Test
    void anOracleDoesNotHoldWhenItsFigureIsOffOrTooUncertain() {
        Oracle.Figure figure = Oracle.Figure.is("mean", 2, Run::mean);
        assertThat(figure.holds(new Estimate(2.05, 0))).isTrue();
        assertThat(figure.holds(new Estimate(2.07, 0))).isFalse();
        assertThat(figure.holds(new Estimate(2.07, 0.02))).isTrue();
        assertThat(figure.holds(new Estimate(2.07, 0.2))).isFalse();
        assertThat(figure.holds(new Estimate(Double.NaN, 0))).isFalse();
    }
}

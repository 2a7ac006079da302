package io.github.evenkeel.examples.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** The formulas give the figures of the books, to the digits that are printed there. */
class TheoryTest {
    @Test
    void oneServer() {
        assertThat(Theory.single(0.8)).isCloseTo(5, within(1e-12));
        assertThat(Theory.singleQuantile(0.9, 0.5)).isCloseTo(6.9315, within(1e-4));
    }

    @Test
    void oneQueueBeforeManyServers() {
        assertThat(Theory.central(1, 0.8)).isCloseTo(Theory.single(0.8), within(1e-12));
        assertThat(Theory.central(10, 0.5)).isCloseTo(1.0072, within(5e-5));
        assertThat(Theory.central(10, 0.8)).isCloseTo(1.2046, within(5e-5));
        assertThat(Theory.central(10, 0.9)).isCloseTo(1.6687, within(5e-5));
        assertThat(Theory.central(20, 0.8)).isCloseTo(1.0640, within(5e-5));
    }

    @Test
    void roundRobin() {
        assertThat(Theory.roundRobin(1, 0.8)).isCloseTo(Theory.single(0.8), within(1e-9));
        assertThat(Theory.roundRobin(10, 0.8)).isCloseTo(2.9223, within(5e-5));
        assertThat(Theory.roundRobin(10, 0.9)).isCloseTo(5.6603, within(5e-5));
        assertThat(Theory.roundRobin(20, 0.8)).isCloseTo(2.8074, within(5e-5));
    }

    @Test
    void choices() {
        assertThat(Theory.choices(2, 0.5)).isCloseTo(1.2657, within(5e-5));
        assertThat(Theory.choices(2, 0.8)).isCloseTo(1.9474, within(5e-5));
        assertThat(Theory.choices(2, 0.9)).isCloseTo(2.6141, within(5e-5));
        assertThat(Theory.choices(3, 0.9)).isCloseTo(2.0279, within(5e-5));
        assertThat(Theory.choicesTail(2, 0.9, 5)).isCloseTo(StrictMath.pow(0.9, 31), within(1e-12));
    }

    @Test
    void theStandardErrorShrinksWithTheRootOfTime() {
        // 2 (1.5) / (0.5 × 0.25 × 600) = 0.04.
        assertThat(Theory.relativeError(1, 0.5, 600)).isCloseTo(0.2, within(1e-12));
        assertThat(Theory.relativeError(4, 0.5, 600)).isCloseTo(0.1, within(1e-12));
    }
}

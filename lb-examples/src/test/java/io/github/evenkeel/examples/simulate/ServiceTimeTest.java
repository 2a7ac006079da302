package io.github.evenkeel.examples.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class ServiceTimeTest {
    @Test
    void theMeanIsWhatItSays() {
        int steps = 1_000_000;
        for (ServiceTime time : List.of(
                ServiceTime.exactly(3),
                ServiceTime.exponential(2),
                ServiceTime.uniform(1, 4),
                ServiceTime.normal(5, 1),
                ServiceTime.logNormal(2, 1),
                ServiceTime.pareto(1, 2.5))) {
            double sum = 0;
            for (int i = 0; i < steps; i++) sum += time.at((i + 0.5) / steps, 1);
            assertThat(sum / steps).as(time.toString()).isCloseTo(time.mean(), within(0.002 * time.mean()));
        }
    }

    @Test
    void normalQuantilesAreThoseOfTheTables() {
        assertThat(Chance.normal(0.5)).isCloseTo(0, within(1e-9));
        assertThat(Chance.normal(0.975)).isCloseTo(1.959963985, within(1e-8));
        assertThat(Chance.normal(0.025)).isCloseTo(-1.959963985, within(1e-8));
        assertThat(Chance.normal(0.001)).isCloseTo(-3.090232306, within(1e-8));
        assertThat(Chance.normal(0.999)).isCloseTo(3.090232306, within(1e-8));
    }

    @Test
    void aNormalTimeIsNeverNegative() {
        assertThat(ServiceTime.normal(1, 1).at(0.001, 1)).isZero();
    }

    @Test
    void linearTimesGrowWithTheCallsInFlightAndJumpAboveTheCapacity() {
        ServiceTime time = ServiceTime.linear(0.06, 60);
        assertThat(time.at(0.5, 0)).isEqualTo(0.06);
        assertThat(time.at(0.5, 30)).isCloseTo(0.09, within(1e-12));
        assertThat(time.at(0.5, 60)).isCloseTo(0.12, within(1e-12));
        assertThat(time.at(0.5, 61)).isCloseTo(0.3, within(1e-12));
    }

    @Test
    void aParetoTimeWithoutAMeanIsRefused() {
        assertThatThrownBy(() -> ServiceTime.pareto(1, 1)).hasMessage("alpha: 1.0 (expected: > 1)");
    }
}

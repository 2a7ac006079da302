package io.github.evenkeel.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunsTest {
    @ParameterizedTest
    @CsvSource({
        "0, 5",
        "0.01, 5",
        "0.0398, 5",
        "0.0399, 6",
        "0.05, 6",
        "0.1, 7",
        "0.2, 11", // 0.2^10 is 1.02e-7
        "0.5, 24",
        "0.9, 153",
        "1, 2147483647",
        "1.5, 2147483647"
    })
    void theMoreTheRestFailsTheLongerARunMustBe(double rate, int enough) {
        assertThat(Runs.enough(5, rate)).isEqualTo(enough);
    }

    @Test
    void whatIsSetIsTheLeast() {
        assertThat(Runs.enough(9, 0.01)).isEqualTo(9);
        assertThat(Runs.enough(9, 0.2)).isEqualTo(11);
        assertThat(Runs.enough(2, 0.0001)).isEqualTo(2);
    }

    @Test
    void itIsTheLeastLengthThatChanceReachesOnceInTenMillion() {
        SplittableRandom random = new SplittableRandom(2);
        for (int i = 0; i < 10_000; i++) {
            double rate = random.nextDouble(0.05, 0.99);
            int enough = Runs.enough(2, rate);
            assertThat(Math.pow(rate, enough)).isLessThanOrEqualTo(1e-7 * (1 + 1e-6));
            assertThat(Math.pow(rate, enough - 1)).isGreaterThan(1e-7);
        }
    }

    @Test
    void aRestWithoutFaultsOrWithoutCallsLeavesTheSetting() {
        assertThat(Runs.enough(5, 0, 10, 1000)).isEqualTo(5);
        assertThat(Runs.enough(5, 0, 0, 1000)).isEqualTo(5);
        assertThat(Runs.enough(5, 1, 0, 1000)).isEqualTo(5);
        assertThat(Runs.enough(5, -1e-12, 10, 1000)).isEqualTo(5);
        assertThat(Runs.enough(5, 1e-12, 1e-12, 1000)).isEqualTo(5);
        assertThat(Runs.enough(5, 0.49, 10, 1000)).isEqualTo(5);
        assertThat(Runs.enough(5, 0.5, 10, 1000)).isGreaterThan(5);
    }

    @Test
    void aMeasuredRateIsTakenHigherAndEveryCallMayBeginARun() {
        assertThat(Runs.enough(5, 200_000, 1_000_000, 1)).isEqualTo(11);
        assertThat(Runs.enough(5, 200_000, 1_000_000, 0)).isEqualTo(11);
        assertThat(Runs.enough(5, 200_000, 1_000_000, 1000)).isEqualTo(15);
        assertThat(Runs.enough(5, 20, 100, 1000)).isEqualTo(19);
        assertThat(Runs.enough(5, 100, 100, 1000)).isEqualTo(Integer.MAX_VALUE);
    }

    /** Not sampled: a run of k is rarer than a million sweeps show. */
    @ParameterizedTest
    @CsvSource({"2, 20", "2, 100", "2, 1000", "3, 20", "3, 100", "3, 1000", "10, 20", "10, 100", "10, 1000"})
    void aMemberLikeTheRestHasNoSuchRunInThreeMillionSweeps(int hosts, int calls) {
        for (double rate : new double[] {0.01, 0.05, 0.1, 0.2}) {
            int restCalls = (hosts - 1) * calls * 6; // a minute of sweeps
            double spread = 8 * Math.sqrt(restCalls * rate) + 20;
            double runs = 0;
            for (int errors = (int) Math.max(0, restCalls * rate - spread);
                    errors < restCalls * rate + spread;
                    errors++) {
                int enough = Runs.enough(5, errors, restCalls, calls);
                double chance = Binomial.tail(restCalls, errors, rate) - Binomial.tail(restCalls, errors + 1, rate);
                if (enough <= calls) runs += chance * (calls - enough + 1) * (1 - rate) * Math.pow(rate, enough);
            }
            assertThat(3e6 * runs).as("at %s", rate).isLessThan(0.2);
        }
    }
}

package io.github.evenkeel.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TwoProportionTest {
    /** Wilson's bound is where the rest's rate lies just z deviations of a binomial below. */
    @Test
    void theUpperBoundIsTheRateFromWhichTheRestIsThreeDeviationsAway() {
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 10_000; i++) {
            double calls = 1 + random.nextInt(5000);
            double errors = Math.floor(random.nextDouble() * calls);
            double bound = TwoProportion.upperBound(errors, calls, 3);
            assertThat(bound).isBetween(errors / calls, 1.0);
            double deviation = Math.sqrt(bound * (1 - bound) / calls);
            assertThat((bound - errors / calls) / deviation).isCloseTo(3, within(1e-6));
        }
        assertThat(TwoProportion.upperBound(0, 0, 3)).isEqualTo(1);
        assertThat(TwoProportion.upperBound(7, 7, 3)).isEqualTo(1);
        assertThat(TwoProportion.upperBound(0, 91, 3)).isCloseTo(0.09, within(1e-12));
    }

    @Test
    void fourErrorsProveNothing() {
        assertThat(TwoProportion.unlikely(4, 4, 0, 1_000_000)).isFalse();
        assertThat(TwoProportion.unlikely(5, 5, 0, 1_000_000)).isTrue();
    }

    @Test
    void aSmallDifferenceIsNotWorthAnEjection() {
        assertThat(TwoProportion.unlikely(149_999, 1_000_000, 100_000, 1_000_000))
                .isFalse();
        assertThat(TwoProportion.unlikely(49_999, 1_000_000, 0, 1_000_000)).isFalse();
        assertThat(TwoProportion.unlikely(50_000, 1_000_000, 0, 1_000_000)).isTrue();
        assertThat(TwoProportion.unlikely(150_001, 1_000_000, 100_000, 1_000_000))
                .isTrue();
    }

    @Test
    void withoutARestNobodyIsWorse() {
        assertThat(TwoProportion.unlikely(100, 100, 0, 0)).isFalse();
        assertThat(TwoProportion.unlikely(100, 100, 100, 100)).isFalse();
        assertThat(TwoProportion.unlikely(0, 0, 0, 100)).isFalse();
    }

    @Test
    void whoNeverFailsIsNotSuspicious() {
        assertThat(TwoProportion.suspicious(0, 0, 0, 1_000_000)).isFalse();
        assertThat(TwoProportion.suspicious(0, 100, 0, 1_000_000)).isFalse();
        assertThat(TwoProportion.suspicious(2, 100, 0, 1_000_000)).isTrue();
    }

    @Test
    void theLimitIsWhereTheExactTailIsOneInAMillion() {
        double bound = TwoProportion.upperBound(90, 900, 3);
        int least = 0;
        while (Binomial.tail(100, least, bound) >= 1e-6) least++;
        assertThat(TwoProportion.unlikely(least, 100, 90, 900)).isTrue();
        assertThat(TwoProportion.unlikely(least - 1, 100, 90, 900)).isFalse();
    }

    @Test
    void moreErrorsAreNeverLikelier() {
        SplittableRandom random = new SplittableRandom(4);
        for (int i = 0; i < 2_000; i++) {
            int calls = 5 + random.nextInt(300);
            int restCalls = 1 + random.nextInt(3000);
            int restErrors = random.nextInt(restCalls + 1);
            boolean before = false;
            for (int errors = 0; errors <= calls; errors++) {
                boolean now = TwoProportion.unlikely(errors, calls, restErrors, restCalls);
                assertThat(now || !before).isTrue();
                before = now;
            }
        }
    }

    /** A host that fails half its calls, among others that fail a tenth: summed over everything that can be seen, not sampled. */
    @ParameterizedTest
    @CsvSource({"2, 0.80", "3, 0.95", "4, 0.98", "5, 0.995", "10, 0.995", "20, 0.995"})
    void aBadHostIsFoundInOneSweepOfAHundredCalls(int hosts, double aim) {
        int restCalls = 100 * (hosts - 1);
        double power = 0;
        int least = 5;
        for (int restErrors = 0; restErrors <= restCalls; restErrors++) {
            double chance = chance(restCalls, restErrors, 0.1);
            if (chance < 1e-12) continue;
            while (least <= 100 && !TwoProportion.unlikely(least, 100, restErrors, restCalls)) least++;
            power += chance * Binomial.tail(100, least, 0.5);
        }
        assertThat(power).isBetween(aim, 1.0);
    }

    private static double chance(int calls, int errors, double rate) {
        return Binomial.tail(calls, errors, rate) - Binomial.tail(calls, errors + 1, rate);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.99, 0.95, 0.8})
    void amongTenEqualHostsNobodyIsUnlikely(double success) {
        SplittableRandom random = new SplittableRandom(7);
        int ejected = 0;
        int[] errors = new int[10];
        for (int interval = 0; interval < 10_000; interval++) { // of ten hosts: 1e5 host-intervals
            int sum = 0;
            for (int host = 0; host < 10; host++) {
                errors[host] = 0;
                for (int call = 0; call < 100; call++) if (random.nextDouble() >= success) errors[host]++;
                sum += errors[host];
            }
            for (int error : errors) if (TwoProportion.unlikely(error, 100, sum - error, 900)) ejected++;
        }
        assertThat(ejected).isZero();
    }
}

package io.github.evenkeel.health;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EjectionRulesTest {
    private static boolean admits(double share, double weight, double out, double all) {
        return OutlierDetection.defaults().withMaxEjected(share).ejection().admits(weight, out, all);
    }

    @Test
    void oneMayGoWhateverItsWeight() {
        assertThat(admits(0.1, 9, 0, 10)).isTrue();
        assertThat(admits(0.1, 9, 0.01, 10)).isFalse();
    }

    @Test
    void moreMayGoAsFarAsTheirShareOfTheWeightAllows() {
        assertThat(admits(0.5, 2, 3, 10)).isTrue();
        assertThat(admits(0.5, 2.01, 3, 10)).isFalse();
        assertThat(admits(0.5, 2, 3.01, 10)).isFalse();
        assertThat(admits(0.5, 2, 3, 9.99)).isFalse();
    }

    @Test
    void sumsThatAreExactOnPaperAreEnough() {
        assertThat(admits(0.3, 0.2, 0.1, 1)).isTrue();
    }

    @Test
    void aBillionthTooMuchIsARoundingError() {
        double limit = 1 + 1e-9;
        assertThat(admits(1, limit - 0.5, 0.5, 1)).isTrue();
        assertThat(admits(1, Math.nextUp(limit) - 0.5, 0.5, 1)).isFalse();
    }
}

package io.github.evenkeel.health;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SharesTest {
    private static Shares of(double... perWeight) {
        return new Shares(perWeight);
    }

    @Test
    void ofTwoTheOtherIsTheMedian() {
        assertThat(of(300, 100).times(300)).isEqualTo(3);
        assertThat(of(300, 100).times(100)).isEqualTo(1 / 3.0);
        assertThat(of(7, 7).times(7)).isEqualTo(1);
    }

    @Test
    void oneThatIsDrownedOrStarvedMovesNobodyElse() {
        assertThat(of(0, 100, 100, 100, 9000).times(100)).isEqualTo(1);
        assertThat(of(0, 100, 100, 100, 9000).times(9000)).isEqualTo(90);
        assertThat(of(0, 100, 100, 100, 9000).times(0)).isZero();
        assertThat(of(100, 200, 400).times(400)).as("between two, their mean").isEqualTo(400 / 150.0);
    }

    @Test
    void whereTheOthersHaveNothingTheFigureIsStillOne() {
        assertThat(of(5, 0, 0).times(5)).isEqualTo(Shares.MOST);
        assertThat(of(0, 0, 0).times(0)).isEqualTo(1);
        assertThat(of(5).times(5)).isEqualTo(1);
        assertThat(of(5).skewed(500, 1, 2)).isFalse();
    }

    /** Twice 100, and three deviations of 200. */
    @Test
    void skewIsMoreThanChance() {
        assertThat(of(242, 100).skewed(242, 1, 2)).isFalse();
        assertThat(of(243, 100).skewed(243, 1, 2)).isTrue();
        assertThat(of(243, 100).skewed(486, 2, 2)).isTrue();
        assertThat(of(225, 100).skewed(450, 2, 2)).as("400, and three of 20").isFalse();
        assertThat(of(600, 200, 220).skewed(300, 0.5, 2)).isTrue();
        assertThat(of(130, 50).skewed(130, 1, 2)).as("100, and three of 10").isFalse();
        assertThat(of(131, 50).skewed(131, 1, 2)).isTrue();
        assertThat(of(19, 0).skewed(19, 1, 2)).isFalse();
        assertThat(of(20, 0).skewed(20, 1, 2)).isTrue();
    }
}

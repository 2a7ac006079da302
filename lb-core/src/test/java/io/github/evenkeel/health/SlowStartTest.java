package io.github.evenkeel.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SlowStartTest {
    private static final long SECOND = 1_000_000_000;
    private static final SlowStart MINUTE = SlowStart.defaults();

    @Test
    void theDefaultIsAMinuteEvenlyFromATenth() {
        assertThat(MINUTE).isEqualTo(new SlowStart(Duration.ofSeconds(60), 1, 0.1));
        assertThat(SlowStart.over(Duration.ofSeconds(60))).isEqualTo(MINUTE);
        assertThat(SlowStart.defaults()).isEqualTo(MINUTE);
    }

    @Test
    void theShareRisesFromATenthToOneAtTheVeryEndOfTheWindow() {
        assertThat(MINUTE.factor(0)).isEqualTo(0.1);
        assertThat(MINUTE.factor(-1)).isEqualTo(0.1);
        assertThat(MINUTE.factor(Long.MIN_VALUE)).isEqualTo(0.1);
        assertThat(MINUTE.factor(6 * SECOND - 1)).isEqualTo(0.1);
        assertThat(MINUTE.factor(6 * SECOND)).isEqualTo(0.1);
        assertThat(MINUTE.factor(6 * SECOND + 1)).isGreaterThan(0.1).isLessThan(0.1000001);
        assertThat(MINUTE.factor(30 * SECOND)).isEqualTo(0.5);
        assertThat(MINUTE.factor(60 * SECOND - 1)).isLessThan(1).isGreaterThan(0.999999);
        assertThat(MINUTE.factor(60 * SECOND)).isEqualTo(1);
        assertThat(MINUTE.factor(60 * SECOND + 1)).isEqualTo(1);
        assertThat(MINUTE.factor(Long.MAX_VALUE)).isEqualTo(1);
    }

    @Test
    void aggressionBendsTheRamp() {
        assertThat(MINUTE.withAggression(2).factor(15 * SECOND)).isCloseTo(0.5, within(1e-12));
        assertThat(MINUTE.withAggression(0.5).factor(30 * SECOND)).isCloseTo(0.25, within(1e-12));
        assertThat(MINUTE.withAggression(2).factor(60 * SECOND - 1)).isLessThan(1);
        assertThat(MINUTE.withAggression(2).factor(60 * SECOND)).isEqualTo(1);
    }

    @Test
    void theRampNeverFalls() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 10_000; i++) {
            SlowStart ramp = MINUTE.withAggression(random.nextDouble(0.1, 10)).withLeast(random.nextDouble(0.01, 1));
            long earlier = random.nextLong(-SECOND, 61 * SECOND);
            long later = earlier + random.nextLong(SECOND);
            assertThat(ramp.factor(later)).isBetween(ramp.factor(earlier), 1.0);
            assertThat(ramp.factor(earlier)).isGreaterThanOrEqualTo(ramp.least());
        }
    }

    @Test
    void offIsAFullShareAtOnce() {
        for (long elapsed : new long[] {Long.MIN_VALUE, -1, 0, 1, Long.MAX_VALUE}) {
            assertThat(SlowStart.off().factor(elapsed)).isEqualTo(1);
        }
        assertThat(new SlowStart(Duration.ZERO, 1, 0.1).factor(0)).isEqualTo(1);
    }

    @Test
    void theLargestSettingsAreGood() {
        assertThat(MINUTE.withAggression(100).factor(1)).isGreaterThan(0.7);
        assertThat(MINUTE.withLeast(1).factor(0)).isEqualTo(1);
    }

    @Test
    void badSettingsAreNamed() {
        assertThatThrownBy(() -> SlowStart.over(Duration.ZERO)).hasMessage("over: PT0S (expected: > 0)");
        assertThatThrownBy(() -> new SlowStart(Duration.ofSeconds(-1), 1, 1))
                .hasMessage("window: PT-1S (expected: >= 0)");
        assertThatThrownBy(() -> MINUTE.withAggression(0))
                .hasMessage("aggression: 0.0 (expected: above 0, at most 100)");
        assertThatThrownBy(() -> MINUTE.withAggression(Double.NaN))
                .hasMessage("aggression: NaN (expected: above 0, at most 100)");
        assertThatThrownBy(() -> MINUTE.withAggression(101))
                .hasMessage("aggression: 101.0 (expected: above 0, at most 100)");
        assertThatThrownBy(() -> MINUTE.withLeast(0)).hasMessage("least: 0.0 (expected: above 0, at most 1)");
        assertThatThrownBy(() -> MINUTE.withLeast(1.01)).hasMessage("least: 1.01 (expected: above 0, at most 1)");
    }
}

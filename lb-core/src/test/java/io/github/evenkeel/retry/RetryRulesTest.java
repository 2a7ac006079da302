package io.github.evenkeel.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.evenkeel.Outcome;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryRulesTest {
    private static final long MILLI = 1_000_000;
    private static final double ALMOST_ONE = Math.nextDown(1.0);

    private final RetryRules rules = RetryRules.defaults();

    @ParameterizedTest
    @CsvSource({"CONNECT, true", "RESET, true", "TIMEOUT, true", "SUCCESS, false", "SLOW, false", "CANCELLED, false"})
    void whatAnotherMemberMayDoBetterIsWorthwhile(Outcome.Kind kind, boolean worthwhile) {
        assertThat(rules.worthwhile(new Outcome(kind, 0, Duration.ZERO))).isEqualTo(worthwhile);
    }

    @ParameterizedTest
    @CsvSource({"502, true", "503, true", "504, true", "500, false", "429, false", "404, false", "408, false"})
    void soAreTheStatuses(int status, boolean worthwhile) {
        assertThat(rules.worthwhile(Outcome.ofStatus(status))).isEqualTo(worthwhile);
        assertThat(rules.worthwhile(status)).isEqualTo(worthwhile);
    }

    @Test
    void anAnswerThatAsksForAPauseIsJudgedByItsStatus() {
        assertThat(rules.worthwhile(Outcome.overloaded(503, Duration.ofSeconds(1))))
                .isTrue();
        assertThat(rules.worthwhile(Outcome.overloaded(429, Duration.ofSeconds(1))))
                .isFalse();
        assertThat(rules.withStatuses(429).worthwhile(Outcome.overloaded(429, Duration.ofSeconds(1))))
                .isTrue();
    }

    @Test
    void pausesAreDoubledUpToTheLongestAndThenUpToChance() {
        assertThat(rules.pauseNanos(1, 0)).isZero();
        assertThat(rules.pauseNanos(1, 0.5)).isEqualTo(12_500_000);
        assertThat(rules.pauseNanos(1, ALMOST_ONE)).isBetween(25 * MILLI - 1, 25 * MILLI);
        assertThat(rules.pauseNanos(2, 0.5)).isEqualTo(25 * MILLI);
        assertThat(rules.pauseNanos(4, 0.5)).isEqualTo(100 * MILLI);
        assertThat(rules.pauseNanos(5, 0.5)).isEqualTo(125 * MILLI);
        assertThat(rules.pauseNanos(1_000_000_000, 0.5)).isEqualTo(125 * MILLI);
    }

    @Test
    void pausesOfOneLengthOrNoneAreLegal() {
        assertThat(rules.withPauses(Duration.ofMillis(10), Duration.ofMillis(10))
                        .pauseNanos(3, 0.5))
                .isEqualTo(5 * MILLI);
        assertThat(rules.withPauses(Duration.ZERO, Duration.ZERO).pauseNanos(3, 0.5))
                .isZero();
    }

    @Test
    void everyPartCanBeChanged() {
        RetryRules changed = rules.withAttempts(2)
                .withStatuses(500, 503)
                .withPauses(Duration.ofMillis(1), Duration.ofMillis(2))
                .withLongestHoldOff(Duration.ZERO);
        assertThat(changed)
                .isEqualTo(
                        new RetryRules(2, Set.of(500, 503), Duration.ofMillis(1), Duration.ofMillis(2), Duration.ZERO));
    }

    @Test
    void badInputIsNamed() {
        assertThatThrownBy(() -> rules.withAttempts(0)).hasMessage("attempts: 0 (expected: 1 to 10)");
        assertThatThrownBy(() -> rules.withAttempts(11)).hasMessage("attempts: 11 (expected: 1 to 10)");
        assertThatThrownBy(() -> rules.withStatuses(200)).hasMessage("statuses: 200 (expected: 400 to 599)");
        assertThatThrownBy(() -> rules.withStatuses(600)).hasMessage("statuses: 600 (expected: 400 to 599)");
        assertThatThrownBy(() -> rules.withPauses(Duration.ofNanos(1), Duration.ofMillis(1)))
                .hasMessage("firstPause: PT0.000000001S (expected: whole milliseconds)");
        assertThatThrownBy(() -> rules.withPauses(Duration.ofMillis(2), Duration.ofMillis(1)))
                .hasMessage("longestPause: PT0.001S (expected: not below firstPause PT0.002S)");
        assertThatThrownBy(() -> rules.withLongestHoldOff(Duration.ofMillis(-1)))
                .hasMessageStartingWith("longestHoldOff: ");
    }
}

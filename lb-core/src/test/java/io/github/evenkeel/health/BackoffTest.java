package io.github.evenkeel.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackoffTest {
    private static final Duration BASE = Duration.ofSeconds(30);
    private static final Duration MAX = Duration.ofMinutes(5);
    private final Backoff backoff = new Backoff(BASE, MAX, 0.1);

    @ParameterizedTest
    @CsvSource({"1, 30", "2, 60", "3, 120", "4, 240", "5, 300", "6, 300", "40, 300", "41, 300", "2147483647, 300"})
    void eachTimeIsTwiceTheOneBeforeUpToTheCap(int times, long seconds) {
        assertThat(backoff.nanos(times, 0)).isEqualTo(seconds * 1_000_000_000);
    }

    @Test
    void jitterComesAfterTheCapAndOnlyLengthens() {
        SplittableRandom random = new SplittableRandom(1);
        for (int times = 1; times < 8; times++) {
            long plain = backoff.nanos(times, 0);
            for (int i = 0; i < 1000; i++) {
                assertThat(backoff.nanos(times, random.nextDouble())).isBetween(plain, plain + plain / 10);
            }
            assertThat(backoff.nanos(times, 0.5)).isEqualTo(plain + plain / 20);
            assertThat(backoff.nanos(times, Math.nextDown(1.0)))
                    .isBetween(plain + plain / 10 - 100, plain + plain / 10);
        }
    }

    @Test
    void aConstantBackoffStaysConstant() {
        Backoff constant = new Backoff(BASE, BASE, 0.5);
        assertThat(constant.nanos(1, 0)).isEqualTo(BASE.toNanos()).isEqualTo(constant.nanos(9, 0));
        assertThat(constant.nanos(3, 0.5)).isEqualTo(Duration.ofMillis(37_500).toNanos());
    }

    @Test
    void theLongestBackoffStillFits() {
        Duration years = Duration.ofDays(365 * 100);
        assertThat(new Backoff(Duration.ofMillis(1), years, 0).nanos(1000, 0))
                .isBetween(Duration.ofDays(365 * 10).toNanos(), years.toNanos());
    }

    @Test
    void badSettingsAreNamed() {
        assertThatThrownBy(() -> new Backoff(Duration.ZERO, MAX, 0)).hasMessage("base: PT0S (expected: > 0)");
        assertThatThrownBy(() -> new Backoff(Duration.ofNanos(999_999), MAX, 0))
                .hasMessage("base: PT0.000999999S (expected: >= 1 ms)");
        assertThat(new Backoff(Duration.ofMillis(1), MAX, 0).nanos(1, 0)).isEqualTo(1_000_000);
        assertThatThrownBy(() -> new Backoff(BASE, Duration.ofSeconds(-1), 0)).hasMessage("max: PT-1S (expected: > 0)");
        assertThatThrownBy(() -> new Backoff(BASE, BASE.minusNanos(1), 0))
                .hasMessage("max: PT29.999999999S (expected: not below base PT30S)");
        assertThatThrownBy(() -> new Backoff(BASE, MAX, 1.01)).hasMessage("jitter: 1.01 (expected: 0.0 to 1.0)");
        assertThatThrownBy(() -> new Backoff(BASE, MAX, -0.01)).hasMessage("jitter: -0.01 (expected: 0.0 to 1.0)");
    }
}

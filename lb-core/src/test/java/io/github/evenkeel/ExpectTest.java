package io.github.evenkeel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ExpectTest {
    private static final Duration MOST = Duration.ofNanos(Long.MAX_VALUE / 2);

    @Test
    void whatIsGoodIsReturned() {
        assertThat(Expect.that(true, "n", 7, "seven")).isEqualTo(7);
        assertThat(Expect.notNull("n", "x")).isEqualTo("x");
        assertThat(Expect.text("n", " x")).isEqualTo(" x");
        assertThat(Expect.atLeast("n", 3, 3)).isEqualTo(3);
        assertThat(Expect.within("n", 0, 0, 1)).isZero();
        assertThat(Expect.within("n", 1, 0, 1)).isEqualTo(1);
    }

    @Test
    void aMessageHasNameValueAndWhatWasExpected() {
        assertThatThrownBy(() -> Expect.that(false, "n", 8, "seven"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("n: 8 (expected: seven)");
        assertThatThrownBy(() -> Expect.atLeast("n", 2, 3)).hasMessage("n: 2 (expected: >= 3)");
        assertThatThrownBy(() -> Expect.within("n", Double.NaN, 0, 1)).hasMessage("n: NaN (expected: 0.0 to 1.0)");
        assertThatThrownBy(() -> Expect.within("n", Math.nextUp(1.0), 0, 1)).hasMessageStartingWith("n: 1.0000");
        assertThatThrownBy(() -> Expect.within("n", -Double.MIN_VALUE, 0, 1)).hasMessageStartingWith("n: -4.9E-324");
        assertThat(Expect.violation("n", null, "x")).hasMessage("n: null (expected: x)");
    }

    @Test
    void durationsBecomeNanoseconds() {
        assertThat(Expect.nanos("d", Duration.ZERO)).isZero();
        assertThat(Expect.nanos("d", MOST)).isEqualTo(Long.MAX_VALUE / 2);
        assertThat(Expect.positiveNanos("d", Duration.ofNanos(1))).isEqualTo(1);
    }

    @Test
    void durationsHaveTheirBounds() {
        assertThatThrownBy(() -> Expect.nanos("d", Duration.ofNanos(-1)))
                .hasMessage("d: PT-0.000000001S (expected: >= 0)");
        assertThatThrownBy(() -> Expect.positiveNanos("d", Duration.ZERO)).hasMessage("d: PT0S (expected: > 0)");
        assertThatThrownBy(() -> Expect.positiveNanos("d", Duration.ofNanos(-1)))
                .hasMessage("d: PT-0.000000001S (expected: > 0)");
        assertThatThrownBy(() -> Expect.nanos("d", MOST.plusNanos(1)))
                .hasMessageEndingWith("(expected: at most 146 years)");
        assertThatThrownBy(() -> Expect.nanos("d", Duration.ofSeconds(Long.MAX_VALUE)))
                .hasMessageEndingWith("(expected: at most 146 years)");
        assertThatThrownBy(() -> Expect.nanos("d", null)).hasMessage("d: null (expected: a value)");
        assertThatThrownBy(() -> Expect.positiveNanos("d", null)).hasMessage("d: null (expected: a value)");
    }
}

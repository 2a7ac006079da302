package io.github.evenkeel.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@ValueSource(longs = {0, Long.MAX_VALUE - 500_000_000, Long.MIN_VALUE, -1})
class PenaltyTest {
    private static final long SECOND = Penalty.FADE.toNanos();
    private static final Offset<Double> EXACT = within(1e-9);
    private final long t;

    PenaltyTest(long start) {
        t = start;
    }

    @Test
    void aFaultFadesInAStraightLine() {
        Penalty one = Penalty.NONE.fault(t, 0, 0);
        assertThat(one.load(t)).isEqualTo(5);
        assertThat(one.load(t + SECOND / 2)).isCloseTo(2.5, EXACT);
        assertThat(one.load(t + SECOND - 1)).isGreaterThan(0);
        assertThat(one.load(t + SECOND)).isZero();
        assertThat(one.load(t + 100 * SECOND)).isZero();
    }

    @Test
    void whereCallsTakeLongerItFadesOverACallsTimeUpToTenSeconds() {
        for (long millis : new long[] {0, 999, 1_000}) fadesIn(SECOND, millis);
        fadesIn(SECOND + SECOND / 1000, 1_001);
        fadesIn(7 * SECOND, 7_000);
        for (long millis : new long[] {10_000, 10_001, 3_600_000}) fadesIn(10 * SECOND, millis);
    }

    private void fadesIn(long nanos, long typicalMillis) {
        Penalty one = Penalty.NONE.fault(t, typicalMillis * 1_000_000, 0);
        assertThat(one.load(t + nanos / 2)).isCloseTo(2.5, within(0.01));
        assertThat(one.load(t + nanos - 1)).isGreaterThan(0);
        assertThat(one.load(t + nanos)).isZero();
        // A pause changes nothing about that.
        assertThat(one.hold(t, t + 1).load(t + nanos - 1)).isGreaterThan(0);
    }

    @Test
    void oneFaultMoreDoesNotEndTheFadeOfTheFirstSooner() {
        Penalty two = Penalty.NONE.fault(t, 0, 2 * SECOND).fault(t + SECOND, 0, 0);
        assertThat(two.load(t + 10 * SECOND - 1)).isGreaterThan(0);
        assertThat(two.load(t + 10 * SECOND)).isZero();
        Penalty later = Penalty.NONE.fault(t, 0, 2 * SECOND).fault(t + 10 * SECOND, 0, 0);
        assertThat(later.load(t + 11 * SECOND)).as("the first is over").isZero();
    }

    @Test
    void aFaultThatKeptItsCallerWaitingFadesOverFiveTimesThatUpToTenSeconds() {
        for (long millis : new long[] {0, 1, 200}) fadesAfter(SECOND, millis);
        fadesAfter(5 * SECOND, 1_000);
        fadesAfter(10 * SECOND, 2_000);
        fadesAfter(10 * SECOND, 86_400_000);
        // Of the two times the longer one counts.
        assertThat(Penalty.NONE.fault(t, 4 * SECOND, SECOND / 2).fade()).isEqualTo(4 * SECOND);
        assertThat(Penalty.NONE.fault(t, 2 * SECOND, SECOND / 2).fade()).isEqualTo(5 * SECOND / 2);
        assertThat(Penalty.NONE.fault(t, 0, Long.MAX_VALUE).fade()).isEqualTo(10 * SECOND);
    }

    private void fadesAfter(long nanos, long millis) {
        assertThat(Penalty.NONE.fault(t, 0, millis * 1_000_000).fade()).isEqualTo(nanos);
    }

    @Test
    void aFadeInNoTimeIsRefused() {
        assertThatThrownBy(() -> new Penalty(5, t, 0, false, 0)).hasMessage("fade: 0 (expected: > 0)");
    }

    @Test
    void faultsAddUpToTheMost() {
        Penalty many = Penalty.NONE;
        for (int i = 1; i <= 10; i++) {
            many = many.fault(t, 0, 0);
            assertThat(many.load(t)).isEqualTo(5.0 * i);
        }
        assertThat(many.fault(t, 0, 0).load(t)).isEqualTo(Penalty.MOST);
        assertThat(Penalty.NONE.fault(t, 0, 0).fault(t + SECOND / 2, 0, 0).load(t + SECOND / 2))
                .isCloseTo(7.5, EXACT);
    }

    @Test
    void aPauseHoldsUntilItsNanosecond() {
        Penalty pause = Penalty.NONE.hold(t, t + SECOND);
        assertThat(pause.holds(t + SECOND - 1)).isTrue();
        assertThat(pause.load(t + SECOND - 1)).isEqualTo(Penalty.MOST);
        assertThat(pause.holds(t + SECOND)).isFalse();
        assertThat(pause.load(t + SECOND)).isZero();
        assertThat(Penalty.NONE.holds(t)).isFalse();
        assertThat(Penalty.NONE.load(t)).isZero();
    }

    @Test
    void aPauseIsNeverShortenedWhileItRuns() {
        Penalty pause = Penalty.NONE.hold(t, t + SECOND);
        assertThat(pause.hold(t, t + SECOND - 1)).isSameAs(pause);
        assertThat(pause.hold(t, t + SECOND)).isSameAs(pause);
        assertThat(pause.hold(t, t + SECOND + 1).heldUntil()).isEqualTo(t + SECOND + 1);
        assertThat(pause.hold(t + SECOND, t + SECOND + 5).heldUntil()).isEqualTo(t + SECOND + 5);
    }

    @Test
    void faultsAndPausesKeepOutOfEachOthersWay() {
        Penalty both = Penalty.NONE.hold(t, t + 3 * SECOND).fault(t, 0, 0);
        assertThat(both.load(t)).isEqualTo(Penalty.MOST + Penalty.FAULT);
        assertThat(both.fault(t + SECOND, 0, 0).load(t + SECOND)).isEqualTo(Penalty.MOST + Penalty.FAULT);
        Penalty other = Penalty.NONE.fault(t, 0, 0).hold(t, t + SECOND / 2);
        assertThat(other.load(t + SECOND / 2)).isCloseTo(2.5, EXACT);
    }
}

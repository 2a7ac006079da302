package io.github.evenkeel.examples.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class ScaleTest {
    @Test
    void aScaleForCountsEndsAtARoundNumberAndHasWholeTicks() {
        assertThat(labels(Scale.upTo(151))).containsExactly("0", "50", "100", "150", "200");
        assertThat(labels(Scale.upTo(2))).containsExactly("0", "1", "2");
        assertThat(labels(Scale.upTo(1))).containsExactly("0", "1");
        assertThat(labels(Scale.upTo(0))).containsExactly("0", "1");
        assertThat(Scale.upTo(200).high()).isEqualTo(200);
    }

    @Test
    void aScaleOfTimeEndsWhereTheTimeDoes() {
        Scale scale = Scale.exactly(35.8);
        assertThat(scale.share(35.8)).isEqualTo(1);
        assertThat(labels(scale)).containsExactly("0", "5", "10", "15", "20", "25", "30", "35");
    }

    @Test
    void aLogarithmicScaleGivesEachDecadeTheSameRoom() {
        Scale scale = Scale.decades(2.5, 320);
        assertThat(labels(scale)).containsExactly("1", "10", "100", "1000");
        assertThat(scale.share(10)).isCloseTo(1.0 / 3, within(1e-12));
        assertThat(scale.share(100)).isCloseTo(2.0 / 3, within(1e-12));
    }

    @Test
    void aSingleValueStillGetsADecade() {
        assertThat(labels(Scale.decades(10, 10))).containsExactly("10", "100");
    }

    @Test
    void valuesBeyondTheEndsAreHeldThere() {
        assertThat(Scale.upTo(10).share(-1)).isZero();
        assertThat(Scale.upTo(10).share(11)).isEqualTo(1);
    }

    @Test
    void aScaleWithoutLengthIsRefused() {
        assertThatThrownBy(() -> Scale.exactly(0)).hasMessage("value: 0.0 (expected: > 0)");
        assertThatThrownBy(() -> Scale.decades(Double.NaN, 1)).hasMessage("value: NaN (expected: > 0)");
    }

    private static List<String> labels(Scale scale) {
        return scale.ticks().stream().map(Scale.Tick::label).toList();
    }
}

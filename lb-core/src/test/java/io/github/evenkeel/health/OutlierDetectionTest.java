package io.github.evenkeel.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.evenkeel.health.OutlierDetection.Mode;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class OutlierDetectionTest {
    private final OutlierDetection defaults = OutlierDetection.defaults();
    private final Backoff backoff = defaults.backoff();

    @Test
    void theDefaultsAreThoseOfTheManual() {
        assertThat(defaults)
                .isEqualTo(new OutlierDetection(
                        Mode.EJECT, 5, new Backoff(Duration.ofSeconds(30), Duration.ofMinutes(5), 0.1), 0.5, 100));
        assertThat(OutlierDetection.off()).isEqualTo(new OutlierDetection(Mode.OFF, 5, backoff, 0.5, 100));
        assertThat(OutlierDetection.observeOnly()).isEqualTo(new OutlierDetection(Mode.OBSERVE, 5, backoff, 0.5, 100));
    }

    @Test
    void eachCopyChangesOneSetting() {
        assertThat(defaults.withMode(Mode.OFF)).isEqualTo(OutlierDetection.off());
        assertThat(defaults.withConsecutiveFaults(2)).isEqualTo(new OutlierDetection(Mode.EJECT, 2, backoff, 0.5, 100));
        assertThat(defaults.withMaxEjected(1)).isEqualTo(new OutlierDetection(Mode.EJECT, 5, backoff, 1, 100));
        assertThat(defaults.withForgiveAfter(1)).isEqualTo(new OutlierDetection(Mode.EJECT, 5, backoff, 0.5, 1));
        assertThat(defaults.withEjectionTime(Duration.ofSeconds(1), Duration.ofSeconds(2)))
                .isEqualTo(new OutlierDetection(
                        Mode.EJECT, 5, new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(2), 0.1), 0.5, 100));
    }

    @Test
    void badSettingsAreNamed() {
        assertThatThrownBy(() -> defaults.withMode(null)).hasMessage("mode: null (expected: a value)");
        assertThatThrownBy(() -> new OutlierDetection(Mode.OFF, 2, null, 1, 1))
                .hasMessage("backoff: null (expected: a value)");
        assertThatThrownBy(() -> defaults.withConsecutiveFaults(1)).hasMessage("consecutiveFaults: 1 (expected: >= 2)");
        assertThatThrownBy(() -> defaults.withMaxEjected(0))
                .hasMessage("maxEjected: 0.0 (expected: above 0, at most 1)");
        assertThatThrownBy(() -> defaults.withMaxEjected(1.1))
                .hasMessage("maxEjected: 1.1 (expected: above 0, at most 1)");
        assertThatThrownBy(() -> defaults.withMaxEjected(Double.NaN))
                .hasMessage("maxEjected: NaN (expected: above 0, at most 1)");
        assertThatThrownBy(() -> defaults.withForgiveAfter(0)).hasMessage("forgiveAfter: 0 (expected: >= 1)");
        assertThatThrownBy(() -> new ProbeRules(0, 1)).hasMessage("unhealthyAfter: 0 (expected: >= 1)");
        assertThatThrownBy(() -> new ProbeRules(1, 0)).hasMessage("healthyAfter: 0 (expected: >= 1)");
    }
}

package io.github.evenkeel.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.evenkeel.health.OutlierDetection.Mode;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class OutlierDetectionTest {
    private static final Duration HALF_MINUTE = Duration.ofSeconds(30);
    private final OutlierDetection defaults = OutlierDetection.defaults();
    private final Backoff backoff = new Backoff(HALF_MINUTE, Duration.ofMinutes(5), 0.1);
    private final ErrorRules errors = new ErrorRules(true, 20, 0.85, 50);
    private final LatencyRules latency = new LatencyRules(3, Duration.ofMillis(50), 20, Duration.ZERO);
    private final TrialRules trial = new TrialRules(3, HALF_MINUTE);
    private final EjectionRules ejection = new EjectionRules(backoff, 0.5, 100, trial);

    @Test
    void theDefaultsAreThoseOfTheManual() {
        assertThat(defaults).isEqualTo(new OutlierDetection(Mode.EJECT, 5, errors, latency, ejection, 32));
        assertThat(OutlierDetection.off()).isEqualTo(new OutlierDetection(Mode.OFF, 5, errors, latency, ejection, 32));
        assertThat(OutlierDetection.observeOnly())
                .isEqualTo(new OutlierDetection(Mode.OBSERVE, 5, errors, latency, ejection, 32));
        assertThat(defaults.trial()).isEqualTo(trial);
        assertThat(defaults.backoff()).isEqualTo(backoff);
        assertThat(defaults.maxEjected()).isEqualTo(0.5);
        assertThat(defaults.forgiveAfter()).isEqualTo(100);
    }

    private OutlierDetection with(ErrorRules rules) {
        return new OutlierDetection(Mode.EJECT, 5, rules, latency, ejection, 32);
    }

    private OutlierDetection with(LatencyRules rules) {
        return new OutlierDetection(Mode.EJECT, 5, errors, rules, ejection, 32);
    }

    private OutlierDetection with(EjectionRules rules) {
        return new OutlierDetection(Mode.EJECT, 5, errors, latency, rules, 32);
    }

    @Test
    void eachCopyChangesOneSetting() {
        assertThat(defaults.withMode(Mode.OFF)).isEqualTo(OutlierDetection.off());
        assertThat(defaults.withConsecutiveFaults(2))
                .isEqualTo(new OutlierDetection(Mode.EJECT, 2, errors, latency, ejection, 32));
        assertThat(defaults.withErrorRate(false)).isEqualTo(with(new ErrorRules(false, 20, 0.85, 50)));
        assertThat(defaults.withMinimumCalls(7)).isEqualTo(with(new ErrorRules(true, 7, 0.85, 50)));
        assertThat(defaults.withFailureShare(0.5, 9)).isEqualTo(with(new ErrorRules(true, 20, 0.5, 9)));
        assertThat(defaults.withLatency(4, HALF_MINUTE, 9))
                .isEqualTo(with(new LatencyRules(4, HALF_MINUTE, 9, Duration.ZERO)));
        assertThat(defaults.withSlowAfter(HALF_MINUTE))
                .isEqualTo(with(new LatencyRules(3, Duration.ofMillis(50), 20, HALF_MINUTE)));
        assertThat(defaults.withLatency(1000, HALF_MINUTE, 1).latency().times()).isEqualTo(1000);
        assertThat(defaults.withRoutes(7)).isEqualTo(new OutlierDetection(Mode.EJECT, 5, errors, latency, ejection, 7));
        assertThat(defaults.withMaxEjected(1)).isEqualTo(with(new EjectionRules(backoff, 1, 100, trial)));
        assertThat(defaults.withForgiveAfter(1)).isEqualTo(with(new EjectionRules(backoff, 0.5, 1, trial)));
        assertThat(defaults.withTrial(1, Duration.ofSeconds(1)))
                .isEqualTo(with(new EjectionRules(backoff, 0.5, 100, new TrialRules(1, Duration.ofSeconds(1)))));
        assertThat(defaults.withEjectionTime(Duration.ofSeconds(1), Duration.ofSeconds(2)))
                .isEqualTo(with(new EjectionRules(
                        new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(2), 0.1), 0.5, 100, trial)));
    }

    /** So many calls, and how many of them have a latency. */
    private static Counts calls(int calls, int answers) {
        return Sample.calls(answers, calls - answers);
    }

    @Test
    void enoughIsEnoughForEveryDetectorThatIsOn() {
        assertThat(defaults.enough(calls(60, 49), 1)).as("latency is off").isTrue();
        OutlierDetection defaults = this.defaults.withLatency(3, Duration.ofMillis(50), 50);
        assertThat(defaults.enough(calls(50, 50), 1)).isTrue();
        assertThat(defaults.enough(calls(49, 49), 1)).isFalse();
        assertThat(defaults.enough(calls(60, 49), 1)).isFalse();
        assertThat(defaults.withFailureShare(0.9, 70).enough(calls(69, 69), 1)).isFalse();
        assertThat(defaults.withFailureShare(0.9, 70).enough(calls(70, 50), 1)).isTrue();
        assertThat(defaults.withLatency(3, HALF_MINUTE, 80).enough(calls(99, 79), 1))
                .isFalse();
        assertThat(defaults.withLatency(3, HALF_MINUTE, 80).enough(calls(99, 80), 1))
                .isTrue();
        OutlierDetection rateOnly = defaults.withFailureShare(0, 70).withLatency(0, HALF_MINUTE, 80);
        assertThat(rateOnly.enough(calls(19, 19), 1)).isFalse();
        assertThat(rateOnly.enough(calls(20, 0), 1)).isTrue();
        assertThat(rateOnly.enough(calls(39, 0), 2)).isFalse();
        assertThat(rateOnly.enough(calls(40, 0), 2)).isTrue();
        assertThat(defaults.enough(calls(120, 99), 2)).isFalse();
        assertThat(defaults.enough(calls(120, 100), 2)).isTrue();
        assertThat(rateOnly.withErrorRate(false).enough(Counts.NONE, 1)).isTrue();
    }

    @Test
    void badSettingsAreNamed() {
        assertThatThrownBy(() -> defaults.withMode(null)).hasMessage("mode: null (expected: a value)");
        assertThatThrownBy(() -> with((ErrorRules) null)).hasMessage("errors: null (expected: a value)");
        assertThatThrownBy(() -> with((LatencyRules) null)).hasMessage("latency: null (expected: a value)");
        assertThatThrownBy(() -> with((EjectionRules) null)).hasMessage("ejection: null (expected: a value)");
        assertThatThrownBy(() -> new EjectionRules(null, 1, 1, trial)).hasMessage("backoff: null (expected: a value)");
        assertThatThrownBy(() -> new EjectionRules(backoff, 1, 1, null)).hasMessage("trial: null (expected: a value)");
        assertThatThrownBy(() -> defaults.withConsecutiveFaults(1)).hasMessage("consecutiveFaults: 1 (expected: >= 2)");
        for (double share : new double[] {0, 1.1, Double.NaN}) {
            assertThatThrownBy(() -> defaults.withMaxEjected(share))
                    .hasMessage("maxEjected: " + share + " (expected: above 0, at most 1)");
        }
        assertThatThrownBy(() -> defaults.withForgiveAfter(0)).hasMessage("forgiveAfter: 0 (expected: >= 1)");
        assertThatThrownBy(() -> new ProbeRules(0, 1)).hasMessage("unhealthyAfter: 0 (expected: >= 1)");
        assertThatThrownBy(() -> new ProbeRules(1, 0)).hasMessage("healthyAfter: 0 (expected: >= 1)");
    }

    @Test
    void badSettingsOfDetectorsAndTrialsAreNamed() {
        assertThatThrownBy(() -> defaults.withMinimumCalls(0)).hasMessage("minimumCalls: 0 (expected: >= 1)");
        assertThatThrownBy(() -> defaults.withFailureShare(1.1, 50))
                .hasMessage("failureShare: 1.1 (expected: 0.0 to 1.0)");
        assertThatThrownBy(() -> defaults.withFailureShare(1, 0)).hasMessage("failureShareCalls: 0 (expected: >= 1)");
        for (double times : new double[] {1, -1, 1001, Double.NaN}) {
            assertThatThrownBy(() -> defaults.withLatency(times, HALF_MINUTE, 1))
                    .hasMessage("times: " + times + " (expected: above 1, at most 1000; 0 is off)");
        }
        assertThatThrownBy(() -> defaults.withLatency(3, Duration.ofNanos(-1), 1))
                .hasMessage("atLeast: PT-0.000000001S (expected: >= 0)");
        assertThatThrownBy(() -> defaults.withLatency(3, HALF_MINUTE, 0))
                .hasMessage("minimumCalls: 0 (expected: >= 1)");
        assertThatThrownBy(() -> defaults.withSlowAfter(Duration.ofSeconds(-1)))
                .hasMessage("slowAfter: PT-1S (expected: >= 0)");
        assertThatThrownBy(() -> defaults.withTrial(-1, HALF_MINUTE)).hasMessage("goodCalls: -1 (expected: >= 0)");
        assertThatThrownBy(() -> defaults.withTrial(1, Duration.ZERO)).hasMessage("patience: PT0S (expected: > 0)");
    }
}

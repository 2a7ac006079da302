package io.github.evenkeel.select;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.evenkeel.Outcome;
import java.time.Duration;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class AdaptiveGaugeTest {
    private static final Offset<Double> ROUNDING = Offset.offset(1e-9);

    private final AdaptiveGauge gauge = new AdaptiveGauge(
            new AdaptivePeers(1.5, new Forgetting(200, Duration.ofSeconds(1), Duration.ofSeconds(30)), 30, 2));

    @Test
    void answersBeforeAnyComparisonMakeAMeanOfThirtyLikeOthers() {
        gauge.answered(Outcome.SUCCESS, 0, 10);
        assertThat(gauge.meanLatency()).isEqualTo(10);

        gauge.answered(Outcome.SUCCESS, 0, 20);
        assertThat(gauge.meanLatency()).isEqualTo(10 + (20 - 10) / 30.0, ROUNDING);

        gauge.answered(Outcome.SUCCESS, 20, 25);
        assertThat(gauge.meanLatency()).isEqualTo(10 + 10 / 30.0 + (5 - 10 - 10 / 30.0) / 30, ROUNDING);
    }
}

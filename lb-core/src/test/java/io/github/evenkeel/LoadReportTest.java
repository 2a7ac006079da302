package io.github.evenkeel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LoadReportTest {
    @Test
    void callsAreTakenAsTheyAre() {
        assertThat(LoadReport.ofCallsInFlight(2.5).callsInFlight()).isEqualTo(2.5);
        assertThat(LoadReport.ofCallsInFlight(0).callsInFlight()).isZero();
    }

    @Test
    void utilisationStandsForTheQueueItMakes() {
        assertThat(LoadReport.ofUtilisation(0).callsInFlight()).isZero();
        assertThat(LoadReport.ofUtilisation(0.5).callsInFlight()).isEqualTo(1);
        assertThat(LoadReport.ofUtilisation(0.8).callsInFlight()).isEqualTo(4, within(1e-9));
        assertThat(LoadReport.ofUtilisation(1.7).callsInFlight()).isEqualTo(99, within(1e-9));
    }

    @Test
    void utilisationIsKeptAsItWasTold() {
        assertThat(LoadReport.ofUtilisation(1.7).utilisation()).isEqualTo(1.7);
        assertThat(LoadReport.ofCallsInFlight(3).utilisation()).isNaN();
        assertThatThrownBy(() -> new LoadReport(1, -0.1)).hasMessage("utilisation: -0.1 (expected: 0 or more, finite)");
        assertThatThrownBy(() -> new LoadReport(1, Double.POSITIVE_INFINITY)).hasMessageContaining("Infinity");
    }

    @Test
    void nonsenseIsNamed() {
        assertThatThrownBy(() -> LoadReport.ofCallsInFlight(-1))
                .hasMessage("callsInFlight: -1.0 (expected: 0 or more, finite)");
        assertThatThrownBy(() -> LoadReport.ofCallsInFlight(Double.NaN)).hasMessageContaining("callsInFlight: NaN");
        assertThatThrownBy(() -> LoadReport.ofUtilisation(Double.POSITIVE_INFINITY))
                .hasMessageContaining("utilisation: Infinity");
    }

    @Test
    void whatHasNoEndIsNamedToo() {
        assertThatThrownBy(() -> LoadReport.ofCallsInFlight(Double.POSITIVE_INFINITY))
                .hasMessage("callsInFlight: Infinity (expected: 0 or more, finite)");
        assertThatThrownBy(() -> LoadReport.ofUtilisation(-0.5))
                .hasMessage("utilisation: -0.5 (expected: 0 or more, finite)");
    }
}

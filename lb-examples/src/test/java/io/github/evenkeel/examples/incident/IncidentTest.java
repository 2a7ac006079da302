package io.github.evenkeel.examples.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class IncidentTest {
    private static final Map<Incident, Verdict> PLAYED = new EnumMap<>(Incident.class);

    @ParameterizedTest
    @EnumSource
    void anIncidentIsSurvivedAndItsNaiveRunShowsIt(Incident incident) {
        assumeTrue(incident.waitsFor().isEmpty(), () -> "waits for " + incident.waitsFor());
        Verdict verdict = played(incident);
        assertThat(verdict.missed()).isEmpty();
        assertThat(verdict.survived()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void theNaiveSettingsMissWhatIsAskedOfOurs(Incident incident) {
        assumeTrue(incident.waitsFor().isEmpty(), () -> "waits for " + incident.waitsFor());
        Observed naive = played(incident).naive();
        assertThat(new Verdict(incident, naive, naive).missed())
                .anySatisfy(missed -> assertThat(missed).startsWith("ours, "));
    }

    private static Verdict played(Incident incident) {
        return PLAYED.computeIfAbsent(incident, Verdict::of);
    }

    @Test
    void whatWaitsIsNotSurvived() {
        Verdict verdict = Verdict.of(Incident.I13);
        assertThat(verdict.survived()).isFalse();
        assertThat(verdict.inWords()).isEqualTo("waits for retries");
    }

    @Test
    void aRunIsTheSameEveryTime() {
        for (Side side : Side.values()) {
            Observed first = Incident.I6.play(side);
            Observed second = Incident.I6.play(side);
            assertThat(second.figures()).isEqualTo(first.figures());
            assertThat(second.curve()).isEqualTo(first.curve());
        }
    }

    @Test
    void aFigureThatIsMissingKeepsNoLimit() {
        assertThat(Bound.atMost(1).holds(Double.NaN)).isFalse();
        assertThat(Bound.atLeast(1).holds(Double.NaN)).isFalse();
        assertThat(Bound.atMost(1).holds(1)).isTrue();
        assertThat(Bound.atMost(1).holds(1.001)).isFalse();
        assertThat(Bound.atLeast(1).holds(1)).isTrue();
        assertThat(Bound.atLeast(1).holds(0.999)).isFalse();
    }
}

package io.github.evenkeel.examples.incident;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class IncidentTest {
    private static final Map<Incident, Verdict> PLAYED = new EnumMap<>(Incident.class);

    @ParameterizedTest
    @MethodSource("complete")
    void anIncidentIsSurvivedAndItsNaiveRunShowsIt(Incident incident) {
        Verdict verdict = played(incident);
        assertThat(verdict.missed()).isEmpty();
        assertThat(verdict.survived()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("complete")
    void theNaiveSettingsMissWhatIsAskedOfOurs(Incident incident) {
        Observed naive = played(incident).naive();
        assertThat(new Verdict(incident, naive, naive).missed())
                .anySatisfy(missed -> assertThat(missed).startsWith("ours, "));
    }

    static Stream<Incident> complete() {
        return Arrays.stream(Incident.values())
                .filter(incident -> incident.waitsFor().isEmpty());
    }

    private static Verdict played(Incident incident) {
        return PLAYED.computeIfAbsent(incident, Verdict::of);
    }

    @Test
    void nothingWaitsForAPartNotBuilt() {
        assertThat(Incident.values()).allMatch(incident -> incident.waitsFor().isEmpty());
    }

    @Test
    void whoeverKeepsNoLimitHasNotSurvived() {
        Observed naive = played(Incident.I5).naive();
        Verdict verdict = new Verdict(Incident.I5, naive, naive);
        assertThat(verdict.survived()).isFalse();
        assertThat(verdict.inWords()).isEqualTo("NO");
        assertThat(verdict.missed()).singleElement().asString().startsWith("ours, calls cut");
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

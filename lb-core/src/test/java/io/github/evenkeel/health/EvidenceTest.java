package io.github.evenkeel.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.evenkeel.Outcome;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EvidenceTest {
    @Test
    void aRunCountsItsFaultsByOutcomeInTheOrderOfFirstSight() {
        Streak streak = Streak.NONE
                .plus(Outcome.TIMEOUT, 0, 0, 5, 0)
                .plus(Outcome.ofStatus(500), 0, 0, 5, 0)
                .plus(Outcome.TIMEOUT, 0, 0, 5, 0)
                .plus(Outcome.ofStatus(503), 0, 0, 5, 0);
        assertThat(streak.length()).isEqualTo(4);
        assertThat(streak.evidence()).hasToString("4 in a row: 2 x TIMEOUT, 1 x FAILURE 500, 1 x GATEWAY 503");
    }

    @Test
    void aRunIsNeverChanged() {
        Streak one = Streak.NONE.plus(Outcome.RESET, 0, 0, 5, 0);
        Streak two = one.plus(Outcome.RESET, 0, 0, 5, 0);
        assertThat(Streak.NONE.length()).isZero();
        assertThat(one.counts()).containsExactly(Map.entry("RESET", 1));
        assertThat(two.counts()).containsExactly(Map.entry("RESET", 2));
        assertThatThrownBy(() -> two.counts().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void evidenceKeepsACopyOfItsCounts() {
        Map<String, Integer> counts = new HashMap<>(Map.of("RESET", 1));
        Evidence evidence = new Evidence("rule", counts);
        counts.clear();
        assertThat(evidence).hasToString("rule: 1 x RESET");
        assertThatThrownBy(() -> evidence.counts().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void evidenceIsOfLatenessWhereMostOfItIs() {
        assertThat(late(Map.of("TIMEOUT", 2, "SLOW", 1, "FAILURE 500", 2))).isTrue();
        assertThat(late(Map.of("TIMEOUT", 2, "FAILURE 500", 2)))
                .as("half of it")
                .isFalse();
        assertThat(late(Map.of("RESET", 5))).isFalse();
        assertThat(late(Map.of())).isFalse();
        assertThat(Streak.NONE.late()).isFalse();
        assertThat(Streak.NONE.plus(Outcome.SLOW, 0, 0, 5, 0).late()).isTrue();
        assertThat(Streak.NONE.plus(Outcome.GATEWAY, 0, 0, 5, 0).late()).isFalse();
    }

    private static boolean late(Map<String, Integer> counts) {
        return new Evidence("rule", counts).late();
    }

    @Test
    void evidenceNamesItsRule() {
        assertThatThrownBy(() -> new Evidence(" ", Map.of()))
                .hasMessage("rule: \" \" (expected: a text that is not blank)");
    }
}

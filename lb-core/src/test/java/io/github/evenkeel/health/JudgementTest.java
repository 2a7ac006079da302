package io.github.evenkeel.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.evenkeel.health.Judgement.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JudgementTest {
    private static final Verdict<String> LATE = new Verdict<>("late", new Evidence("rule", Map.of("TIMEOUT", 5)));
    private static final Verdict<String> BAD = new Verdict<>("bad", new Evidence("rule", Map.of("RESET", 5)));

    @Test
    void inAnOverloadWhoIsLateIsNotAtFaultAndTheOthersAre() {
        Judgement<String> judgement = new Judgement<>(List.of(LATE, BAD, LATE), 7, 90);
        assertThat(judgement.lenient(true)).isEqualTo(new Judgement<>(List.of(BAD), 7, 90));
    }

    @Test
    void withoutAnOverloadNothingChanges() {
        Judgement<String> judgement = new Judgement<>(List.of(LATE, BAD), 7, 90);
        assertThat(judgement.lenient(false)).isSameAs(judgement);
    }

    @Test
    void whereNobodyIsLateNothingChanges() {
        Judgement<String> judgement = new Judgement<>(List.of(BAD), 7, 90);
        assertThat(judgement.lenient(true)).isSameAs(judgement);
        Judgement<String> none = Judgement.none();
        assertThat(none.lenient(true)).isSameAs(none);
    }

    @Test
    void whatIsDoneToTheListAfterwardsChangesNothing() {
        List<Verdict<String>> verdicts = new ArrayList<>(List.of(BAD));
        Judgement<String> judgement = new Judgement<>(verdicts, 0, 0);
        verdicts.clear();
        assertThat(judgement.verdicts()).containsExactly(BAD);
    }
}

package io.github.evenkeel.examples.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.evenkeel.select.Selectors;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class HashingTest {
    @Test
    void everySlotOfATableIsFoundOnceAndMembersHaveTheSameNumberButOne() {
        int[] slots = Hashing.slots(Selectors.maglevHash(), 100);
        assertThat(Arrays.stream(slots).sum()).isEqualTo(65_537);
        assertThat(slots).containsOnly(655, 656);
        assertThat(Hashing.unevenness(slots)).isEqualTo(656 / 655.37);
    }

    @Test
    void whatIsKnownOfHashingHolds() {
        assertThat(Hashing.judged()).hasSize(11).allMatch(judged -> judged.verdict() == Aim.Verdict.HOLDS);
    }
}

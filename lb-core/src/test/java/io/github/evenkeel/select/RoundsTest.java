package io.github.evenkeel.select;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoundsTest {
    private static final long MILLI = 1_000_000;
    private static final long START = Long.MAX_VALUE - 2 * MILLI;
    private static final PeakGauge[] NONE = {};

    private record Slice(int from, int step) {}

    /** Steps that are prime: with members listed zone by turn, none but seven zones or eleven make a slice of one zone. */
    @ParameterizedTest
    @CsvSource({"1, 1", "128, 1", "129, 7", "896, 7", "897, 11", "1408, 11", "1409, 13", "10000, 79"})
    void aRoundLooksOverASliceAndTheSlicesTogetherOverEveryMemberOnce(int members, int slices) {
        List<Slice> looked = new ArrayList<>();
        Rounds<PeakGauge> rounds = new Rounds<>(
                (gauges, from, step, now) -> {
                    looked.add(new Slice(from, step));
                    return MILLI;
                },
                NONE);
        rounds.over(new PeakGauge[members]);
        for (int i = 0; i < slices; i++) rounds.answered(START + i * MILLI);
        Set<Integer> seen = new TreeSet<>();
        int looks = 0;
        for (Slice slice : looked) {
            int size = 0;
            for (int i = slice.from; i < members; i += slice.step, size++) seen.add(i);
            assertThat(size).isBetween(1, Rounds.MOST);
            looks += size;
        }
        assertThat(looked).hasSize(slices);
        assertThat(looks).isEqualTo(members);
        assertThat(seen).hasSize(members);
    }

    @ParameterizedTest
    @CsvSource({"0, 1000000", "999999, 1000000", "5000000, 5000000"})
    void theNextRoundIsDueWhenTheLastOneSaidButThereAreNotMoreThanAThousandASecond(long said, long due) {
        int[] looks = new int[1];
        Rounds<PeakGauge> rounds = new Rounds<>(
                (gauges, from, step, now) -> {
                    looks[0]++;
                    return said;
                },
                NONE);
        rounds.over(new PeakGauge[3]);
        rounds.answered(START);
        assertThat(looks[0]).isEqualTo(1);
        rounds.answered(START + due - 1);
        assertThat(looks[0]).isEqualTo(1);
        rounds.answered(START + due);
        assertThat(looks[0]).isEqualTo(2);
    }
}

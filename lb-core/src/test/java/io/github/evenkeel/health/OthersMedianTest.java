package io.github.evenkeel.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class OthersMedianTest {
    @Test
    void isWhatSortingTheOthersTells() {
        SplittableRandom random = new SplittableRandom(1);
        for (int round = 0; round < 2_000; round++) {
            double[] values = new double[2 + random.nextInt(30)];
            for (int i = 0; i < values.length; i++) values[i] = random.nextInt(1 + random.nextInt(20));
            OthersMedian median = new OthersMedian(values.clone());
            assertThat(median.others()).isEqualTo(values.length - 1);
            for (int own = 0; own < values.length; own++) {
                double[] others = new double[values.length - 1];
                System.arraycopy(values, 0, others, 0, own);
                System.arraycopy(values, own + 1, others, own, others.length - own);
                Arrays.sort(others);
                assertThat(median.lower(values[own])).isEqualTo(others[(others.length - 1) / 2]);
                assertThat(median.upper(values[own])).isEqualTo(others[others.length / 2]);
            }
        }
    }

    @Test
    void ofNobodyOrOneThereAreNoOthers() {
        assertThat(new OthersMedian(new double[0]).others()).isNegative();
        assertThat(new OthersMedian(new double[] {1}).others()).isZero();
    }
}

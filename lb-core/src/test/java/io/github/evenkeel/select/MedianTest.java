package io.github.evenkeel.select;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MedianTest {
    private static double slowly(List<Double> figures) {
        List<Double> sorted = figures.stream().sorted().toList();
        int size = sorted.size();
        return size % 2 == 1 ? sorted.get(size / 2) : (sorted.get(size / 2 - 1) + sorted.get(size / 2)) / 2;
    }

    @Test
    void itIsTheMiddleOfAllAndOfAllOthersTiesIncluded() {
        SplittableRandom random = new SplittableRandom(1);
        Median median = new Median(9);
        for (int round = 0; round < 10_000; round++) {
            int size = 1 + random.nextInt(9);
            List<Double> figures = new ArrayList<>();
            median.clear();
            for (int i = 0; i < size; i++) {
                figures.add((double) random.nextInt(5));
                median.add(figures.get(i));
            }
            median.sort();
            assertThat(median.size()).isEqualTo(size);
            assertThat(median.all()).isEqualTo(slowly(figures));
            for (int i = 0; i < size && size > 1; i++) {
                List<Double> others = new ArrayList<>(figures);
                others.remove(i);
                assertThat(median.others(figures.get(i))).isEqualTo(slowly(others));
            }
        }
    }
}

package io.github.evenkeel.examples.tour;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CountsTest {
    @Test
    void thingsFallIntoTheBucketOfTheirTimeAndThoseOutsideIntoNone() {
        Stream<Double> times = Stream.of(-0.1, 0.0, 0.49, 0.5, 1.4, 1.5);
        assertThat(Counts.perBucket(times, time -> time, 0.5, 3, 2)).containsExactly(4, 2, 2);
    }

    @Test
    void aQuantileIsANearestRankAndNothingWhereThereIsNothing() {
        List<Integer> values = IntStream.rangeClosed(1, 100).boxed().toList();
        assertThat(Counts.quantile(values, value -> 0.5, value -> value, 1, 2, 0.99))
                .containsExactly(99, Double.NaN);
        assertThat(Counts.quantile(values, value -> 0.5, value -> value, 1, 1, 0.5))
                .containsExactly(50);
        assertThat(Counts.quantile(List.of(7), value -> 0.5, value -> value, 1, 1, 0.01))
                .containsExactly(7);
    }

    @Test
    void aSpanIsOpenAtTheMiddlesItCovers() {
        List<double[]> spans = List.of(new double[] {0, 1.5}, new double[] {0.6, 2.6});
        assertThat(Counts.open(spans, 1, 4)).containsExactly(1, 1, 1, 0);
    }
}

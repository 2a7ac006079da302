package io.github.evenkeel.examples.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class VitalsTest {
    private static List<Vitals> heap(IntToDoubleFunction megabytes) {
        return IntStream.range(0, 60)
                .mapToObj(i -> new Vitals(5 * i, (long) (1e6 * megabytes.applyAsDouble(i)), 100, 100 + i / 40, 0, 0))
                .toList();
    }

    @Test
    void whatGrowsAtFirstAndThenStaysIsFlat() {
        assertThat(Vitals.heapFlat(heap(i -> Math.min(i, 15)))).isTrue();
        assertThat(Vitals.heapFlat(heap(i -> 50 + i % 7))).isTrue();
        assertThat(Vitals.threadsFlat(heap(i -> 1))).isTrue();
        assertThat(Vitals.socketsFlat(heap(i -> 1))).isTrue();
    }

    @Test
    void whatGrowsOnIsNot() {
        assertThat(Vitals.heapFlat(heap(i -> 20 + i))).isFalse();
    }

    @Test
    void thisProcessHasThreadsAndAHeap() {
        Vitals now = Vitals.now(1, 2, 3);
        assertThat(now.heap()).isPositive();
        assertThat(now.threads()).isPositive();
    }
}

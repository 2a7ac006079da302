package io.github.evenkeel.examples.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class EventHeapTest {
    private final EventHeap heap = new EventHeap();

    private record Event(long time, long order) {}

    @Test
    void eventsOfOneInstantLeaveInTheOrderTheyCame() {
        for (long event = 0; event < 200; event++) heap.add(7, event);
        List<Long> left = new ArrayList<>();
        while (!heap.isEmpty()) left.add(heap.remove());
        assertThat(left).hasSize(200).isSorted();
    }

    @Test
    void comingAndLeavingInAnyOrderItIsAPriorityQueue() {
        PriorityQueue<Event> expected =
                new PriorityQueue<>(Comparator.comparingLong(Event::time).thenComparingLong(Event::order));
        SplittableRandom random = new SplittableRandom(1);
        for (long i = 0; i < 20_000; i++) {
            if (heap.isEmpty() || random.nextInt(100) < 52) {
                Event event = new Event(random.nextLong(-50, 50), i);
                heap.add(event.time(), event.order());
                expected.add(event);
            } else {
                Event first = expected.remove();
                assertThat(heap.time()).isEqualTo(first.time());
                assertThat(heap.remove()).isEqualTo(first.order());
            }
            assertThat(heap.size()).isEqualTo(expected.size());
        }
        assertThat(heap.size()).isGreaterThan(100);
    }
}

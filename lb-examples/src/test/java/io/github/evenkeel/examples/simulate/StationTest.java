package io.github.evenkeel.examples.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Stations alone, on a heap of events: what is done when, to the nanosecond. */
class StationTest {
    private final EventHeap events = new EventHeap();
    private final Map<Integer, Long> work = new LinkedHashMap<>();
    private final Map<Integer, Long> done = new LinkedHashMap<>();
    private final Station.Surroundings surroundings = new Station.Surroundings() {
        @Override
        public long begin(int call, long now) {
            return work.get(call);
        }

        @Override
        public void at(long time, int about) {
            events.add(time, about);
        }
    };

    @Test
    void oneAfterTheOtherInAQueueOfOneSlot() {
        Station queue = new Queue(1, surroundings);
        take(queue, 1, 10, 0);
        take(queue, 2, 5, 1);
        take(queue, 3, 1, 2);
        play(queue, Long.MAX_VALUE);
        assertThat(done).containsExactly(Map.entry(1, 10L), Map.entry(2, 15L), Map.entry(3, 16L));
    }

    @Test
    void twoAtATimeInAQueueOfTwoSlots() {
        Station queue = new Queue(2, surroundings);
        take(queue, 1, 10, 0);
        take(queue, 2, 5, 1);
        take(queue, 3, 1, 2);
        play(queue, Long.MAX_VALUE);
        assertThat(done).containsExactly(Map.entry(2, 6L), Map.entry(3, 7L), Map.entry(1, 10L));
    }

    @Test
    void aLongQueueKeepsItsOrderWhileItGrowsAndWrapsAround() {
        Station queue = new Queue(1, surroundings);
        for (int call = 0; call < 10; call++) take(queue, call, 10, 0);
        play(queue, 55);
        for (int call = 10; call < 100; call++) take(queue, call, 10, 56);
        play(queue, Long.MAX_VALUE);
        assertThat(done).hasSize(100);
        for (int call = 0; call < 100; call++) assertThat(done).containsEntry(call, 10L * (call + 1));
    }

    @Test
    void aCallThatIsNeverAnsweredTakesNoSlot() {
        Station queue = new Queue(1, surroundings);
        take(queue, 1, -1, 0);
        take(queue, 2, 5, 0);
        take(queue, 3, -1, 1);
        take(queue, 4, 5, 1);
        play(queue, Long.MAX_VALUE);
        assertThat(done).containsExactly(Map.entry(2, 5L), Map.entry(4, 10L));
    }

    @Test
    void callsThatShareAProcessorGetHalfOfItEach() {
        Station sharing = new Sharing(1, surroundings);
        take(sharing, 1, 10, 0);
        // From 2 on two share: call 2 needs 4, so until 10; call 1 has then 4 of its 8 left, alone until 14.
        take(sharing, 2, 4, 2);
        play(sharing, Long.MAX_VALUE);
        assertThat(done).containsExactly(Map.entry(2, 10L), Map.entry(1, 14L));
    }

    @Test
    void twoCallsOnTwoProcessorsDoNotFeelEachOtherAndAThirdIsFeltByAll() {
        Station sharing = new Sharing(2, surroundings);
        take(sharing, 1, 30, 0);
        take(sharing, 2, 30, 0);
        play(sharing, 9);
        // At 9 all have 21 left, or 6; a pace of 2/3 gives the third its 6 by 18; then 15 are left at full pace.
        take(sharing, 3, 6, 9);
        play(sharing, Long.MAX_VALUE);
        assertThat(done).containsExactly(Map.entry(3, 18L), Map.entry(1, 33L), Map.entry(2, 33L));
    }

    @Test
    void equalCallsThatComeTogetherLeaveTogetherInTheirOrder() {
        Station sharing = new Sharing(1, surroundings);
        for (int call = 0; call < 5; call++) take(sharing, call, 7, 0);
        play(sharing, Long.MAX_VALUE);
        assertThat(done.keySet()).containsExactly(0, 1, 2, 3, 4);
        assertThat(done.values()).containsOnly(35L);
    }

    private void take(Station station, int call, long nanos, long now) {
        play(station, now);
        work.put(call, nanos);
        station.take(call, now);
    }

    private void play(Station station, long until) {
        while (!events.isEmpty() && events.time() <= until) {
            long now = events.time();
            int call = station.due((int) events.remove(), now);
            if (call >= 0) done.put(call, now);
        }
    }
}

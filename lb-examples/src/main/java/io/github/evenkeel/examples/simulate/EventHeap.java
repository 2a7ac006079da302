package io.github.evenkeel.examples.simulate;

import java.util.Arrays;

/**
 * What is still to come, ordered by time; events of one instant leave in the order they came. A binary heap over plain arrays, so
 * that an event costs no object: there are tens of millions.
 */
final class EventHeap {
    private long[] times = new long[64];
    private long[] orders = new long[64];
    private long[] events = new long[64];
    private int size;
    private long added;

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    /** When the next event is due. */
    long time() {
        return times[0];
    }

    void add(long time, long event) {
        if (size == times.length) grow();
        int hole = size++;
        while (hole > 0) {
            int parent = (hole - 1) >>> 1;
            // A newcomer is the last of its instant: it only passes what is later.
            if (times[parent] <= time) break;
            move(parent, hole);
            hole = parent;
        }
        put(hole, time, added++, event);
    }

    /** Takes the next event out. */
    long remove() {
        long first = events[0];
        int last = --size;
        long time = times[last];
        long order = orders[last];
        int hole = 0;
        for (int child = 1; child < last; child = 2 * hole + 1) {
            if (child + 1 < last && before(child + 1, times[child], orders[child])) child++;
            if (!before(child, time, order)) break;
            move(child, hole);
            hole = child;
        }
        put(hole, time, order, events[last]);
        return first;
    }

    private boolean before(int index, long time, long order) {
        return times[index] < time || (times[index] == time && orders[index] < order);
    }

    private void move(int from, int to) {
        put(to, times[from], orders[from], events[from]);
    }

    private void put(int index, long time, long order, long event) {
        times[index] = time;
        orders[index] = order;
        events[index] = event;
    }

    private void grow() {
        times = Arrays.copyOf(times, 2 * size);
        orders = Arrays.copyOf(orders, 2 * size);
        events = Arrays.copyOf(events, 2 * size);
    }
}

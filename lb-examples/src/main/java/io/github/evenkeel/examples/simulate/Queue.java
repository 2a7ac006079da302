package io.github.evenkeel.examples.simulate;

import java.util.Arrays;

/** First come, first served, some at a time. */
final class Queue implements Station {
    private final int slots;
    private final Surroundings surroundings;
    private int busy;
    private int[] waiting = new int[16]; // a ring
    private int first;
    private int length;

    Queue(int slots, Surroundings surroundings) {
        this.slots = slots;
        this.surroundings = surroundings;
    }

    @Override
    public void take(int call, long now) {
        if (busy < slots) {
            begin(call, now);
            return;
        }
        if (length == waiting.length) grow();
        waiting[(first + length++) & (waiting.length - 1)] = call;
    }

    @Override
    public int due(int call, long now) {
        busy--;
        while (busy < slots && length > 0) {
            int next = waiting[first];
            first = (first + 1) & (waiting.length - 1);
            length--;
            begin(next, now);
        }
        return call;
    }

    /** A call that is never answered takes no slot: it is lost before the work. */
    private void begin(int call, long now) {
        long work = surroundings.begin(call, now);
        if (work < 0) return;
        busy++;
        surroundings.at(now + work, call);
    }

    private void grow() {
        int[] more = Arrays.copyOf(waiting, 2 * length);
        // What had wrapped around to the front goes behind the rest.
        System.arraycopy(waiting, 0, more, length, first);
        waiting = more;
    }
}

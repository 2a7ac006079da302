package io.github.evenkeel.examples.simulate;

/**
 * Processor sharing: every call gets the same part of the power, at most one processor. Kept exact with a clock of its own that
 * advances by what each call gets: a call is done when that clock reaches its arrival there plus its work.
 */
final class Sharing implements Station {
    private final int processors;
    private final Surroundings surroundings;
    /** By the bits of the double at which they are done, which are ordered as the doubles are (all are above 0). */
    private final EventHeap calls = new EventHeap();

    private double attained = 1; // nanoseconds of work that a call there from the start would have got
    private long updatedAt;
    private int generation;

    Sharing(int processors, Surroundings surroundings) {
        this.processors = processors;
        this.surroundings = surroundings;
    }

    @Override
    public void take(int call, long now) {
        long work = surroundings.begin(call, now);
        if (work < 0) return;
        advance(now);
        calls.add(Double.doubleToRawLongBits(attained + work), call);
        plan(now);
    }

    @Override
    public int due(int about, long now) {
        if (about != generation) return -1;
        double end = Double.longBitsToDouble(calls.time());
        advance(now);
        attained = end; // exactly: the event's time was rounded to a nanosecond
        int done = (int) calls.remove();
        plan(now);
        return done;
    }

    private void advance(long now) {
        attained += (now - updatedAt) * pace();
        updatedAt = now;
    }

    /** The power each call gets, in processors. */
    private double pace() {
        return calls.isEmpty() ? 0 : Math.min(1, (double) processors / calls.size());
    }

    private void plan(long now) {
        generation++;
        if (calls.isEmpty()) return;
        double left = Double.longBitsToDouble(calls.time()) - attained;
        surroundings.at(now + Math.max(0, Math.round(left / pace())), generation);
    }
}

package io.github.evenkeel.pool;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/**
 * What a pick looks at of a member, in one field: the lowest bit says open, the highest ones count closings. A caller that ejects closes
 * the gate right after swapping the health; the control plane opens it only if nobody closed since it read the count, <em>before</em>
 * looking at the health, so that it can never open over an ejection that it has not seen.
 *
 * <p>Two more bits say whether there is anything to know about the member beyond that: for nearly all of them, nearly always, there is
 * not, and a pick has seen all it must with one read. A superclass, and no object of its own, so that this read is the only one.
 */
abstract class Gate {
    private static final AtomicIntegerFieldUpdater<Gate> GATE =
            AtomicIntegerFieldUpdater.newUpdater(Gate.class, "gate");

    private static final int OPEN = 1;
    static final int WARMING = 1 << 1; // there is a ramp
    static final int PENALISED = 1 << 2; // there is a penalty; may be set a little longer
    private static final int CLOSING = 1 << 3;
    private static final int CLOSINGS = -CLOSING;

    private volatile int gate;

    final boolean isOpen() {
        return (gate & OPEN) != 0;
    }

    /** Open, and nothing more to know. */
    final boolean isOpenAndPlain() {
        return (gate & (OPEN | WARMING | PENALISED)) == OPEN;
    }

    /** @param bit {@link #WARMING} or {@link #PENALISED} */
    final boolean has(int bit) {
        return (gate & bit) != 0;
    }

    /** From now on no pick sees it. Any thread. */
    final void close() {
        int seen;
        do {
            seen = gate;
        } while (!GATE.compareAndSet(this, seen, (seen & ~OPEN) + CLOSING));
    }

    final void mark(int bit) {
        int seen;
        do {
            seen = gate;
        } while ((seen & bit) == 0 && !GATE.compareAndSet(this, seen, seen | bit));
    }

    final void unmark(int bit) {
        int seen;
        do {
            seen = gate;
        } while ((seen & bit) != 0 && !GATE.compareAndSet(this, seen, seen & ~bit));
    }

    /** What {@link #open(int)} must be given; read it before the health that decides. */
    final int gate() {
        return gate;
    }

    /** Opens unless a caller closed since {@code seen} was read. */
    final boolean open(int seen) {
        int now;
        do {
            now = gate;
            if (((now ^ seen) & CLOSINGS) != 0) return false;
        } while ((now & OPEN) == 0 && !GATE.compareAndSet(this, now, now | OPEN));
        return true;
    }
}

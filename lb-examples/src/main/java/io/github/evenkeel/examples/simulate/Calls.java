package io.github.evenkeel.examples.simulate;

import io.github.evenkeel.CallContext;
import io.github.evenkeel.Outcome;
import io.github.evenkeel.pool.Lease;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The calls under way, as rows of arrays; a row is used again when both the client and the server are done with it. An event that
 * may come too late carries the row's age, which each use raises.
 */
final class Calls {
    @Nullable
    Lease[] lease = new Lease[64];

    CallContext[] context = new CallContext[64];
    long[] begun = new long[64];
    long[] bits = new long[64];
    int[] server = new int[64];
    int[] client = new int[64];
    /** How often it was sent, this time included. */
    int[] sends = new int[64];

    int[] age = new int[64];
    /** What the server has left when this call is done. */
    int[] inFlight = new int[64];

    boolean[] waiting = new boolean[64];
    boolean[] measured = new boolean[64];
    Outcome[] outcome = new Outcome[64];
    private int[] free = new int[64];
    private int frees;
    private int used;

    int take() {
        if (frees > 0) return free[--frees];
        if (used == begun.length) grow(2 * used);
        return used++;
    }

    void release(int call) {
        lease[call] = null;
        age[call]++;
        free[frees++] = call;
    }

    private void grow(int size) {
        lease = Arrays.copyOf(lease, size);
        context = Arrays.copyOf(context, size);
        sends = Arrays.copyOf(sends, size);
        begun = Arrays.copyOf(begun, size);
        bits = Arrays.copyOf(bits, size);
        server = Arrays.copyOf(server, size);
        client = Arrays.copyOf(client, size);
        age = Arrays.copyOf(age, size);
        inFlight = Arrays.copyOf(inFlight, size);
        waiting = Arrays.copyOf(waiting, size);
        measured = Arrays.copyOf(measured, size);
        outcome = Arrays.copyOf(outcome, size);
        free = Arrays.copyOf(free, size);
    }
}

package io.github.evenkeel.examples.bench;

import java.util.SplittableRandom;

/** What the members of a benchmark have in flight besides the measured calls. */
public enum Traffic {
    /** Nothing: all are tied. */
    IDLE,
    /** Each 0 to 3 calls, by chance, the same in every run. */
    BUSY;

    int[] inFlight(int n) {
        int[] calls = new int[n];
        SplittableRandom random = new SplittableRandom(1);
        if (this == BUSY) for (int i = 0; i < n; i++) calls[i] = random.nextInt(4);
        return calls;
    }
}

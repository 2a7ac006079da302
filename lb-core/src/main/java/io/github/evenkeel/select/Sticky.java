package io.github.evenkeel.select;

import io.github.evenkeel.Expect;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** Keys stay with the member they had first; see {@link Selectors#sticky}. Immutable. */
public final class Sticky implements Selector {
    private final Selector inner;
    private final Duration unused;
    private final int most;

    private Sticky(Selector inner, Duration unused, int most) {
        this.inner = inner;
        this.unused = unused;
        this.most = most;
    }

    static Sticky over(Selector inner) {
        // An hour is longer than people pause; 100,000 entries are about 15 MB.
        return new Sticky(Expect.notNull("inner", inner), Duration.ofHours(1), 100_000);
    }

    /**
     * How long a key is remembered after its last call; default 1 h. Measured on the pool's clock as its calls bring it along, to a
     * millisecond.
     */
    public Sticky forgetAfter(Duration value) {
        Expect.positiveNanos("forgetAfter", value);
        return new Sticky(inner, value, most);
    }

    /** How many keys are remembered, 1 or more; default 100,000. Beyond, those used least and longest ago are forgotten. */
    public Sticky atMost(int keys) {
        return new Sticky(inner, unused, Expect.atLeast("atMost", keys, 1));
    }

    @Override
    public String name() {
        return "sticky, " + inner.name();
    }

    @Override
    public Compiler forPool(RandomGenerator random) {
        return new StickyTable(inner.forPool(random), unused, most);
    }

    @Override
    public String toString() {
        return "sticky for " + unused + ", at most " + most + " keys, " + inner;
    }
}

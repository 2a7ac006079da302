package io.github.evenkeel.okhttp;

import io.github.evenkeel.select.Selector;
import java.util.random.RandomGenerator;

/** A selector of a user's, with a bug in its pick. */
final class BrokenSelector implements Selector {
    @Override
    public String name() {
        return "broken";
    }

    @Override
    public Compiler forPool(RandomGenerator random) {
        return candidates -> (context, now) -> {
            throw new IllegalStateException("a bug");
        };
    }
}

package io.github.evenkeel.okhttp;

import io.github.evenkeel.CallContext;
import io.github.evenkeel.select.Selector;
import java.util.List;
import java.util.random.RandomGenerator;

/** Chooses the first member, and notes what calls asked for. */
record Recording(List<CallContext> asked) implements Selector {
    @Override
    public String name() {
        return "recording";
    }

    @Override
    public Compiler forPool(RandomGenerator random) {
        return candidates -> (context, now) -> {
            asked.add(context);
            return candidates.available().isEmpty()
                    ? null
                    : candidates.available().get(0);
        };
    }
}

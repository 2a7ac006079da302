package io.github.evenkeel.okhttp;

import io.github.evenkeel.select.Candidate;
import io.github.evenkeel.select.Selector;
import java.util.random.RandomGenerator;

/** The first member that the call has not tried. */
final class InOrder implements Selector {
    @Override
    public String name() {
        return "in order";
    }

    @Override
    public Compiler forPool(RandomGenerator random) {
        return candidates -> (context, now) -> {
            for (Candidate each : candidates.available()) {
                if (each.available() && !each.heldOff(now) && !context.hasTried(each.id())) return each;
            }
            return null;
        };
    }
}

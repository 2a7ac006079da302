package io.github.evenkeel.examples.simulate;

import io.github.evenkeel.CallContext;
import io.github.evenkeel.select.Candidate;
import io.github.evenkeel.select.Picker;
import io.github.evenkeel.select.Selector;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The least loaded of {@code draws} drawn with replacement, the first drawn on a tie: the supermarket model as its theory has it, to
 * check the simulator with.
 */
record ChoiceOf(int draws) implements Selector {
    @Override
    public String name() {
        return "choice of " + draws;
    }

    @Override
    public Compiler forPool(RandomGenerator random) {
        return candidates -> {
            Candidate[] members = candidates.available().toArray(Candidate[]::new);
            return new Drawing(members, draws, random);
        };
    }

    private record Drawing(Candidate[] members, int draws, RandomGenerator random) implements Picker {
        @Override
        public @Nullable Candidate pick(CallContext context, long now) {
            Candidate best = null;
            for (int i = 0; i < draws && members.length > 0; i++) {
                Candidate each = members[Chance.below(members.length, random.nextLong())];
                if (each.available() && (best == null || each.inFlight() < best.inFlight())) best = each;
            }
            return best;
        }
    }
}

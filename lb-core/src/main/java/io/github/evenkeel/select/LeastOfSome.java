package io.github.evenkeel.select;

import io.github.evenkeel.CallContext;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The least loaded of a few members drawn by weight. Equal weights: the draws are a random start and steps of one random length, so
 * they are distinct and cost one random number. Unequal weights: independent draws; a repeated one is wasted.
 */
final class LeastOfSome implements Picker {
    private final Loads loads;
    private final Candidate[] members;
    private final int draws;
    private final Draw draw;
    private final RandomGenerator random;

    LeastOfSome(Loads loads, int draws, RandomGenerator random) {
        this.loads = loads;
        this.members = loads.members;
        this.draws = draws;
        this.draw = new Draw(members);
        this.random = random;
    }

    @Override
    public @Nullable Candidate pick(CallContext context, long now) {
        long bits = random.nextLong();
        int drawn = draw.index(bits);
        int gap = 1 + Draw.below((members.length - 1) / (draws - 1), bits & 0xFFFF_FFFFL);
        int best = -1;
        double bestLoad = 0;
        for (int i = 0; i < draws; i++) {
            if (i > 0) drawn = draw.uniform() ? (drawn + gap) % members.length : draw.index(random.nextLong());
            if (drawn == best || !Usable.by(context, members[drawn])) continue;
            double load = loads.of(drawn, now);
            if (best < 0 || loads.less(drawn, load, best, bestLoad)) {
                best = drawn;
                bestLoad = load;
            }
        }
        return best >= 0 ? members[best] : Usable.from(drawn, members, context);
    }

    @Override
    public double cost(Candidate candidate, CallContext context, long now) {
        return loads.cost(candidate, now);
    }
}

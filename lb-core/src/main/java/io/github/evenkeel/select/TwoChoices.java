package io.github.evenkeel.select;

import io.github.evenkeel.CallContext;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Two distinct members drawn by weight; the second replaces the first only when strictly less loaded. */
final class TwoChoices implements Picker {
    private final Loads loads;
    private final Candidate[] members;
    private final Draw draw;
    private final RandomGenerator random;

    TwoChoices(Candidate[] members, Load load, RandomGenerator random) {
        this.loads = new Loads(members, load);
        this.members = members;
        this.draw = new Draw(members);
        this.random = random;
    }

    @Override
    public @Nullable Candidate pick(CallContext context, long now) {
        int size = members.length;
        if (size < 2) return Usable.from(0, members, context);
        long bits = random.nextLong();
        int i = draw.index(bits);
        int j = draw.uniform() ? uniformOther(i, bits) : weightedOther(i);
        Candidate first = members[i];
        Candidate second = members[j];
        if (!Usable.by(context, second)) {
            return Usable.by(context, first) ? first : Usable.from(i, members, context);
        }
        if (!Usable.by(context, first)) return second;
        return loads.less(j, loads.of(j, now), i, loads.of(i, now)) ? second : first;
    }

    /** One of the other indices, from the half of the bits that a uniform draw leaves unused. */
    private int uniformOther(int i, long bits) {
        int j = Draw.below(members.length - 1, bits & 0xFFFF_FFFFL);
        return j < i ? j : j + 1;
    }

    /** Another index by weight; where one member has nearly all the weight, any other after a few tries. */
    private int weightedOther(int i) {
        for (int tries = 0; tries < 4; tries++) {
            int j = draw.index(random.nextLong());
            if (j != i) return j;
        }
        return uniformOther(i, random.nextLong());
    }

    @Override
    public double cost(Candidate candidate, CallContext context, long now) {
        return loads.cost(candidate, now);
    }
}

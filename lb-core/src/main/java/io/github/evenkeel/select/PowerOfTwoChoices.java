package io.github.evenkeel.select;

import io.github.evenkeel.CallContext;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

final class PowerOfTwoChoices implements Selector {
    @Override
    public String name() {
        return "power of two choices";
    }

    @Override
    public Compiler forPool(RandomGenerator random) {
        return candidates -> new Compiled(candidates.available().toArray(Candidate[]::new), random);
    }

    private static final class Compiled implements Picker {
        private final Candidate[] members;
        private final Draw draw;
        private final Cost cost;
        private final RandomGenerator random;

        Compiled(Candidate[] members, RandomGenerator random) {
            this.members = members;
            this.draw = new Draw(members);
            this.cost = Cost.over(members);
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
            return !Usable.by(context, first) || lessLoaded(second, first, now) ? second : first;
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

        /** Idle members were drawn by weight already: comparing them by weight too would count it twice. */
        private boolean lessLoaded(Candidate second, Candidate first, long now) {
            return cost.of(second, now) < cost.of(first, now) && !(second.idle(now) && first.idle(now));
        }
    }
}

package io.github.evenkeel.select;

import io.github.evenkeel.CallContext;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Pure chance, by weight or not. */
record ByChance(boolean weighted) implements Selector {
    /** With nine of ten members out, 8 draws meet one that is in four times of seven; the scan that follows is fair too. */
    private static final int DRAWS = 8;

    @Override
    public String name() {
        return weighted ? "weighted random" : "random";
    }

    @Override
    public String toString() {
        return name();
    }

    @Override
    public Compiler forPool(RandomGenerator random) {
        return candidates ->
                WarmUp.beside(members -> new Compiled(members, draw(members), random), this::draw, candidates, random);
    }

    private Draw draw(Candidate[] members) {
        return weighted ? new Draw(members) : new Draw(members.length);
    }

    private record Compiled(Candidate[] members, Draw draw, RandomGenerator random) implements Picker {
        @Override
        public @Nullable Candidate pick(CallContext context, long now) {
            if (members.length == 0) return null;
            // Drawn anew, not handed to the next in line: no neighbour of a member that is out gets double.
            for (int i = 0; i < DRAWS; i++) {
                Candidate member = members[draw.index(random.nextLong())];
                if (Usable.gladlyBy(context, member, now)) return member;
            }
            return Usable.gladlyFrom(draw.index(random.nextLong()), members, context, now);
        }
    }
}

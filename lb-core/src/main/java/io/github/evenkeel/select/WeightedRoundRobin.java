package io.github.evenkeel.select;

import io.github.evenkeel.CallContext;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Smooth weighted round robin: the control plane lays out one {@link Schedule}, callers take its turns by one counter, which goes on
 * through rotations and changes of weight, and starts anywhere, so that clients do not move in step. Weights that no bounded schedule
 * fits exactly take the turns of {@link RoundRobin}.
 */
final class WeightedRoundRobin implements Selector {
    @Override
    public String name() {
        return "weighted round robin";
    }

    @Override
    public String toString() {
        return name();
    }

    @Override
    public Compiler forPool(RandomGenerator random) {
        return startingAt(random.nextLong(), random);
    }

    static Compiler startingAt(long first, RandomGenerator random) {
        AtomicLong turns = new AtomicLong(first);
        return candidates -> WarmUp.beside(members -> over(members, turns), candidates, random);
    }

    private static Picker over(Candidate[] members, AtomicLong turns) {
        int[] schedule = Schedule.of(members);
        return schedule == null ? RoundRobin.over(members, turns) : new Cycle(members, schedule, turns);
    }

    private record Cycle(Candidate[] members, int[] schedule, AtomicLong turns) implements Picker {
        @Override
        public @Nullable Candidate pick(CallContext context, long now) {
            long turn = turns.getAndIncrement();
            // Unsigned, so that nothing happens at the wrap from the largest long to the smallest.
            Candidate choice = members[schedule[(int) Long.remainderUnsigned(turn, schedule.length)]];
            return Usable.gladlyBy(context, choice, now) ? choice : instead(turn, context, now);
        }

        /** A skipped member's turns go to holders of turns anywhere in the schedule, so by weight, and no neighbour gets double. */
        private @Nullable Candidate instead(long turn, CallContext context, long now) {
            long anywhere = turn;
            for (int i = 0; i < RoundRobin.LOOKS; i++) {
                anywhere = Hash.mix(anywhere + Hash.GOLDEN);
                Candidate other = members[schedule[Draw.below(schedule.length, anywhere >>> 32)]];
                if (Usable.gladlyBy(context, other, now)) return other;
            }
            return Usable.gladlyFrom(Draw.below(members.length, anywhere >>> 32), members, context, now);
        }
    }
}

package io.github.evenkeel.select;

import io.github.evenkeel.CallContext;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Turns are numbered by one counter that survives rotations and starts anywhere, so that clients do not move in step.
 *
 * <p>Equal weights: turn t goes to member t mod N. Unequal weights: turn t goes to the point frac(t · φ) of the members laid end to
 * end by weight, φ the golden ratio. Its multiples fall most evenly of all (three-distance theorem), so every member gets its
 * share of any run of turns within a few calls, without a schedule, a lock or a pass over N.
 */
final class RoundRobin implements Selector {
    /** With nine of ten members out, 16 looks meet one that is in five times of six; the scan that follows is fair too. */
    static final int LOOKS = 16;

    @Override
    public String name() {
        return "round robin";
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

    /** The picker over these members that takes its turns from {@code turns}. */
    static Picker over(Candidate[] members, AtomicLong turns) {
        boolean equal = true;
        for (Candidate member : members) equal &= member.weight() == members[0].weight();
        return equal ? new Cycle(members, turns) : new Golden(members, ends(members), turns);
    }

    /**
     * The turn's remainder, without a division: {@code step} is the part of 2^64 that one turn is, and a turn that begins half a step
     * after a multiple of it is in the middle of its member's part. What {@code step} lacks of the true fraction adds up to one turn
     * given twice in 2^64 / N² rounds. As the product wraps around where the counter does, the order goes on there.
     */
    private record Cycle(Candidate[] members, long step, AtomicLong turns) implements Picker {
        Cycle(Candidate[] members, AtomicLong turns) {
            this(members, members.length == 0 ? 0 : Long.divideUnsigned(-1, members.length), turns);
        }

        @Override
        public @Nullable Candidate pick(CallContext context, long now) {
            if (members.length == 0) return null;
            // First, for no read passes the counter's fence.
            boolean untried = context.tried().isEmpty();
            long turn = turns.getAndIncrement();
            Candidate choice = members[at(turn)];
            return untried && Usable.gladly(choice, now) ? choice : instead(turn, context, now);
        }

        private int at(long turn) {
            long point = turn * step + (step >>> 1);
            return (int) Math.multiplyHigh(point >>> 1, 2L * members.length);
        }

        private @Nullable Candidate instead(long turn, CallContext context, long now) {
            int size = members.length;
            int index = at(turn);
            if (Usable.gladlyBy(context, members[index], now)) return members[index];
            // Each round hands a skipped member's turn to another successor, so that no neighbour gets double.
            // Unsigned, so
            // that nothing happens at the wrap from the largest long to the smallest.
            int start =
                    size == 1 ? 0 : index + 1 + (int) Long.remainderUnsigned(Long.divideUnsigned(turn, size), size - 1);
            return Usable.gladlyFrom(start % size, members, context, now);
        }
    }

    /** {@code ends[i]} is where member i ends on a line of 2^64 points (unsigned); the last end is the line's. */
    private record Golden(Candidate[] members, long[] ends, AtomicLong turns) implements Picker {
        @Override
        public @Nullable Candidate pick(CallContext context, long now) {
            long point = turns.getAndIncrement() * Hash.GOLDEN;
            for (int i = 0; i < LOOKS; i++) {
                Candidate choice = members[at(point)];
                if (Usable.gladlyBy(context, choice, now)) return choice;
                // Anywhere else, so that what is skipped is spread over all by weight.
                point = Hash.mix(point + Hash.GOLDEN);
            }
            return Usable.gladlyFrom(Draw.below(members.length, point >>> 32), members, context, now);
        }

        /** Multiplying a turn by 2^64 / φ wraps around exactly where the fraction does. */
        private int at(long point) {
            int low = 0;
            int high = ends.length - 1;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (Long.compareUnsigned(point, ends[middle]) < 0) high = middle;
                else low = middle + 1;
            }
            return low;
        }
    }

    private static long[] ends(Candidate[] members) {
        double total = Arrays.stream(members).mapToDouble(Candidate::weight).sum();
        long[] ends = new long[members.length];
        double sum = 0;
        for (int i = 0; i < ends.length; i++) {
            sum += members[i].weight();
            // Through 62 bits, for a double can't be cast to an unsigned long; the line ends at its largest value.
            ends[i] = sum < total ? (long) (sum / total * 0x1p62) << 2 : -1;
        }
        ends[ends.length - 1] = -1;
        return ends;
    }
}

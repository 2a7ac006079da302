package io.github.evenkeel.select;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One cycle of smooth weighted turns, in nginx's order: each turn every member's credit grows by its weight, the largest credit (of
 * equal ones the first) gets the turn and pays the sum of all weights.
 *
 * <p>Members of one weight form a class whose credits differ only by whole payments: the first of the class that has the least
 * turns is always ahead. So a turn costs O(classes), not O(N), and a cycle of equal weights O(N).
 *
 * <p>Source: I. Sysoev, M. Dounin, nginx 1.3.1, "smooth weighted balancing".
 */
final class Schedule {
    /** The most that compiling may cost, in turns times classes: about a millisecond. */
    private static final long MOST_WORK = 1 << 20;

    /** The most turns: 256 KB. */
    private static final int MOST_TURNS = 1 << 16;

    /** Weights may have this many decimals. */
    private static final int DECIMALS = 3;

    /** Weights come in single precision: what is nearer than this to a whole number is meant to be one. */
    private static final double PRECISION = 1e-6;

    private Schedule() {}

    /** The members' places in the order of their turns; null if no cycle of bearable length gives everyone an exact share. */
    static int @Nullable [] of(Candidate[] members) {
        int most = (int) Math.min(members.length, MOST_WORK / Math.max(1, members.length)); // a turn each at least
        double[] different = new double[most];
        int[] sizes = new int[most];
        int[] classOf = new int[members.length];
        int count = 0;
        for (int i = 0; i < members.length; i++) {
            double weight = members[i].weight();
            int c = 0;
            while (c < count && different[c] != weight) c++;
            if (c == most) return null;
            if (c == count) different[count++] = weight;
            classOf[i] = c;
            sizes[c]++;
        }
        int[][] classes = new int[count][];
        for (int c = 0; c < count; c++) classes[c] = new int[sizes[c]];
        for (int i = members.length - 1; i >= 0; i--) classes[classOf[i]][--sizes[classOf[i]]] = i;
        long[] weights = whole(Arrays.copyOf(different, count));
        double turns = 0; // a long might overflow
        for (int c = 0; c < weights.length; c++) turns += (double) weights[c] * classes[c].length;
        boolean bearable = turns > 0 && turns <= MOST_TURNS && turns * classes.length <= MOST_WORK;
        return bearable ? cycle(classes, weights, (int) turns) : null;
    }

    private static int[] cycle(int[][] classes, long[] weights, int turns) {
        int[] cycle = new int[turns];
        int[] head = new int[classes.length]; // how far the class has come in its current round
        long[] credit = new long[classes.length]; // of its head
        for (int turn = 0; turn < turns; turn++) {
            int best = 0;
            for (int c = 0; c < classes.length; c++) {
                credit[c] += weights[c];
                if (credit[c] > credit[best]
                        || (credit[c] == credit[best] && place(classes, head, c) < place(classes, head, best))) {
                    best = c;
                }
            }
            cycle[turn] = place(classes, head, best);
            // The next of the class has not paid yet: its credit is the same, until the round is full.
            if (++head[best] == classes[best].length) {
                head[best] = 0;
                credit[best] -= turns;
            }
        }
        return cycle;
    }

    private static int place(int[][] classes, int[] head, int c) {
        return classes[c][head[c]];
    }

    /** The smallest whole numbers in the proportions of these weights; empty if there are none with {@link #DECIMALS}. */
    private static long[] whole(double[] weights) {
        // In units of the least, or as they were typed: 1.5, 4.5 and 0.5, 1.37 are both plain.
        double least = Arrays.stream(weights).min().orElse(1);
        for (double unit : new double[] {least, 1}) {
            double scale = 1;
            for (int decimals = 0; decimals <= DECIMALS; decimals++, scale *= 10) {
                double factor = scale / unit;
                if (Arrays.stream(weights).allMatch(weight -> nearWhole(weight * factor))) {
                    return reduced(Arrays.stream(weights)
                            .mapToLong(weight -> Math.round(weight * factor))
                            .toArray());
                }
            }
        }
        return new long[0];
    }

    private static boolean nearWhole(double value) {
        double whole = Math.rint(value);
        return whole > 0 && whole <= MOST_TURNS * 1000.0 && Math.abs(value - whole) <= whole * PRECISION;
    }

    private static long[] reduced(long[] values) {
        long divisor = Arrays.stream(values).reduce(0, Schedule::greatestCommonDivisor);
        return Arrays.stream(values).map(value -> value / divisor).toArray();
    }

    private static long greatestCommonDivisor(long a, long b) {
        return b == 0 ? a : greatestCommonDivisor(b, a % b);
    }
}

package io.github.evenkeel.select;

import org.jspecify.annotations.Nullable;

/**
 * Draws an index with probability proportional to weight in O(1): uniformly when all weights are equal, else by Walker's alias
 * method. Immutable.
 *
 * <p>Source: M. D. Vose, <i>A Linear Algorithm for Generating Random Numbers with a Given Distribution</i>, IEEE TSE 17(9), 1991.
 */
final class Draw {
    private final int size;
    // Column i is kept with probability keep[i] / 2^32 and gives way to other[i] else; null when all weights are equal.
    private final long @Nullable [] keep;
    private final int[] other;

    /** Uniform over indices below {@code size}. */
    Draw(int size) {
        this.size = size;
        this.keep = null;
        this.other = new int[0];
    }

    Draw(Candidate[] members) {
        size = members.length;
        double total = 0;
        boolean uniform = true;
        for (Candidate member : members) {
            total += member.weight();
            uniform &= member.weight() == members[0].weight();
        }
        other = uniform ? new int[0] : new int[size];
        keep = uniform ? null : new long[size];
        if (keep != null) fill(keep, members, total);
    }

    private void fill(long[] columns, Candidate[] members, double total) {
        double[] scaled = new double[size];
        int[] stack = new int[size]; // small columns grow from the left, large ones from the right
        int small = 0;
        int large = size;
        for (int i = 0; i < size; i++) {
            scaled[i] = members[i].weight() / total * size;
            if (scaled[i] < 1) stack[small++] = i;
            else stack[--large] = i;
        }
        while (small > 0 && large < size) {
            int poor = stack[--small];
            int rich = stack[large];
            columns[poor] = (long) (scaled[poor] * 0x1p32);
            other[poor] = rich;
            scaled[rich] -= 1 - scaled[poor];
            if (scaled[rich] < 1) {
                large++;
                stack[small++] = rich;
            }
        }
        // What is left differs from 1 by rounding only.
        while (small > 0) columns[stack[--small]] = 1L << 32;
        while (large < size) columns[stack[large++]] = 1L << 32;
    }

    boolean uniform() {
        return keep == null;
    }

    /** An index for 64 random bits: the upper half chooses the column, the lower half tosses its coin. */
    int index(long bits) {
        int column = below(size, bits >>> 32);
        if (keep == null || (bits & 0xFFFF_FFFFL) < keep[column]) return column;
        return other[column];
    }

    /** A number in [0, bound) for 32 random bits, by multiply and shift: its bias is below bound / 2^32. */
    static int below(int bound, long bits32) {
        return (int) ((bits32 * bound) >>> 32);
    }
}

package io.github.evenkeel.pool;

import io.github.evenkeel.CallContext;
import io.github.evenkeel.select.Candidate;
import io.github.evenkeel.select.Picker;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Shares the calls out among several groups of members, then asks the picker of the one drawn; where that has nobody left for the call,
 * the others follow in their order. One random number; none while one group takes everything. A call with a key is drawn by its key, so
 * that equal keys stay together as long as the shares do.
 */
record Shared(Picker[] groups, double[] shares, RandomGenerator random) implements Picker {
    @Override
    public @Nullable Candidate pick(CallContext context, long now) {
        int drawn = drawn(context.key());
        Candidate choice = groups[drawn].pick(context, now);
        for (int i = 0; choice == null && i < groups.length; i++) {
            if (i != drawn) choice = groups[i].pick(context, now);
        }
        return choice;
    }

    private int drawn(@Nullable String key) {
        double left = -1;
        int last = 0;
        for (int i = 0; i < shares.length; i++) {
            if (shares[i] == 0) continue;
            if (shares[i] >= 1) return i;
            if (left < 0) left = key == null ? random.nextDouble() : point(key);
            last = i;
            left -= shares[i];
            if (left < 0) return i;
        }
        return last; // by rounding
    }

    /** In [0, 1), the same for equal keys: Stafford's mix 13 of the text's own hash. */
    private static double point(String key) {
        long mixed = key.hashCode() * 0x9E37_79B9_7F4A_7C15L;
        mixed = (mixed ^ (mixed >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D0_49BB_1331_11EBL;
        return ((mixed ^ (mixed >>> 31)) >>> 11) * 0x1p-53;
    }

    @Override
    public double cost(Candidate candidate, CallContext context, long now) {
        for (Picker group : groups) {
            double cost = group.cost(candidate, context, now);
            if (!Double.isNaN(cost)) return cost;
        }
        return Double.NaN;
    }

    /** Known where one group takes everything, or a key decides. */
    @Override
    public @Nullable Candidate preview(CallContext context, long now) {
        boolean alone = Arrays.stream(shares).anyMatch(share -> share >= 1);
        return alone || context.key() != null ? groups[drawn(context.key())].preview(context, now) : null;
    }
}

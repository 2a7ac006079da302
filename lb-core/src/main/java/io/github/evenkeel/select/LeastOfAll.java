package io.github.evenkeel.select;

import io.github.evenkeel.CallContext;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The least loaded of up to 128 members in one pass. Ties go to chance, never to the place in the list; those with nothing in flight
 * are a group of their own, drawn by weight. The ties are kept as bits, so that one random number serves the whole scan.
 *
 * <p>Nobody costs less than a member that has nothing to do. So before the pass a few are drawn, and the first such one is taken:
 * which of them it is, is as much up to chance as after a pass. In a pool that is mostly idle, as most are, that is all there is to do.
 */
final class LeastOfAll implements Picker {
    /** The next call itself. */
    private static final double LEAST = 1;

    /** As many as one random number is enough for: 21 bits tell a place among 128 to within 1 in 10,000. */
    private static final int LOOKS = 3;

    private static final int BITS = 21;
    private static final long MASK = (1L << BITS) - 1;

    /** Fewer members are looked at as quickly as drawn. */
    private static final int WORTH_LOOKS = 8;

    private final Loads loads;
    private final Candidate[] members;
    private final RandomGenerator random;

    LeastOfAll(Loads loads, RandomGenerator random) {
        this.loads = loads;
        this.members = loads.members;
        this.random = random;
    }

    @Override
    public @Nullable Candidate pick(CallContext context, long now) {
        if (!loads.equal) return weighted(context, now);
        Candidate idle = members.length < WORTH_LOOKS ? null : idle(context, now);
        return idle != null ? idle : equal(context, now);
    }

    private @Nullable Candidate idle(CallContext context, long now) {
        long bits = random.nextLong();
        for (int look = 0; look < LOOKS; look++, bits >>>= BITS) {
            int drawn = (int) (((bits & MASK) * members.length) >>> BITS);
            if (loads.of(drawn, now) == LEAST && Usable.by(context, members[drawn])) return members[drawn];
        }
        return null;
    }

    private @Nullable Candidate equal(CallContext context, long now) {
        // In locals, for each look at a member's live figures makes the compiler read all fields again.
        Candidate[] members = this.members;
        Load load = loads.load;
        boolean first = context.tried().isEmpty();
        double best = Double.POSITIVE_INFINITY;
        long low = 0; // ties among the first 64, and among the rest
        long high = 0;
        for (int i = 0; i < members.length; i++) {
            Candidate member = members[i];
            if (first ? !member.available() : !Usable.by(context, member)) continue;
            double cost = load.of(member, i, now);
            if (cost > best) continue;
            if (cost < best) {
                best = cost;
                low = 0;
                high = 0;
            }
            if (i < Long.SIZE) low |= 1L << i;
            else high |= 1L << i;
        }
        int ties = Long.bitCount(low) + Long.bitCount(high);
        if (ties == 0) return null;
        if (ties == 1) return members[nth(low, high, 0)];
        int drawn = Draw.below(ties, random.nextLong() >>> 32);
        return members[ties == members.length ? drawn : nth(low, high, drawn)];
    }

    private @Nullable Candidate weighted(CallContext context, long now) {
        Candidate busy = null;
        double busyLoad = Double.POSITIVE_INFINITY;
        int ties = 0;
        Candidate idle = null;
        double idleLoad = Double.POSITIVE_INFINITY;
        double idleWeight = 0;
        double mostWeight = 0;
        long coin = random.nextLong();
        for (int i = 0; i < members.length; i++) {
            Candidate member = members[i];
            if (!Usable.by(context, member)) continue;
            double load = loads.of(i, now);
            double weight = member.weight();
            coin = toss(coin);
            if (!loads.load.idle(member)) {
                load /= weight;
                if (load < busyLoad) ties = 0;
                else if (load > busyLoad) continue;
                busyLoad = load;
                // Each of k ties is kept with probability 1/k.
                if (unit(coin) * ++ties < 1) busy = member;
            } else {
                if (load > idleLoad) continue;
                if (load < idleLoad) {
                    idleWeight = 0;
                    mostWeight = 0;
                }
                idleLoad = load;
                mostWeight = Math.max(mostWeight, weight);
                idleWeight += weight;
                if (unit(coin) * idleWeight < weight) idle = member;
            }
        }
        return idle != null && idleLoad / mostWeight <= busyLoad ? idle : busy;
    }

    /** The place of the n-th bit set, counted from 0. */
    static int nth(long low, long high, int n) {
        int inLow = Long.bitCount(low);
        return n < inLow ? nth(low, n) : Long.SIZE + nth(high, n - inLow);
    }

    /** By halves: where all of 64 tie, a walk over the bits would cost as much as the scan. */
    private static int nth(long bits, int n) {
        int place = 0;
        int left = n;
        for (int half = Long.SIZE / 2; half > 0; half /= 2) {
            int below = Long.bitCount(bits >>> place & (1L << half) - 1);
            if (left >= below) {
                left -= below;
                place += half;
            }
        }
        return place;
    }

    /** A linear congruential step (Knuth's MMIX constants): one draw seeds a whole scan. */
    private static long toss(long coin) {
        return coin * 6_364_136_223_846_793_005L + 1_442_695_040_888_963_407L;
    }

    /** The upper bits as a number in [0, 1). */
    private static double unit(long coin) {
        return (coin >>> 11) * 0x1p-53;
    }

    @Override
    public double cost(Candidate candidate, CallContext context, long now) {
        return loads.cost(candidate, now);
    }

    /** Where weights differ, those with nothing to do are drawn by them: then it is up to chance too. */
    @Override
    public @Nullable Candidate preview(CallContext context, long now) {
        Candidate best = null;
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; loads.equal && i < members.length; i++) {
            if (!Usable.by(context, members[i])) continue;
            double load = loads.of(i, now);
            if (load > least) continue;
            best = load < least ? members[i] : null;
            least = load;
        }
        return best;
    }
}

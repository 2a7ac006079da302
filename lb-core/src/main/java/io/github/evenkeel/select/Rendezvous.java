package io.github.evenkeel.select;

import io.github.evenkeel.CallContext;

/**
 * Highest random weight: each pair of key and member has a number, the member with the best one gets the key. O(N) per lookup with
 * one multiplication and mix per member, no table.
 *
 * <p>The number is exponential with the member's weight as its rate, and the least wins: with probability in proportion to weight,
 * and a change of weight moves only keys to or from the member that has it. Equal weights compare the hashes themselves, which is
 * the same order without logarithms.
 *
 * <p>Sources: D. Thaler, C. Ravishankar, <i>Using Name-Based Mappings to Increase Hit Rates</i>, IEEE/ACM ToN 6(1), 1998; J. Resch,
 * <i>New Hashing Algorithms for Data Storage</i>, SNIA SDC 2015 (weights).
 */
final class Rendezvous implements Lookup {
    /** Low bits of a packed score that name its seat. */
    private static final long SEAT = (1L << 24) - 1;

    private final long[] hashes;
    private final boolean equal;
    private final double[] scales; // one over the weight, the heaviest one's being 1

    Rendezvous(Roster roster) {
        hashes = roster.hashes();
        equal = roster.equalWeights();
        scales = new double[hashes.length];
        for (int seat = 0; seat < scales.length; seat++) scales[seat] = roster.heaviest() / roster.weight(seat);
    }

    @Override
    public int owner(long key) {
        if (hashes.length == 0) return -1;
        return equal ? lightest(key) : lightestByWeight(key);
    }

    @Override
    public int seat(
            long key, Admission admission, Admission.Rules rules, double allowance, CallContext context, long now) {
        if (hashes.length == 0) return -1;
        // Nearly always the best is admitted, and to look at it alone is quicker than to look at each that leads for a
        // while.
        int best = owner(key);
        return admission.admits(best, key, rules, allowance, context, now)
                ? best
                : lightestAdmitted(key, admission, rules, allowance, context, now);
    }

    /** Score and seat in one number, so that the loop has no branch to guess wrong. */
    private int lightest(long key) {
        long best = Long.MAX_VALUE;
        for (int seat = 0; seat < hashes.length; seat++) {
            best = Math.min(best, ((Hash.mix(key ^ hashes[seat]) >>> 1) & ~SEAT) | seat);
        }
        return (int) (best & SEAT);
    }

    private int lightestByWeight(long key) {
        double best = Double.POSITIVE_INFINITY;
        int found = 0;
        for (int seat = 0; seat < hashes.length; seat++) {
            double part = part(key, seat);
            // -ln(1 - x) is never below x: nearly all are out of the race before their logarithm is taken.
            if (part * scales[seat] >= best) continue;
            double score = score(part, seat);
            if (score < best) {
                best = score;
                found = seat;
            }
        }
        return found;
    }

    private int lightestAdmitted(
            long key, Admission admission, Admission.Rules rules, double allowance, CallContext context, long now) {
        double best = Double.POSITIVE_INFINITY;
        int found = -1;
        for (int seat = 0; seat < hashes.length; seat++) {
            double part = part(key, seat);
            if (part * scales[seat] >= best) continue;
            double score = score(part, seat);
            if (score < best && admission.admits(seat, key, rules, allowance, context, now)) {
                best = score;
                found = seat;
            }
        }
        return found;
    }

    private double part(long key, int seat) {
        return Hash.unit(Hash.mix(key ^ hashes[seat]));
    }

    private double score(double part, int seat) {
        return -Math.log(1 - part) * scales[seat];
    }
}

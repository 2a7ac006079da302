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
    private final long[] hashes;
    private final boolean equal;
    private final double[] scales; // one over the weight, the heaviest one's being 1

    Rendezvous(Roster roster) {
        hashes = roster.hashes();
        equal = roster.equalWeights();
        scales = new double[equal ? 0 : hashes.length];
        for (int seat = 0; seat < scales.length; seat++) scales[seat] = roster.heaviest() / roster.weight(seat);
    }

    @Override
    public int seat(
            long key, Admission admission, Admission.Rules rules, double allowance, CallContext context, long now) {
        return equal
                ? unweighted(key, admission, rules, allowance, context, now)
                : weighted(key, admission, rules, allowance, context, now);
    }

    private int unweighted(
            long key, Admission admission, Admission.Rules rules, double allowance, CallContext context, long now) {
        long best = Long.MAX_VALUE;
        int found = -1;
        for (int seat = 0; seat < hashes.length; seat++) {
            long score = Hash.mix(key ^ hashes[seat]) >>> 1;
            if (score < best && admission.admits(seat, key, rules, allowance, context, now)) {
                best = score;
                found = seat;
            }
        }
        return found;
    }

    private int weighted(
            long key, Admission admission, Admission.Rules rules, double allowance, CallContext context, long now) {
        double best = Double.POSITIVE_INFINITY;
        int found = -1;
        for (int seat = 0; seat < hashes.length; seat++) {
            double part = Hash.unit(Hash.mix(key ^ hashes[seat]));
            double scale = scales[seat];
            // -ln(1 - x) is never below x: nearly all are out of the race before their logarithm is taken.
            if (part * scale >= best) continue;
            double score = -Math.log(1 - part) * scale;
            if (score < best && admission.admits(seat, key, rules, allowance, context, now)) {
                best = score;
                found = seat;
            }
        }
        return found;
    }
}

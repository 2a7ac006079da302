package io.github.evenkeel.select;

import java.util.random.RandomGenerator;

/**
 * What a member may have in flight where loads are bounded: c times its share, by weight, of all calls in flight with the one that is
 * to be placed.
 *
 * <p>Up to 128 members they are counted at each pick. Above, a count serves for a millisecond and, on average, for N/64 picks, so
 * that counting costs a pick 64 reads at most: the limit is then off by what began and ended since, over N.
 */
final class FairShare {
    private static final int COUNTED_EACH_TIME = 128;
    private static final int READS_PER_PICK = 64;
    private static final long FRESH_NANOS = 1_000_000;

    private final Candidate[] members;
    private final double factor;
    private final RandomGenerator random;

    // Two fields that may not belong together for an instant: either is younger than the other by a count at most.
    private volatile double last = Double.NaN;
    private volatile long lastAt;

    FairShare(Candidate[] members, double factor, RandomGenerator random) {
        this.members = members;
        this.factor = factor;
        this.random = random;
    }

    /** How many calls in flight a member of weight 1 may have and get one more. */
    double allowance(long now) {
        if (members.length <= COUNTED_EACH_TIME) return counted(now);
        double known = last;
        long age = now - lastAt;
        boolean fresh = known >= 0 && age >= 0 && age < FRESH_NANOS;
        if (fresh && Draw.below(members.length, random.nextLong() >>> 32) >= READS_PER_PICK) return known;
        double counted = counted(now);
        last = counted;
        lastAt = now;
        return counted;
    }

    private double counted(long now) {
        long calls = 1;
        double weight = 0;
        for (Candidate member : members) {
            calls += member.inFlight();
            weight += member.warming() ? member.weight() * member.ramp(now) : member.weight();
        }
        return factor * calls / weight;
    }
}

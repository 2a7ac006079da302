package io.github.evenkeel.health;

import io.github.evenkeel.Expect;
import java.util.List;

/**
 * How the load spreads over priorities, and between a preferred zone and the others: each tier is trusted with 140 % of what is healthy
 * of it, so that it takes everything while at least five in seven of its members serve; what it cannot take spills to the next.
 * Pure.
 */
public final class Tiers {
    /** A tier is planned with a reserve: five members do the work of seven. The figure that other balancers made familiar. */
    public static final double OVERPROVISIONING = 1.4;

    private Tiers() {}

    /**
     * A tier, or a zone, by weight.
     *
     * @param healthy of members that serve; 0 or more
     * @param judged  of all members that health may judge; not below healthy
     */
    public record Tier(double healthy, double judged) {
        public Tier {
            Expect.that(healthy >= 0 && healthy < Double.POSITIVE_INFINITY, "healthy", healthy, ">= 0 and finite");
            Expect.that(judged < Double.POSITIVE_INFINITY, "judged", judged, "finite");
            // Sums of the same weights in another order may differ in the last digits.
            Expect.that(judged >= healthy * (1 - 1e-9), "judged", judged, "not below healthy " + healthy);
        }

        /** The part of all calls that it may take. */
        double capacity() {
            return judged <= 0 ? 0 : Math.min(1, OVERPROVISIONING * healthy / judged);
        }
    }

    /**
     * Each tier's share of the calls; they sum to 1, but for rounding. Where all together cannot take everything, each takes more in proportion. Where
     * nothing is healthy the first tier that has members takes all: the floor decides what its members do.
     *
     * @param tiers the primary first; not empty
     */
    public static double[] shares(List<Tier> tiers) {
        Expect.that(!tiers.isEmpty(), "tiers", tiers, "one or more");
        double[] shares = new double[tiers.size()];
        double total = 0;
        for (Tier tier : tiers) total += tier.capacity();
        if (total == 0) {
            shares[firstOf(tiers)] = 1;
            return shares;
        }
        double left = 1;
        for (int i = 0; i < shares.length; i++) {
            shares[i] = Math.min(left, tiers.get(i).capacity() / Math.min(1, total));
            left -= shares[i];
        }
        return shares;
    }

    /** True if they can take all calls together, with the reserve that each is planned with. */
    public static boolean carry(List<Tier> tiers) {
        double total = 0;
        for (Tier tier : tiers) total += tier.capacity();
        return total >= 1 - 1e-9; // sums of the same weights in another order may differ in the last digits
    }

    private static int firstOf(List<Tier> tiers) {
        for (int i = 0; i < tiers.size(); i++) {
            if (tiers.get(i).judged() > 0) return i;
        }
        return 0;
    }

    /**
     * The part of a tier's calls that stays in the caller's zone: what a zone may take by the rule above, but never so much that a local
     * member has more than 140 % of what it would have without preference; and never less than without.
     *
     * @param local  the caller's zone
     * @param others all other zones of the tier
     */
    public static double local(Tier local, Tier others) {
        if (local.healthy() == 0) return others.healthy() == 0 ? shares(List.of(local, others))[0] : 0;
        double even = local.healthy() / (local.healthy() + others.healthy());
        double wanted = shares(List.of(local, others))[0];
        return Math.min(1, Math.min(OVERPROVISIONING * even, Math.max(even, wanted)));
    }
}

package io.github.evenkeel.health;

/**
 * How the calls of a member compare with those of its peers, each by its weight: against the median of the others, which works with two
 * members, and which one that is drowned or starved does not move. Immutable and pure; O(N) on average to make, then O(1) each.
 */
public final class Shares {
    /** The most that is told: beyond, or where the others have nothing, it only matters that it is all. */
    public static final double MOST = 1000;

    /** Fewer calls than this of a member are no skew, whatever the others have. */
    private static final int LEAST_CALLS = 20;

    /** In standard deviations of the calls that the limit stands for: as good as never by chance, at twice the fair share above all. */
    private static final double SURE = 3;

    private final OthersMedian median;

    /** @param perWeight the calls of each peer divided by its weight; taken over */
    public Shares(double[] perWeight) {
        this.median = new OthersMedian(perWeight);
    }

    /**
     * How many times the others' median a member has; 1 where there are no others, or no calls at all.
     *
     * @param perWeight its own, one of those that this was made of
     */
    public double times(double perWeight) {
        if (median.others() < 1) return 1;
        double others = median(perWeight);
        if (perWeight == others) return 1;
        return Math.min(MOST, perWeight / others);
    }

    /**
     * True if a member has more than so many times the others' median, beyond chance.
     *
     * @param calls  its own, undivided
     * @param weight its own
     */
    public boolean skewed(double calls, double weight, double times) {
        if (median.others() < 1 || calls < LEAST_CALLS) return false;
        double limit = times * median(calls / weight) * weight;
        return calls > limit + SURE * Math.sqrt(limit);
    }

    private double median(double own) {
        return (median.lower(own) + median.upper(own)) / 2;
    }
}

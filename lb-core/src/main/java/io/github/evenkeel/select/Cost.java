package io.github.evenkeel.select;

/**
 * What busy members are compared by: calls in flight with the next one, over weight, and the penalty in calls of the lightest member.
 * (Over its own weight, a heavy member's penalty would be nothing.)
 *
 * @param equal      true if all weights are the same: then they need not be divided by
 * @param perPenalty one over the least weight
 */
record Cost(boolean equal, double perPenalty) {
    static Cost over(Candidate[] members) {
        double least = Double.POSITIVE_INFINITY;
        double most = 0;
        for (Candidate member : members) {
            least = Math.min(least, member.weight());
            most = Math.max(most, member.weight());
        }
        return new Cost(least == most, 1 / least);
    }

    double of(Candidate member, long now) {
        double calls = member.inFlight() + 1;
        return equal ? calls + member.penalty(now) : calls / member.weight() + member.penalty(now) * perPenalty;
    }
}

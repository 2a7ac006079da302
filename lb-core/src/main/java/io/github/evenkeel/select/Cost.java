package io.github.evenkeel.select;

/**
 * What busy members are compared by: calls in flight with the next one, over weight, and the penalty in calls of the lightest member.
 * (Over its own weight, a heavy member's penalty would be nothing.)
 *
 * @param perPenalty one over the least weight
 */
record Cost(double perPenalty) {
    static Cost over(Candidate[] members) {
        double least = Double.POSITIVE_INFINITY;
        for (Candidate member : members) least = Math.min(least, member.weight());
        return new Cost(1 / least);
    }

    double of(Candidate member, long now) {
        return (member.inFlight() + 1) / member.weight() + member.penalty(now) * perPenalty;
    }
}

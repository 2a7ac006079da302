package io.github.evenkeel.select;

/** Calls in flight, the next one and the penalty: the least that every strategy which looks at load looks at. */
final class InFlightLoad implements Load {
    private final double perPenalty; // one over the mean weight

    InFlightLoad(Candidate[] members) {
        double total = 0;
        for (Candidate member : members) total += member.weight();
        perPenalty = members.length / total;
    }

    @Override
    public double of(Candidate candidate, int place, long now) {
        double penalty = candidate.penalty(now);
        double calls = candidate.inFlight() + 1;
        // In calls of a member of mean weight: over its own weight, a heavy member's penalty would be nothing, and in
        // calls of the
        // lightest one, a canary would make every penalty absolute.
        return penalty == 0 ? calls : calls + penalty * perPenalty * candidate.weight();
    }
}

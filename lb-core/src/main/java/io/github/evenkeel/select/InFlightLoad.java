package io.github.evenkeel.select;

/** Calls in flight, the next one and the penalty: the least that every strategy which looks at load looks at. */
final class InFlightLoad implements Load {
    private final Candidate[] members;
    private final double perPenalty;

    InFlightLoad(Candidate[] members) {
        this.members = members;
        double least = Double.POSITIVE_INFINITY;
        for (Candidate member : members) least = Math.min(least, member.weight());
        perPenalty = 1 / least;
    }

    @Override
    public double of(int member, long now) {
        Candidate candidate = members[member];
        double penalty = candidate.penalty(now);
        double calls = candidate.inFlight() + 1;
        // In calls of the lightest member: over its own weight, a heavy member's penalty would be nothing.
        return penalty == 0 ? calls : calls + penalty * perPenalty * candidate.weight();
    }
}

package io.github.evenkeel.select;

/** Calls in flight, the next one and the penalty: the least that every strategy which looks at load looks at. */
final class InFlightLoad implements Load {
    private final double perPenalty;

    InFlightLoad(Candidate[] members) {
        double least = Double.POSITIVE_INFINITY;
        for (Candidate member : members) least = Math.min(least, member.weight());
        perPenalty = 1 / least;
    }

    @Override
    public double of(Candidate candidate, int place, long now) {
        double penalty = candidate.penalty(now);
        double calls = candidate.inFlight() + 1;
        // In calls of the lightest member: over its own weight, a heavy member's penalty would be nothing.
        return penalty == 0 ? calls : calls + penalty * perPenalty * candidate.weight();
    }
}

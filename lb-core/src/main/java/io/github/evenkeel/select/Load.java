package io.github.evenkeel.select;

/**
 * What members are compared by: the load of one, in calls. Bound to the members of one rotation, which it knows by their place. Pure
 * but for the live figures it reads; no lock, no allocation.
 */
@FunctionalInterface
interface Load {
    /**
     * The next call, those in flight and whatever stands against the member; its weight is not in it. Above 0.
     *
     * @param candidate the member
     * @param place     its place in the rotation
     */
    double of(Candidate candidate, int place, long now);

    /** True if the member has nothing to do, as far as is known: then chance has its say by weight, and the load is compared without. */
    default boolean idle(Candidate candidate) {
        return candidate.inFlight() == 0;
    }
}

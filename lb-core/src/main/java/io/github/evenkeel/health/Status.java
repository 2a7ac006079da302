package io.github.evenkeel.health;

/** A member's health as people are shown it; where several hold, the first in this order. */
public enum Status {
    /** Taken out by an operator. */
    MAINTENANCE,
    /** Gets no new calls; those in flight finish. */
    DRAINING,
    /** Joined while checks run; waits for its first good probe. */
    STARTING,
    /** Failed its probes. */
    UNHEALTHY,
    /** Put out by its own calls, for a time. */
    EJECTED,
    /** Its ejection is over; it gets one call at a time until enough are good. */
    TRIAL,
    /** Serves, with less than its share for a while. Only the pool knows: {@link MemberHealth#status()} says HEALTHY. */
    WARMING,
    /** Serves. */
    HEALTHY
}

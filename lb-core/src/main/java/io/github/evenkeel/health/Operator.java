package io.github.evenkeel.health;

/** What the operator says of a member; it outranks the other voices. */
public enum Operator {
    /** It may serve. */
    READY,
    /** No new calls; calls in flight finish, until a time-out. */
    DRAINING,
    /** No new calls until it is ready again. */
    MAINTENANCE
}

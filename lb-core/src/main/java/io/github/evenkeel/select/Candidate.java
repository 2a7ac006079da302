package io.github.evenkeel.select;

import org.jspecify.annotations.Nullable;

/**
 * A member as a selector sees it. Every method may be called by any thread at any time, takes no lock, allocates nothing and
 * answers for this instant.
 */
public interface Candidate {
    /** The backend's id, unique in the pool. */
    String id();

    /** Its share relative to the others, finite and above 0. A new weight brings a new picker, a moment later. */
    double weight();

    /** False as soon as the member must not get new calls, also while an older picker still knows it. */
    boolean available();

    /**
     * True if there is nothing to know about the member: it is available, has no {@link #penalty} and does not warm up. False, the
     * default, tells nothing. For a quick look before the others.
     */
    default boolean unhindered() {
        return false;
    }

    /** Calls from their pick to the end of their response body or socket; 0 or more. */
    int inFlight();

    /**
     * What recent faults and a pause the backend asked for weigh, counted in calls in flight; 0 when there is nothing. It decays by
     * itself, so that a backend that fails fast does not look idle and attractive.
     *
     * @param now nanoseconds of the pool's clock
     */
    double penalty(long now);

    /** True while the backend has asked to be left alone (429 or 503 with a time) and the rest of the pool can carry its calls. */
    boolean heldOff(long now);

    /**
     * True while the member warms up. Some other member does not, for a pool that starts together is not cold. The end of it brings
     * a new picker, a moment later.
     */
    default boolean warming() {
        return false;
    }

    /**
     * What part of its fair share of the calls a member that warms up is to get: above 0, and 1 when it is warm. Strategies that
     * draw leave this to {@link WarmUp}; those with keys send the member this part of its keys.
     *
     * @param now nanoseconds of the pool's clock
     */
    default double ramp(long now) {
        return 1;
    }

    /** What the pool's strategy measures of this member; null if it measures nothing. */
    default @Nullable Gauge gauge() {
        return null;
    }
}

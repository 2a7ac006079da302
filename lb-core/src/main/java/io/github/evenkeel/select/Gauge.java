package io.github.evenkeel.select;

import io.github.evenkeel.LoadReport;
import io.github.evenkeel.Outcome;

/**
 * What a strategy measures of one member's calls, beyond the count in flight and the penalty that every member has. A strategy that
 * wants nothing costs nothing.
 *
 * <p>Called by every caller's thread at once: no method takes a lock, allocates or throws. All instants are nanoseconds of the
 * pool's clock.
 */
public interface Gauge {
    /**
     * The gauge that a compiler gave this member.
     *
     * @throws IllegalStateException if it is another: a compiler that wraps another one must hand on its gauges too
     */
    static <G extends Gauge> G of(Candidate member, Class<G> type) {
        Gauge gauge = member.gauge();
        if (type.isInstance(gauge)) return type.cast(gauge);
        throw new IllegalStateException("gauge of " + member.id() + ": " + gauge + " (expected: a "
                + type.getSimpleName() + "; a compiler around another one must return the inner one's gauge())");
    }

    /** A call has been counted in. */
    default void begun(long now) {}

    /** A call has its first outcome. */
    default void answered(Outcome outcome, long startedAt, long now) {}

    /** A call has ended without an outcome. */
    default void unanswered(long startedAt) {}

    /** A call that nobody ended was collected; when it began, and whether it was answered, is not known. */
    default void lost() {}

    /**
     * The backend has told its load with an answer.
     *
     * @param inFlight this pool's own calls on it at this instant, which the report may well count too
     */
    default void reported(LoadReport report, int inFlight, long now) {}
}

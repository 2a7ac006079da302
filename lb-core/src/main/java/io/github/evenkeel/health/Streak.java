package io.github.evenkeel.health;

import io.github.evenkeel.Outcome;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The run of faults since the last answer that was none: the detector that acts at once. Immutable; a new one is made per fault, and
 * per answer that comes too late to end it.
 *
 * <p>A member that starts to fail fast still answers the slow calls it had: good answers to calls that began before the run say
 * nothing of the member now, and would hide it for as long as such a call takes. So they do not end the run. But where a few of many
 * calls fail, and fail sooner than the others succeed, a run is seen as well. While such answers come between, it must therefore be
 * half as long as what is still unanswered.
 *
 * @param length  how many faults
 * @param recent  how many since the last good answer to an older call
 * @param since   when the first was known, nanoseconds of the pool's clock
 * @param believed true once it was long enough
 * @param counts  how many of each outcome
 */
public record Streak(int length, int recent, long since, boolean believed, Map<String, Integer> counts) {
    /** No fault since the last good answer. */
    public static final Streak NONE = new Streak(0, 0, 0, false, Map.of());

    private static final int UNANSWERED_PER_FAULT = 2;

    /**
     * This run after one more fault.
     *
     * @param enough   how many in a row are believed
     * @param inFlight the member's calls in flight
     */
    public Streak plus(Outcome fault, long now, int enough, int inFlight) {
        Map<String, Integer> more = new LinkedHashMap<>(counts);
        more.merge(fault.toString(), 1, Integer::sum);
        boolean enoughNow = recent + 1 >= enough || length + 1 >= Math.max(enough, inFlight / UNANSWERED_PER_FAULT);
        return new Streak(
                length + 1,
                recent + 1,
                length == 0 ? now : since,
                believed || enoughNow,
                Collections.unmodifiableMap(more));
    }

    /** True if a good answer to a call that began then does not end this run. */
    public boolean outlasts(long startedAt) {
        return length > 0 && startedAt - since < 0;
    }

    /** This run after a good answer that does not end it. */
    public Streak interrupted() {
        return recent == 0 ? this : new Streak(length, 0, since, believed, counts);
    }

    /** What this run says against a member. */
    public Evidence evidence() {
        return new Evidence(length + (recent == length ? " in a row" : " in a row but for older calls"), counts);
    }
}

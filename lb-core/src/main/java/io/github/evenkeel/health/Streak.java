package io.github.evenkeel.health;

import io.github.evenkeel.Outcome;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToIntFunction;

/**
 * The run of faults since the last answer that was none: the detector that acts at once. Immutable; a new one is made per fault, and
 * per answer that comes too late to end it.
 *
 * <p>A member that starts to fail fast still answers the slow calls it had: good answers to calls that began before the run say
 * nothing of the member now, and would hide it for as long as such a call takes. So they do not end the run; but a run they come
 * between is believed by the faults of newer calls alone. And where a few of many calls fail, sooner than the others succeed, a run is
 * seen as well: so these must be half as many as what is still unanswered.
 *
 * @param length  how many faults
 * @param recent  how many since the last good answer to an older call
 * @param newer   how many were of calls that began after the first was known, which counts itself
 * @param since   when the first was known, nanoseconds of the pool's clock
 * @param latest when the last was known
 * @param believed true once it was long enough
 * @param look    how many faults in a row there must be until it is worth seeing again how the others fare
 * @param counts  how many of each outcome
 */
public record Streak(
        int length,
        int recent,
        int newer,
        long since,
        long latest,
        boolean believed,
        int look,
        Map<String, Integer> counts) {
    /** No fault since the last good answer. */
    public static final Streak NONE = new Streak(0, 0, 0, 0, 0, false, 0, Map.of());

    private static final int UNANSWERED_PER_FAULT = 2;

    /**
     * This run after one more fault.
     *
     * @param startedAt when its call began
     * @param enough    how many in a row are believed
     * @param inFlight  the member's calls in flight
     */
    public Streak plus(Outcome fault, long startedAt, long now, int enough, int inFlight) {
        Map<String, Integer> more = new LinkedHashMap<>(counts);
        more.merge(fault.toString(), 1, Integer::sum);
        int ofNewer = outlasts(startedAt) ? newer : newer + 1;
        return new Streak(
                length + 1,
                recent + 1,
                ofNewer,
                length == 0 ? now : since,
                now,
                believed || recent + 1 >= enough || ofNewer >= Math.max(enough, inFlight / UNANSWERED_PER_FAULT),
                look,
                Collections.unmodifiableMap(more));
    }

    /**
     * The same where it depends on others how many are believed.
     *
     * @param least    what is set
     * @param enough   how many would be believed now of the run with this fault, not below {@code least}; asked for where there are as many
     *                 as are set, and then, while the run goes on, where they are twice as many: half of them are looked at in vain at most
     */
    public Streak plus(Outcome fault, long startedAt, long now, int inFlight, int least, ToIntFunction<Streak> enough) {
        Streak longer = plus(fault, startedAt, now, Math.max(least, look), inFlight);
        if (believed || !longer.believed) return longer;
        int needed = enough.applyAsInt(longer);
        return plus(fault, startedAt, now, needed, inFlight).lookingAt(Math.min(needed, 2 * longer.length));
    }

    private Streak lookingAt(int faults) {
        return new Streak(length, recent, newer, since, latest, believed, faults, counts);
    }

    /** False if it is too short to be believed, where so many in a row must be. */
    public boolean reaches(int enough) {
        return Math.max(recent, newer) >= enough;
    }

    /** The same not believed after all; to be looked at anew when it is so long. */
    public Streak disbelieved(int faults) {
        return believed ? new Streak(length, recent, newer, since, latest, false, faults, counts) : this;
    }

    /** True for a call that began before this run was known: its good answer does not end it. */
    public boolean outlasts(long startedAt) {
        return length > 0 && startedAt - since < 0;
    }

    /** This run after a good answer that does not end it. */
    public Streak interrupted() {
        return recent == 0 ? this : new Streak(length, 0, newer, since, latest, believed, look, counts);
    }

    /** As {@link Evidence#late()}. */
    public boolean late() {
        return Evidence.late(counts);
    }

    /** What this run says against a member. */
    public Evidence evidence() {
        return new Evidence(length + (recent == length ? " in a row" : " in a row but for older calls"), counts);
    }
}

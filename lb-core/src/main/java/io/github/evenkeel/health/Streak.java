package io.github.evenkeel.health;

import io.github.evenkeel.Outcome;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The run of faults since the last answer that was none: the detector that acts at once. Immutable; a new one is made per fault
 * only.
 *
 * @param length how many faults
 * @param counts how many of each outcome
 */
public record Streak(int length, Map<String, Integer> counts) {
    /** No fault since the last good answer. */
    public static final Streak NONE = new Streak(0, Map.of());

    /** This run after one more fault. */
    public Streak plus(Outcome fault) {
        Map<String, Integer> more = new LinkedHashMap<>(counts);
        more.merge(fault.toString(), 1, Integer::sum);
        return new Streak(length + 1, Collections.unmodifiableMap(more));
    }

    /** What this run says against a member. */
    public Evidence evidence() {
        return new Evidence(length + " in a row", counts);
    }
}

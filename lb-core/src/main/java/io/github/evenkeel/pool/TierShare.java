package io.github.evenkeel.pool;

import java.util.Locale;

/**
 * What part of a pool's calls the members of one priority get; where a zone is preferred, those in it and the others apart.
 *
 * @param priority theirs
 * @param zone     the preferred zone, for those in it; {@code ""} for all others
 * @param share    0 to 1
 */
public record TierShare(int priority, String zone, double share) {
    /** {@code priority 0 in eu-1b: 70 %}. */
    @Override
    public String toString() {
        String where = zone.isEmpty() ? "" : " in " + zone;
        return String.format(Locale.ROOT, "priority %d%s: %.0f %%", priority, where, 100 * share);
    }
}

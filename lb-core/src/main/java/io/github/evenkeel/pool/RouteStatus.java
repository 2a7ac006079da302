package io.github.evenkeel.pool;

import io.github.evenkeel.Backend;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A route at one instant: how its calls fare, and which members it does without. Immutable.
 *
 * @param name    as calls give it; all that are above the limit are one, {@code (other routes)}
 * @param calls   that were judged in about the last minute, as of the last sweep. Older ones count for less
 * @param errors  the share of them that spoke against their member, 0 to 1
 * @param panic   true if it fails on too many members to avoid any
 * @param avoided those that are at fault on this route alone, in the order of their ids
 */
public record RouteStatus(String name, long calls, double errors, boolean panic, List<Avoided> avoided) {
    public RouteStatus {
        avoided = List.copyOf(avoided);
    }

    /**
     * A member that gets no calls of the route, but of the others.
     *
     * @param backend what the user configured
     * @param why     what its calls told
     * @param left    until its trial, null if that has begun
     */
    public record Avoided(
            Backend backend, String why, @Nullable Duration left) {}

    /** {@code GET /orders avoids b: 5 in a row: 5 x FAILURE 500; avoided no. 1, 12.0 s left}. */
    @Override
    public String toString() {
        String who =
                avoided.stream().map(each -> each.backend() + ": " + each.why()).collect(Collectors.joining("; "));
        return name + (avoided.isEmpty() ? "" : panic ? " would avoid " + who + "; panic" : " avoids " + who);
    }
}

package io.github.evenkeel.select;

import io.github.evenkeel.CallContext;
import org.jspecify.annotations.Nullable;

/**
 * A strategy compiled over one rotation. Called by every caller's thread at once: it takes no lock and allocates nothing.
 */
@FunctionalInterface
public interface Picker {
    /**
     * Chooses a member that is available and was not tried by this call.
     *
     * @param context what the call asks for
     * @param now     nanoseconds of the pool's clock, the instant that stamps the lease
     * @return the choice, or null if there is none
     */
    @Nullable
    Candidate pick(CallContext context, long now);

    /**
     * What {@link #pick} would compare this member by, for people: the least is the best. Counts nothing and changes nothing.
     *
     * @param candidate any member; it need not be available
     * @return the cost, NaN if this strategy has none, or does not know the member
     */
    default double cost(Candidate candidate, CallContext context, long now) {
        return Double.NaN;
    }

    /**
     * Whom {@link #pick} would choose, for people, where that is up to neither chance nor turn; null, the default, where it is. Counts
     * nothing and changes nothing.
     */
    default @Nullable Candidate preview(CallContext context, long now) {
        return null;
    }
}

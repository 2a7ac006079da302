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
}

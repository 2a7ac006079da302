package io.github.evenkeel.pool;

import io.github.evenkeel.health.Status;
import org.jspecify.annotations.Nullable;

/** Who keeps a member out; where several do, the first in this order. */
public enum Voice {
    /** By hand: {@code drain}, {@code maintenance}, {@code remove}. */
    OPERATOR,
    /** Its active checks. */
    PROBES,
    /** Its own calls. */
    TRAFFIC;

    /** Whose word this status is; null where nobody objects. */
    public static @Nullable Voice of(Status status) {
        return switch (status) {
            case MAINTENANCE, DRAINING -> OPERATOR;
            case STARTING, UNHEALTHY -> PROBES;
            case EJECTED, TRIAL -> TRAFFIC;
            case WARMING, HEALTHY -> null;
        };
    }
}

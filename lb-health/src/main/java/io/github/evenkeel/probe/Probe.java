package io.github.evenkeel.probe;

import io.github.evenkeel.Backend;
import java.time.Duration;
import java.util.List;

/**
 * Asks a backend whether it can serve. {@link Probes} has ready ones; any other is a lambda.
 *
 * <p>A probe must be safe for several threads: the members of a pool are probed side by side, each by one check at a time.
 */
@FunctionalInterface
public interface Probe {
    /**
     * Checks once. May block; runs on a thread for probes, which is interrupted when the time-out is over. Heed the interrupt: a
     * check that hangs on keeps its thread, and when all are kept nobody else is probed (see {@link HealthChecks.Builder#executor}).
     *
     * @param backend what to check, as the pool describes it now
     * @param timeout what it has; an answer that takes as long or longer is not waited for and counts as a failure
     * @return what it saw; null counts as a failure
     * @throws Exception whatever went wrong: it counts as a failure
     */
    ProbeResult check(Backend backend, Duration timeout) throws Exception;

    /**
     * This probe for the members of a pool, for probes that need to know how calls name it. Called once when checks start; what it
     * returns does the checks. A probe that wraps another passes this on.
     *
     * @param pool the pool's name
     */
    default Probe forPool(String pool) {
        return this;
    }

    /**
     * What is legal and known to hurt about this probe, for the log and the pool's status when checks start. A probe that wraps
     * another passes this on.
     */
    default List<String> warnings() {
        return List.of();
    }

    /**
     * Lets go of what is kept between checks, such as idle connections. Called when checks are closed, perhaps more than once and
     * while the last check still runs. The probe may be used again. A probe that wraps another passes this on.
     */
    default void release() {}

    /**
     * Lets go of what is kept for this backend alone. Called on a thread for probes when it has left the pool and its last check has
     * ended. A probe that wraps another passes this on.
     */
    default void release(Backend backend) {}
}

package io.github.evenkeel.pool;

import java.util.List;

/**
 * What active checks must know of a pool's members. Called serially by the control plane while it holds its lock: hand the work to
 * another thread.
 */
public interface ProbeObserver {
    /** This member is to be probed from now on. */
    void joined(ProbeTarget target);

    /** This member is to be probed no more. The same object as joined. */
    void left(ProbeTarget target);

    /** This member's calls just put it out: what do probes say now? Not for one that has left meanwhile. */
    default void ejected(ProbeTarget target) {}

    /**
     * What people should know of the checks, for {@link PoolStatus#warnings}: settings that are legal and known to hurt, probes that
     * are late. Asked whenever somebody asks for the status.
     */
    default List<String> warnings() {
        return List.of();
    }
}

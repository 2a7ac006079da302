package io.github.evenkeel.pool;

/**
 * What active checks must know of a pool's members. Called serially by the control plane while it holds its lock: hand the work to
 * another thread.
 */
public interface ProbeObserver {
    /** This member is to be probed from now on. */
    void joined(ProbeTarget target);

    /** This member is to be probed no more. The same object as joined. */
    void left(ProbeTarget target);
}

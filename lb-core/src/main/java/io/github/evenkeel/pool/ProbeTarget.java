package io.github.evenkeel.pool;

import io.github.evenkeel.Backend;

/** A member as active checks see it. A report that comes after the member left changes nothing. */
public interface ProbeTarget {
    /** What to probe, as described now. */
    Backend backend();

    /**
     * A probe's result. Any thread.
     *
     * @param good   what it says
     * @param detail what it saw, for people: a status, an exception
     */
    void report(boolean good, String detail);
}

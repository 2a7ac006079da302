package io.github.evenkeel.pool;

/** A listener's registration. */
@FunctionalInterface
public interface Subscription extends AutoCloseable {
    /** Ends it; events on their way may still arrive. Calling it again does nothing. */
    @Override
    void close();
}

package io.github.evenkeel.okhttp;

import io.github.evenkeel.pool.BackendPool;
import java.net.UnknownHostException;

/** Steered to a member of one pool, a call asked for the address of another: see {@link Redirects}. No stack trace: it is a way back. */
final class OtherPoolException extends UnknownHostException {
    private static final long serialVersionUID = 1;

    private final transient BackendPool pool;

    OtherPoolException(String from, BackendPool pool) {
        super(pool.name() + ": a pool, and this attempt is steered to pool " + from
                + " (expected: interceptors that change the host come before LoadBalancingInterceptor)");
        this.pool = pool;
    }

    BackendPool pool() {
        return pool;
    }

    @Override
    public Throwable fillInStackTrace() {
        return this;
    }
}

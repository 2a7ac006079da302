package io.github.evenkeel.okhttp;

import java.net.UnknownHostException;

/**
 * An attempt was steered to a pool, or away from all of them, and asked for an address that is not to be found on that way: see
 * {@link Redirects}. No stack trace: it is a way back.
 */
final class OtherNameException extends UnknownHostException {
    private static final long serialVersionUID = 1;

    private final String name;

    OtherNameException(String name, String problem) {
        super(name + ": " + problem
                + " (expected: interceptors that change the host come before LoadBalancingInterceptor)");
        this.name = name;
    }

    /** What the attempt asked for: the host of its URL, or of a proxy on the way there. */
    String name() {
        return name;
    }

    @Override
    public Throwable fillInStackTrace() {
        return this;
    }
}

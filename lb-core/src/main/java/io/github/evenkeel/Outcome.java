package io.github.evenkeel;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * What a call told us about its backend: a kind and, where there is one, the status code and the pause the backend asked for.
 * Immutable; the usual values are constants, so that reporting an outcome allocates nothing.
 *
 * @param kind    what happened
 * @param status  the protocol's status code, 0 if there is none
 * @param holdOff how long the backend asked to be left alone; zero unless {@link Kind#OVERLOADED}
 */
public record Outcome(Kind kind, int status, Duration holdOff) {

    /** The closed set of things a call can tell about a backend. */
    public enum Kind {
        /** An answer as it should be. */
        SUCCESS(false),
        /** The call was at fault (4xx): the backend is alive. Never ejects and gives no latency sample. */
        CLIENT_ERROR(false),
        /** The backend answered that it failed (5xx but 502 to 504). */
        FAILURE(true),
        /** Something behind the backend failed (502, 503, 504). */
        GATEWAY(true),
        /** The backend asked for a pause (429; 503 with Retry-After): a hold-off, not a fault. */
        OVERLOADED(false),
        /** Never reached: refused, unreachable, unknown host, TLS. */
        CONNECT(true),
        /** Cut after the call was sent. */
        RESET(true),
        /** No answer in time. */
        TIMEOUT(true),
        /** An answer that came later than the pool's latency objective. */
        SLOW(true),
        /** The caller gave up: never charged to the backend. */
        CANCELLED(false);

        private final boolean fault;

        Kind(boolean fault) {
            this.fault = fault;
        }

        /** True for what counts against the backend. */
        public boolean fault() {
            return fault;
        }

        /** True for what an answer is that did not come in time: the backend's fault, or that of too many calls. */
        public boolean late() {
            return this == TIMEOUT || this == SLOW;
        }
    }

    // Without a status, and no pause asked for.

    /** An answer as it should be. For HTTP: below 400. */
    public static final Outcome SUCCESS = new Outcome(Kind.SUCCESS, 0, Duration.ZERO);
    /** The call was at fault: the backend is alive, and is not charged. */
    public static final Outcome CLIENT_ERROR = new Outcome(Kind.CLIENT_ERROR, 0, Duration.ZERO);
    /** The backend answered that it failed. A fault. */
    public static final Outcome FAILURE = new Outcome(Kind.FAILURE, 0, Duration.ZERO);
    /** Something behind the backend failed. A fault. */
    public static final Outcome GATEWAY = new Outcome(Kind.GATEWAY, 0, Duration.ZERO);
    /** The backend is too busy and named no pause. No fault, and no hold-off: for one use {@link #overloaded}. */
    public static final Outcome OVERLOADED = new Outcome(Kind.OVERLOADED, 0, Duration.ZERO);
    /** The backend was not reached, so the call may be sent again. A fault. */
    public static final Outcome CONNECT = new Outcome(Kind.CONNECT, 0, Duration.ZERO);
    /** The call was cut after it was sent. A fault. */
    public static final Outcome RESET = new Outcome(Kind.RESET, 0, Duration.ZERO);
    /** No answer in time. A fault, and a late one. */
    public static final Outcome TIMEOUT = new Outcome(Kind.TIMEOUT, 0, Duration.ZERO);
    /** An answer later than the caller's objective. A fault, and a late one; the pool finds these itself with {@code withSlowAfter}. */
    public static final Outcome SLOW = new Outcome(Kind.SLOW, 0, Duration.ZERO);
    /** The caller gave up. Never charged to the backend. */
    public static final Outcome CANCELLED = new Outcome(Kind.CANCELLED, 0, Duration.ZERO);

    private static final Outcome[] BY_STATUS = new Outcome[600];

    static {
        for (int status = 400; status < 600; status++) {
            BY_STATUS[status] = new Outcome(kindOf(status), status, Duration.ZERO);
        }
    }

    /**
     * Checks every component.
     *
     * @throws IllegalArgumentException naming the component, its value and what was expected
     */
    public Outcome {
        Expect.notNull("kind", kind);
        Expect.atLeast("status", status, 0);
        Expect.nanos("holdOff", holdOff);
        Expect.that(holdOff.isZero() || kind == Kind.OVERLOADED, "holdOff", holdOff, "zero unless OVERLOADED");
    }

    /** True for what counts against the backend. */
    public boolean fault() {
        return kind.fault();
    }

    /**
     * What an HTTP status says: below 400 {@link #SUCCESS} itself, 429 OVERLOADED, other 4xx CLIENT_ERROR, 502 to 504 GATEWAY,
     * other 5xx FAILURE. Allocates nothing for statuses below 600.
     */
    public static Outcome ofStatus(int status) {
        if (status < 400) {
            Expect.atLeast("status", status, 0);
            return SUCCESS;
        }
        return status < 600 ? BY_STATUS[status] : new Outcome(Kind.FAILURE, status, Duration.ZERO);
    }

    /** The backend asked, with this status, to be left alone for {@code holdOff}. */
    public static Outcome overloaded(int status, Duration holdOff) {
        return new Outcome(Kind.OVERLOADED, status, holdOff);
    }

    /**
     * What an exception of a socket says. Refused, unreachable, unknown host and TLS failures are CONNECT; a connect time-out too
     * (told by the JDK's message, as it has no class of its own); other time-outs are TIMEOUT; cancellation and interruption are
     * CANCELLED; other I/O errors are RESET; anything else is FAILURE.
     */
    public static Outcome of(Throwable failure) {
        Expect.notNull("failure", failure);
        if (failure instanceof ConnectException
                || failure instanceof NoRouteToHostException
                || failure instanceof PortUnreachableException
                || failure instanceof UnknownHostException
                || failure instanceof UnresolvedAddressException
                || failure instanceof SSLHandshakeException
                || failure instanceof SSLPeerUnverifiedException) {
            return CONNECT;
        }
        if (failure instanceof SocketTimeoutException) {
            String message = failure.getMessage();
            return message != null && message.regionMatches(true, 0, "connect timed out", 0, 17) ? CONNECT : TIMEOUT;
        }
        if (failure instanceof TimeoutException) return TIMEOUT;
        if (failure instanceof CancellationException
                || failure instanceof InterruptedException
                || failure instanceof InterruptedIOException
                || failure instanceof ClosedByInterruptException) {
            return CANCELLED;
        }
        return failure instanceof IOException ? ofIo(failure.getClass()) : FAILURE;
    }

    /** Those of the JDK's HTTP client are told by their names: its module need not be there. */
    private static Outcome ofIo(Class<?> failure) {
        for (Class<?> each = failure; each != null; each = each.getSuperclass()) {
            if (each.getName().equals("java.net.http.HttpConnectTimeoutException")) return CONNECT;
            if (each.getName().equals("java.net.http.HttpTimeoutException")) return TIMEOUT;
        }
        return RESET;
    }

    /** The kind, and the status where there is one: {@code FAILURE 500}. */
    @Override
    public String toString() {
        return status == 0 ? kind.name() : kind + " " + status;
    }

    private static Kind kindOf(int status) {
        if (status == 429) return Kind.OVERLOADED;
        if (status < 500) return Kind.CLIENT_ERROR;
        return status >= 502 && status <= 504 ? Kind.GATEWAY : Kind.FAILURE;
    }
}

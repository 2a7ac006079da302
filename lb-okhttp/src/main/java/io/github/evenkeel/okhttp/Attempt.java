package io.github.evenkeel.okhttp;

import java.io.IOException;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * What one attempt of a call has brought: either an answer or a failure. For a {@link RetryPolicy}, and only while it is asked. Immutable.
 */
public final class Attempt {
    private final Request request;
    private final @Nullable Response response;
    private final @Nullable IOException failure;
    private final int number;
    private final boolean sent;
    private final boolean worthwhile;

    Attempt(
            Request request,
            @Nullable Response response,
            @Nullable IOException failure,
            int number,
            boolean sent,
            boolean worthwhile) {
        this.request = request;
        this.response = response;
        this.failure = failure;
        this.number = number;
        this.sent = sent;
        this.worthwhile = worthwhile;
    }

    /** The request, as the interceptor got it or as a redirect from another pool made it. */
    public Request request() {
        return request;
    }

    /** The answer, not to be closed; null if there was none. */
    public @Nullable Response response() {
        return response;
    }

    /** Why there was no answer; null if there was one. */
    public @Nullable IOException failure() {
        return failure;
    }

    /** How often the call was sent to a member until now, or should have been; 1 the first time. */
    public int number() {
        return number;
    }

    /**
     * Whether the request went out, in part at least. The class of the failure does not tell: OkHttp repeats some requests itself, so
     * what it could not connect for at last may have been sent before.
     */
    public boolean sent() {
        return sent;
    }

    /**
     * True if another member may do better: this one could not be reached, cut the connection, or had no answer in time, or it gave one of
     * the statuses of the {@link io.github.evenkeel.retry.RetryRules}. What failed on this side (a request body that could not be read, an
     * interceptor, an interrupt) is not, nor an answer from the cache.
     */
    public boolean worthwhile() {
        return worthwhile;
    }

    /**
     * True if sending the request again can do no harm: its method is idempotent (GET, HEAD, OPTIONS, TRACE, PUT, DELETE, QUERY), or the
     * server has provably not looked at it: it was not sent, or its HTTP/2 stream was refused.
     */
    public boolean safe() {
        return !sent || refused(failure) || Methods.idempotent(request.method());
    }

    /**
     * RFC 9113, 8.7: a refused stream was not processed; streams that a GOAWAY leaves out end the same way. The class that knows
     * is not OkHttp's to see, so the message has to do.
     */
    private static boolean refused(@Nullable IOException failure) {
        if (failure == null || !"stream was reset: REFUSED_STREAM".equals(failure.getMessage())) return false;
        // OkHttp sends some requests again by itself: how that ended before is suppressed in the last failure.
        for (Throwable before : failure.getSuppressed()) {
            boolean note = before instanceof BackendNote;
            if (!note && !(before instanceof IOException earlier && refused(earlier))) return false;
        }
        return true;
    }

    @Override
    public String toString() {
        return "Attempt[" + number + ": " + request.method() + ' ' + request.url() + ", "
                + (response != null ? response.code() : failure) + (sent ? ", sent]" : ", not sent]");
    }
}

package io.github.evenkeel.okhttp;

import io.github.evenkeel.Outcome;
import java.io.IOException;
import okhttp3.Call;
import okhttp3.Response;

/**
 * What an answer, or a failure, says about the backend. A lambda judges answers and leaves failures to the standard:
 *
 * <pre>{@code
 * Classifier busyIsFine = response -> response.code() == 503 ? Outcome.SUCCESS : Classifier.standard().ofResponse(response);
 * }</pre>
 *
 * <p>Called on the thread of the call, at most once for each attempt; so it must be quick and safe for several threads. If it throws or
 * returns null, the standard judges instead and the first such case is logged.
 */
@FunctionalInterface
public interface Classifier {
    /**
     * What this answer says. Its headers are here, its body is not: to judge by the body, look at it with
     * {@link Response#peekBody}, which waits for it.
     *
     * @param response the answer as the application gets it, or a redirect that leads away from the pool; not to be closed
     */
    Outcome ofResponse(Response response);

    /**
     * What this failure says. The standard: a call that was cancelled or interrupted is CANCELLED, whatever had happened until then;
     * one that was not sent is CONNECT, whatever the exception; else time-outs, that of the call among them, are TIMEOUT, and the rest
     * is RESET.
     *
     * <p>Not asked where the request's body failed by itself, as a stream that could not be read: that is the caller's, and CANCELLED.
     * Nor where the client's own settings forbid the call, as they may a URL without TLS: that is in no statistics.
     *
     * @param call    which knows whether it was cancelled; a time-out of the call cancels it too
     * @param failure what OkHttp threw
     * @param sent    whether the request went out, in part at least. The class of the exception does not tell: OkHttp repeats some
     *                requests itself
     */
    default Outcome ofFailure(Call call, IOException failure, boolean sent) {
        return StandardClassifier.INSTANCE.ofFailure(call, failure, sent);
    }

    /**
     * The standard: answers by {@link Outcome#ofStatus}, but 429 and 503 with a {@code Retry-After} (seconds, or a date, which is
     * taken relative to the answer's own {@code Date}) are OVERLOADED with that pause. An answer that the server confirmed for the
     * cache is judged as the server's (304).
     */
    static Classifier standard() {
        return StandardClassifier.INSTANCE;
    }
}

package io.github.evenkeel.okhttp;

import java.io.IOException;
import java.net.ProtocolException;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;
import org.jspecify.annotations.Nullable;

/**
 * The redirects of a call that led from pool to pool, or to a host that is none. OkHttp follows redirects inside one attempt, and an
 * attempt is steered to one pool; so at the border the attempt ends and the next one, in the other pool or outside, begins with the
 * redirected request. What OkHttp would have kept is kept here: the responses so far, and their number.
 *
 * @param last      the redirect that crossed, with those before it behind it; null if there was none
 * @param following the request it asks for
 * @param count     follow-ups of the call so far, wherever they led
 */
record Redirects(@Nullable Response last, @Nullable Request following, int count) {
    /** OkHttp's words. */
    private static final String TOO_MANY = "Too many follow-up requests: ";

    static final Redirects NONE = new Redirects(null, null, 0);

    Redirects plus(Response redirect, Request following, int count) {
        // Its body is closed, and is not part of what a prior response is.
        Response bare = redirect.newBuilder().body(ResponseBody.EMPTY).build();
        return new Redirects(before(bare), following, count);
    }

    /** The response as the application would see it, had OkHttp followed all redirects at once. */
    Response before(Response response) {
        return last == null ? response : behind(response, last);
    }

    private static Response behind(Response response, Response earlier) {
        Response nearest = response.priorResponse();
        return response.newBuilder()
                .priorResponse(nearest == null ? earlier : behind(nearest, earlier))
                .build();
    }

    Request next() {
        if (following == null) throw new IllegalStateException("no redirect");
        return following;
    }

    ProtocolException tooMany() {
        return new ProtocolException(TOO_MANY + count);
    }

    /** True for OkHttp's own exception of this kind too. Others of its class are for answers that are no HTTP. */
    static boolean tooMany(IOException failure) {
        String message = failure.getMessage();
        return failure instanceof ProtocolException && message != null && message.startsWith(TOO_MANY);
    }
}

package io.github.evenkeel.okhttp;

import io.github.evenkeel.Outcome;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import okhttp3.Call;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** See {@link Classifier#standard()}. */
final class StandardClassifier implements Classifier {
    static final StandardClassifier INSTANCE = new StandardClassifier();

    /** A year: no pool waits as long, and it still fits into nanoseconds. */
    private static final long MOST_SECONDS = Duration.ofDays(365).toSeconds();

    private StandardClassifier() {}

    @Override
    public Outcome ofResponse(Response response) {
        Response network = response.networkResponse();
        int status = network != null ? network.code() : response.code();
        if (status == 429 || status == 503) {
            Duration pause = pause(network != null ? network : response);
            if (pause != null) return Outcome.overloaded(status, pause);
        }
        return Outcome.ofStatus(status);
    }

    @Override
    public Outcome ofFailure(Call call, IOException failure, boolean sent) {
        boolean socketTimeout = failure instanceof SocketTimeoutException;
        // OkHttp's word for a time-out of the call; any other InterruptedIOException is an interrupt.
        boolean callTimeout =
                !socketTimeout && failure instanceof InterruptedIOException && "timeout".equals(failure.getMessage());
        if (!callTimeout) {
            if (call.isCanceled()) return Outcome.CANCELLED;
            if (!socketTimeout && failure instanceof InterruptedIOException) return Outcome.CANCELLED;
            // The caller's own request body.
            if (failure instanceof FileNotFoundException) return Outcome.CANCELLED;
        }
        if (!sent) return Outcome.CONNECT;
        return socketTimeout || callTimeout ? Outcome.TIMEOUT : Outcome.RESET;
    }

    /** RFC 9110, 10.2.3: seconds or a date. Null if there is none that can be read. */
    static @Nullable Duration pause(Response response) {
        String value = response.header("Retry-After");
        if (value == null) return null;
        String text = value.trim();
        if (!text.isEmpty() && text.chars().allMatch(digit -> digit >= '0' && digit <= '9')) {
            // More than nine digits are decades.
            return Duration.ofSeconds(text.length() > 9 ? MOST_SECONDS : Math.min(Long.parseLong(text), MOST_SECONDS));
        }
        Instant until = response.headers().getInstant("Retry-After");
        if (until == null) return null;
        Instant sent = response.headers().getInstant("Date");
        if (sent == null) return Duration.ZERO;
        long seconds = Duration.between(sent, until).toSeconds();
        return Duration.ofSeconds(Math.max(0, Math.min(seconds, MOST_SECONDS)));
    }
}

package io.github.evenkeel.okhttp;

import io.github.evenkeel.Expect;
import io.github.evenkeel.Outcome;
import io.github.evenkeel.pool.Lease;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Lets the application judge a call once it has read what the headers do not tell: a gRPC status in the trailers, an error code in JSON.
 * It is the request's tag, one for each call:
 *
 * <pre>{@code
 * Verdict verdict = new Verdict();
 * Request request = new Request.Builder().url("http://orders/").tag(Verdict.class, verdict).build();
 * try (Response response = client.newCall(request).execute()) {
 *     Answer answer = read(response.body());
 *     if (answer.failed()) verdict.is(Outcome.FAILURE);
 * }
 * }</pre>
 *
 * <p>The backend is judged when the application says so, or else a second after the call has ended: by what the {@link Classifier} made
 * of the headers, or of the failure if the body was cut off. (OkHttp's calls end with the last byte of the body, which is before anyone
 * can judge it.) Until then the call is in flight and unanswered, and the time until then is its latency; so say it soon, and not of
 * streams. An attempt that is followed by another one is judged as ever, as is a call that never had an answer.
 *
 * <p>Safe for several threads.
 */
public final class Verdict {
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(1);

    private @Nullable Lease lease;
    private Outcome otherwise = Outcome.SUCCESS;
    private boolean said;
    private boolean ended;

    /** Not yet said. */
    public Verdict() {}

    /** What the answer says of the backend. The first word counts; none does before the response is here, or when it is too late. */
    public synchronized void is(Outcome outcome) {
        Expect.notNull("outcome", outcome);
        Lease answered = lease;
        if (answered == null) return;
        answered.responded(outcome);
        said = true;
        if (ended) finish(answered);
    }

    /**
     * What a status of gRPC says: 0 is {@link Outcome#SUCCESS}; 1 CANCELLED; 4 (deadline exceeded) TIMEOUT; 8 (resource exhausted)
     * OVERLOADED; 14 (unavailable) GATEWAY; 2, 13 and 15 (unknown, internal, data loss) FAILURE, and so is what is no status; all others
     * are the call's fault, CLIENT_ERROR.
     */
    public static Outcome ofGrpcStatus(int status) {
        return switch (status) {
            case 0 -> Outcome.SUCCESS;
            case 1 -> Outcome.CANCELLED;
            case 4 -> Outcome.TIMEOUT;
            case 8 -> Outcome.OVERLOADED;
            case 14 -> Outcome.GATEWAY;
            case 3, 5, 6, 7, 9, 10, 11, 12, 16 -> Outcome.CLIENT_ERROR;
            default -> Outcome.FAILURE;
        };
    }

    /** The headers are here. */
    synchronized void opens(Lease answered, Outcome byHeaders) {
        if (lease != null && lease != answered) isOver(lease); // of a request that is sent again
        otherwise = byHeaders;
        lease = answered;
        said = false;
        ended = false;
    }

    /** The body was cut off. */
    synchronized void cut(Lease answered, Outcome byFailure) {
        if (lease == answered) otherwise = byFailure;
    }

    /** The attempt is over, and another one follows. */
    synchronized void isOver(Lease over) {
        if (lease != over) return;
        over.responded(otherwise);
        lease = null;
    }

    /** The call is over. True if its lease is closed later, by this verdict. */
    synchronized boolean holds(Lease over, ScheduledExecutorService scheduler) {
        if (lease != over || said) return false;
        try {
            scheduler.schedule(() -> tooLate(over), PATIENCE, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException shutDown) {
            isOver(over);
            return false;
        }
        ended = true;
        return true;
    }

    private synchronized void tooLate(Lease over) {
        if (lease != over) return;
        over.responded(otherwise);
        finish(over);
    }

    private void finish(Lease over) {
        over.close();
        lease = null;
    }
}

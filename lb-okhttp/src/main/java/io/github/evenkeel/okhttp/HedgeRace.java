package io.github.evenkeel.okhttp;

import io.github.evenkeel.pool.BackendPool;
import io.github.evenkeel.retry.RetryRules;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.util.Objects;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The two parts of a hedged call, until one has won. What they bring is looked at under a lock, one after the other; the user's code runs
 * outside of it.
 */
final class HedgeRace {
    private static final Logger LOG = LoggerFactory.getLogger(HedgedCalls.class);

    private final HedgedCall hedged;
    private final Callback callback;

    // Guarded by this.
    private @Nullable Future<?> timer;
    private @Nullable Call second;
    private boolean decided;
    private int running = 1;
    /** A poor answer, which is the result if the other part fails. */
    private @Nullable Response spare;

    private @Nullable IOException firstFailure;
    private @Nullable IOException secondFailure;

    HedgeRace(HedgedCall hedged, Callback callback) {
        this.hedged = hedged;
        this.callback = callback;
    }

    void begin() {
        long delay = hedged.calls().delay();
        hedged.first().enqueue(new Part(true));
        if (delay < 0) return;
        BackendPool pool = hedged.calls().pool();
        synchronized (this) {
            if (decided) return;
            try {
                timer = pool.environment().scheduler().schedule(this::due, delay, TimeUnit.NANOSECONDS);
            } catch (RejectedExecutionException shutDown) {
                timer = null; // then there is one part alone
            }
        }
    }

    /** It is time for the second part. On the pool's timer, which others wait for: the user's code is not for it. */
    private void due() {
        try {
            hedged.calls().executor().execute(this::hedge);
        } catch (RejectedExecutionException shutDown) {
            LOG.debug(
                    "no second call for {}: the dispatcher is shut down",
                    hedged.calls().pool().name());
        }
    }

    private void hedge() {
        BackendPool pool = hedged.calls().pool();
        synchronized (this) {
            if (decided || hedged.isCanceled()) return;
            long now = pool.environment().clock().getAsLong();
            if (!pool.retryBudget().tryWithdraw(now)) return;
            running++;
        }
        Part part = new Part(false);
        try {
            Call made = hedged.hedge();
            if (made == null) throw new IOException("Canceled");
            synchronized (this) {
                if (decided) return;
                second = made;
            }
            made.enqueue(part);
        } catch (Throwable theirs) {
            // Of a listener, say: without an end of this part, the call might have none.
            part.onFailure(hedged, new IOException("the second call could not begin", theirs));
        }
    }

    /** What one part brought. */
    private final class Part implements Callback {
        private final boolean first;
        private boolean over; // guarded by the race

        Part(boolean first) {
            this.first = first;
        }

        @Override
        public void onResponse(Call call, Response response) throws IOException {
            Response closed = null;
            boolean wins = false;
            synchronized (HedgeRace.this) {
                boolean known = ends();
                if (known || decided) {
                    closed = response;
                } else if (running > 0 && RetryRules.defaults().worthwhile(response.code())) {
                    spare = response;
                } else {
                    wins = true;
                    closed = spare;
                    decide();
                }
            }
            if (closed != null) closed.close();
            if (!wins) return;
            stopOther();
            callback.onResponse(hedged, response);
        }

        @Override
        public void onFailure(Call call, IOException failure) {
            Response instead;
            Response closed;
            IOException result;
            synchronized (HedgeRace.this) {
                if (ends() || decided) return;
                if (first) firstFailure = failure;
                else secondFailure = failure;
                // The time-out of the first is that of the call; so is what its user did to it.
                boolean over = first && (hedged.isCanceled() || timedOut(failure));
                if (running > 0 && !over) return;
                instead = over ? null : spare;
                closed = over ? spare : null;
                result = failure();
                decide();
            }
            if (closed != null) closed.close();
            stopOther();
            if (instead == null) {
                callback.onFailure(hedged, result);
                return;
            }
            try {
                callback.onResponse(hedged, instead);
            } catch (IOException theirs) {
                // As OkHttp has it: a callback's own failure is nobody's.
                LOG.info("callback failure for {}", hedged.request().url().redact(), theirs);
            }
        }

        /** True if it has ended before: what could not begin may still have been queued. */
        private boolean ends() {
            boolean before = over;
            over = true;
            if (!before) running--;
            return before;
        }

        private void stopOther() {
            if (!first) {
                hedged.first().cancel();
                return;
            }
            Call other;
            synchronized (HedgeRace.this) {
                other = second;
            }
            if (other != null) other.cancel();
        }
    }

    private void decide() {
        decided = true;
        spare = null;
        if (timer != null) timer.cancel(false);
    }

    private IOException failure() {
        if (firstFailure == null) return Objects.requireNonNull(secondFailure);
        if (secondFailure != null && secondFailure != firstFailure) firstFailure.addSuppressed(secondFailure);
        return firstFailure;
    }

    /** OkHttp's word for a time-out of the call. */
    private static boolean timedOut(IOException failure) {
        return failure instanceof InterruptedIOException && !(failure instanceof SocketTimeoutException);
    }
}

package io.github.evenkeel.okhttp;

import io.github.evenkeel.pool.BackendPool;
import io.github.evenkeel.retry.RetryBudget;
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
    private @Nullable Answer spare;

    private @Nullable IOException firstFailure;
    private @Nullable IOException secondFailure;

    /** What a part has brought; both have the application's verdict, which is for the one that wins. */
    private record Answer(Response response, @Nullable CallState state) {
        void wins() {
            if (state != null) state.wins();
        }

        void loses() {
            if (state != null) state.loses();
            response.close();
        }
    }

    HedgeRace(HedgedCall hedged, Callback callback) {
        this.hedged = hedged;
        this.callback = callback;
    }

    void begin() {
        long delay = hedged.calls().delay();
        hedged.first().enqueue(new Part(true));
        if (delay < 0) return;
        await(delay);
    }

    private void await(long delay) {
        BackendPool pool = hedged.calls().pool();
        synchronized (this) {
            if (decided) return;
            try {
                timer = pool.environment().scheduler().schedule(() -> due(delay), delay, TimeUnit.NANOSECONDS);
            } catch (RejectedExecutionException shutDown) {
                timer = null; // then there is one part alone
            }
        }
    }

    /** It is time for the second part. On the pool's timer, which others wait for: the user's code is not for it. */
    private void due(long delay) {
        try {
            hedged.calls().executor().execute(() -> hedge(delay));
        } catch (RejectedExecutionException shutDown) {
            LOG.debug(
                    "no second call for {}: the dispatcher is shut down",
                    hedged.calls().pool().name());
        }
    }

    private void hedge(long delay) {
        // A call that waits for the dispatcher is no late answer: another one would wait behind it.
        if (!hedged.leg().underWay(() -> await(delay))) return;
        BackendPool pool = hedged.calls().pool();
        long now = pool.environment().clock().getAsLong();
        long left = hedged.left(now);
        RetryBudget budget = pool.retryBudget();
        synchronized (this) {
            if (decided || hedged.isCanceled() || left < 0) return;
            // It pays once it has found a member; what could not pay need not begin, and asks to be counted as refused.
            if (budget.balance(now) < 1 && !budget.tryWithdraw(now)) return;
            running++;
        }
        Part part = new Part(false);
        try {
            Call made = hedged.hedge(left);
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
            Answer answer = new Answer(response, call.tag(CallState.class));
            Answer loser = null;
            boolean wins = false;
            synchronized (HedgeRace.this) {
                boolean known = ends();
                if (known || decided) {
                    loser = answer;
                } else if (running > 0 && RetryRules.defaults().worthwhile(response.code())) {
                    spare = answer;
                } else {
                    wins = true;
                    loser = spare;
                    decide();
                }
            }
            if (loser != null) loser.loses();
            if (!wins) return;
            answer.wins();
            stopOther();
            callback.onResponse(hedged, response);
        }

        @Override
        public void onFailure(Call call, IOException failure) {
            CallState state = call == hedged ? null : call.tag(CallState.class);
            // It may have had an answer, which another interceptor did not let through.
            if (state != null) state.loses();
            Answer instead;
            Answer loser;
            IOException result;
            boolean stop;
            synchronized (HedgeRace.this) {
                if (ends() || decided) return;
                if (first) firstFailure = failure;
                else secondFailure = failure;
                // The time-out of the first is that of the call; so is what its user did to it.
                boolean cancelled = hedged.isCanceled();
                boolean ended = cancelled || (first && timedOut(failure));
                if (running > 0 && !ended) return;
                instead = ended ? null : spare;
                loser = ended ? spare : null;
                result = cancelled ? cancelled(failure) : failure();
                stop = ended;
                decide();
            }
            if (loser != null) loser.loses();
            // Else the other has ended, and its answer may be the result: to cancel it would cut that off.
            if (stop) stopOther();
            if (instead == null) {
                callback.onFailure(hedged, result);
                return;
            }
            instead.wins();
            try {
                callback.onResponse(hedged, instead.response());
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

    /** What OkHttp throws for a cancelled call, whatever that broke. */
    private static IOException cancelled(IOException failure) {
        return "Canceled".equals(failure.getMessage()) ? failure : new IOException("Canceled", failure);
    }

    /** OkHttp's word for a time-out of the call. */
    private static boolean timedOut(IOException failure) {
        return failure instanceof InterruptedIOException && !(failure instanceof SocketTimeoutException);
    }
}

package io.github.evenkeel.okhttp;

import io.github.evenkeel.pool.BackendPool;
import io.github.evenkeel.pool.Lease;
import io.github.evenkeel.pool.PoolEnvironment;
import io.github.evenkeel.retry.RetryRules;
import java.io.IOException;
import java.time.Duration;
import okhttp3.Call;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * The attempts of one call from the moment on when the first of them brought something that may not be the end. Made then, so that a call
 * that succeeds at once has nothing to do with it. On the thread of the call.
 */
final class Repeats {
    private final Retries retries;
    private final CallState state;
    private final Call call;
    private final long startedAt;
    private int attempts;
    private @Nullable IOException earlier;
    private boolean detours;

    /** @param startedAt when the first attempt began, on the pool's clock */
    Repeats(Retries retries, CallState state, Call call, long startedAt) {
        this.retries = retries;
        this.state = state;
        this.call = call;
        this.startedAt = startedAt;
    }

    /**
     * After an attempt: whether another one is to follow. If so the answer is closed, the member left, and the time to wait has passed;
     * else nothing has changed.
     *
     * @throws IOException if the call was cancelled, or its thread interrupted, meanwhile
     */
    boolean again(BackendPool pool, Request request, @Nullable Response response, @Nullable IOException failure)
            throws IOException {
        attempts++;
        if (failure != null) remember(failure);
        if (!allowed(request) || !retries.sendAgain(attempt(request, response, failure))) return false;
        PoolEnvironment environment = pool.environment();
        long pause = pause(response, environment.random().nextDouble());
        long now = environment.clock().getAsLong();
        long limit = call.timeout().timeoutNanos(); // 0: none
        if (pause < 0 || (limit > 0 && now - startedAt + pause >= limit)) return false;
        if (!pool.retryBudget().tryWithdraw(now)) return false;
        if (response != null) {
            remember(new EarlierAnswer(pool.name(), state.backend(), response.code()));
            response.close();
        }
        detours = state.depart(request.url());
        wait(pause, environment);
        return true;
    }

    /** Whether the next attempt must take a {@link Detour}. */
    boolean detours() {
        return detours;
    }

    /** Begins the next attempt. If nobody is there to take it, that is what the call fails with. */
    Lease begin(BackendPool pool, Request request) throws IOException {
        try {
            return state.begin(pool, request.url());
        } catch (IOException nobody) {
            remember(nobody);
            throw nobody;
        }
    }

    /** Whatever a policy says. */
    private boolean allowed(Request request) {
        if (attempts >= retries.rules().attempts() || call.isCanceled()) return false;
        RequestBody body = request.body();
        return body == null || !state.sent() || !(body.isOneShot() || body.isDuplex());
    }

    private Attempt attempt(Request request, @Nullable Response response, @Nullable IOException failure) {
        boolean worthwhile = response != null
                ? retries.rules().worthwhile(response.code()) && state.answeredByServer(response)
                : failure != null && state.failedByServer(failure);
        return new Attempt(request, response, failure, attempts, state.sent(), worthwhile);
    }

    /** Negative if the backend asks for more than a call waits, and there is no other. */
    private long pause(@Nullable Response response, double chance) {
        RetryRules rules = retries.rules();
        long pause = rules.pauseNanos(attempts, chance);
        Duration asked = response == null ? null : StandardClassifier.pause(response);
        if (asked == null || asked.isZero() || state.othersLeft()) return pause;
        return asked.compareTo(rules.longestHoldOff()) > 0 ? -1 : Math.max(pause, asked.toNanos());
    }

    private void wait(long nanos, PoolEnvironment environment) throws IOException {
        Pause pause = new Pause();
        state.waitsIn(pause);
        try {
            pause.take(nanos, environment.scheduler(), call);
        } catch (IOException over) {
            remember(over);
            throw over;
        } finally {
            state.waitsIn(null);
        }
    }

    /** What is thrown in the end has all before it in it. An interceptor may throw the same object twice. */
    private void remember(IOException next) {
        if (earlier != null && earlier != next) next.addSuppressed(earlier);
        earlier = next;
    }
}

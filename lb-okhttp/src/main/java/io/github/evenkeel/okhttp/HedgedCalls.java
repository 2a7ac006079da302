package io.github.evenkeel.okhttp;

import io.github.evenkeel.Expect;
import io.github.evenkeel.pool.BackendPool;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.function.LongSupplier;
import okhttp3.Call;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;

/**
 * Calls that are sent a second time, to another member, when the answer is late; the first answer wins. For tails of latency that come
 * from single members or single bad luck; where all are late it only adds load, which the pool's
 * {@link BackendPool#retryBudget()} bounds. It wraps a client that has a {@link LoadBalancingInterceptor} over the pool:
 *
 * <pre>{@code
 * Call.Factory calls = HedgedCalls.after(Duration.ofMillis(50), client, orders);
 * try (Response response = calls.newCall(request).execute()) { … }
 * }</pre>
 *
 * <p><b>Hedged</b> are calls whose URL has the pool's name as host, whose method is idempotent (GET, HEAD, OPTIONS, TRACE, PUT, DELETE,
 * QUERY) and whose body, if there is one, can be written twice; all others are the client's own calls. So a PUT or DELETE may run twice at the
 * same time: where servers cannot bear that, send it by the client itself. The second one is sent only if the
 * budget has room and the pool another member, and not while the first waits in the dispatcher's queue; in all else it is a call like the first, its retries included.
 *
 * <p><b>Who wins.</b> The first answer, but one of 502, 503 and 504 waits for the other call while that is under way, and is the answer
 * if that fails. The other call is cancelled, which its member is not charged with; an answer that comes too late is closed. A failure
 * of the first call before the second is sent is the result, for retries are the interceptor's. If both fail, the first one's failure
 * is thrown with the second's suppressed. A {@link Verdict} is of the member whose answer has won.
 *
 * <p><b>Cancel and time-outs.</b> {@link Call#cancel} ends both. The time-out of the call is that of the first: when it is over, so is
 * the second. {@link Call#timeout} is the first's; of what is set there before the call the second gets what is left.
 *
 * <p><b>Threads and listeners.</b> Both run on the client's dispatcher and count in its limits; {@link Call#execute} waits for them
 * (in the dispatcher's queue too, where these are used up, as the client's own would not), and an interrupt of the waiting thread cancels both. Callbacks get this call, not its parts. The client's event listeners see two
 * calls; those of {@link Call#addEventListener} hear of both, each with its own. Tags of the request are on both, those set on the
 * call on the first alone.
 *
 * <p>Immutable, for any number of threads.
 */
public final class HedgedCalls implements Call.Factory {
    private final OkHttpClient client;
    private final BackendPool pool;
    private final LongSupplier delay;

    private HedgedCalls(OkHttpClient client, BackendPool pool, LongSupplier delay) {
        this.client = client;
        this.pool = pool;
        this.delay = delay;
    }

    /**
     * Sends a second call after this time.
     *
     * @param delay above zero; the time that most answers take is a good one
     */
    public static HedgedCalls after(Duration delay, OkHttpClient client, BackendPool pool) {
        long nanos = Expect.positiveNanos("delay", delay);
        return new HedgedCalls(Expect.notNull("client", client), Expect.notNull("pool", pool), () -> nanos);
    }

    /**
     * Sends a second call after the time in which 95 % of the pool's recent answers came: that of the member in the middle, by the calls
     * of the last minute, looked at every few seconds. None before the pool's first sweep, which comes within 11 s.
     *
     * @param atLeast but not before this; above zero
     */
    public static HedgedCalls afterP95(Duration atLeast, OkHttpClient client, BackendPool pool) {
        long nanos = Expect.positiveNanos("atLeast", atLeast);
        return new HedgedCalls(
                Expect.notNull("client", client), pool, new RecentP95(Expect.notNull("pool", pool), nanos));
    }

    @Override
    public Call newCall(Request request) {
        RequestBody body = request.body();
        boolean hedged = request.url().host().equals(pool.name())
                && Methods.idempotent(request.method())
                && (body == null || !(body.isOneShot() || body.isDuplex()));
        return hedged ? new HedgedCall(this, request) : client.newCall(request);
    }

    /** A part of a hedged call: what is known of it tells its leg where it goes. */
    Call part(Request request, HedgeLeg leg) {
        Call part = client.newCall(request);
        part.tag(CallState.class, () -> new CallState(leg));
        return part;
    }

    /** Where the client's calls run. */
    ExecutorService executor() {
        return client.dispatcher().executorService();
    }

    BackendPool pool() {
        return pool;
    }

    /** Nanoseconds to wait now; negative if that is not known yet. */
    long delay() {
        return delay.getAsLong();
    }
}

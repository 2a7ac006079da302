package io.github.evenkeel.okhttp;

import io.github.evenkeel.Expect;
import io.github.evenkeel.health.Status;
import io.github.evenkeel.pool.BackendPool;
import io.github.evenkeel.pool.PoolEvent;
import io.github.evenkeel.pool.Subscription;
import java.io.IOException;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.HttpUrl;
import okhttp3.Request;
import okhttp3.Response;

/**
 * Has connections ready for members that join or return, so that the first calls there need not wait for TCP and TLS: the member gets some
 * requests at once, as many as connections are wanted, when its slow start has only begun. OkHttp connects for requests only, so these
 * are calls like any other, counted and judged, to a path that costs the server nothing:
 *
 * <pre>{@code
 * Preconnection ready = Preconnection.of(client, orders, "http://orders/ping", 4);
 * }</pre>
 *
 * <p>They go through the client's dispatcher, and over HTTP/2 share one connection. What they bring is not looked at. Close it before
 * the client and the pool; requests that are on their way then come to their end.
 */
public final class Preconnection implements AutoCloseable {
    private final Call.Factory calls;
    private final Request request;
    private final int connections;
    private final Subscription subscription;

    private Preconnection(Call.Factory calls, BackendPool pool, Request request, int connections) {
        this.calls = calls;
        this.request = request;
        this.connections = connections;
        this.subscription = pool.onEvent(this::tell);
    }

    /**
     * For members that join or return from now on.
     *
     * @param calls       a client with the interceptor that knows the pool, or {@link BalancedCalls}
     * @param url         what to get, of a host whose calls go to this pool
     * @param connections how many at once, 1 or more
     */
    public static Preconnection of(Call.Factory calls, BackendPool pool, String url, int connections) {
        Expect.notNull("calls", calls);
        Expect.notNull("pool", pool);
        HttpUrl parsed = HttpUrl.parse(Expect.notNull("url", url));
        if (parsed == null) throw Expect.violation("url", '"' + url + '"', "a URL with http or https");
        Expect.atLeast("connections", connections, 1);
        return new Preconnection(calls, pool, new Request.Builder().url(parsed).build(), connections);
    }

    private void tell(PoolEvent event) {
        if (event instanceof PoolEvent.MemberJoined joined) {
            if (serves(joined.status())) connect(joined.backend().id());
        } else if (event instanceof PoolEvent.StatusChanged changed) {
            // While it was out its connections were closed.
            if (serves(changed.to()) && !serves(changed.from())) {
                connect(changed.backend().id());
            }
        }
    }

    private static boolean serves(Status status) {
        return status == Status.HEALTHY || status == Status.WARMING;
    }

    private void connect(String id) {
        Request to = request.newBuilder()
                .tag(NamedBackend.class, new NamedBackend(id))
                .build();
        for (int i = 0; i < connections; i++) calls.newCall(to).enqueue(Ignoring.RESULT);
    }

    /** No further requests. */
    @Override
    public void close() {
        subscription.close();
    }

    private enum Ignoring implements Callback {
        RESULT;

        @Override
        public void onResponse(Call call, Response response) {
            response.close();
        }

        @Override
        public void onFailure(Call call, IOException failure) {
            // The pool has heard of it.
        }
    }
}

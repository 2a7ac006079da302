package io.github.evenkeel.okhttp;

import io.github.evenkeel.Expect;
import io.github.evenkeel.pool.BackendPool;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.net.SocketFactory;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;

/** Fits a client to its pools. */
public final class LoadBalancing {
    /** OkHttp's own default for a whole client: no pool gets less. */
    private static final int LEAST_CALLS = 64;

    /** What each backend adds from the fourth on: the default above, shared by four. */
    private static final int CALLS_PER_BACKEND = 16;

    /** OkHttp's own default. */
    private static final int KEEP_ALIVE_MINUTES = 5;

    private LoadBalancing() {}

    /**
     * Sets the sizes that OkHttp has for single servers to what these pools need. With <i>n</i> backends a pool is allowed
     * max(64, 16 <i>n</i>) calls at a time; then
     *
     * <ul>
     *   <li>the dispatcher's {@code maxRequestsPerHost} becomes at least the most that one of the pools is allowed. It counts the
     *       host of the URL, so a whole pool is one host to it: OkHttp's default lets 5 enqueued calls run at a time over all
     *       backends together;
     *   <li>the dispatcher's {@code maxRequests} becomes at least the sum over the pools;
     *   <li>the connection pool becomes a new one that keeps as many idle connections, for 5 minutes. OkHttp's default keeps 5 over
     *       all backends together: with more backends, nearly each call would have to connect;
     *   <li>the proxy selector asks the one set before for all but the pools, which no proxy knows, and the socket factory gives
     *       that one's sockets, which connect to the members' ports. The interceptor sees to both anyway, but must then do it for
     *       each call, which costs some 40 ns each time, as it must
     *       for backends that have names of their own.
     * </ul>
     *
     * <p>A dispatcher set before is kept, and larger values of its; if it is shared with other clients, they get the new ones too. A
     * connection pool tells no one its size, so one set before is replaced: to have your own, set it after this. The backends are
     * counted now: for pools that will grow a lot, set larger values yourself.
     *
     * @return the builder
     * @throws IllegalArgumentException if there is no pool
     */
    public static OkHttpClient.Builder sized(OkHttpClient.Builder builder, BackendPool... pools) {
        Expect.notNull("builder", builder);
        Expect.that(Expect.notNull("pools", pools).length > 0, "pools", "none", "at least one pool");
        for (BackendPool pool : pools) Expect.notNull("pool", pool);
        return sized(
                builder,
                List.of(pools),
                Arrays.stream(pools).map(BackendPool::name).collect(Collectors.toSet()));
    }

    /**
     * As {@link #sized(OkHttpClient.Builder, BackendPool...)}, for all pools that the interceptor may send calls to and all hosts that it
     * sees to. The interceptor is still to be added.
     */
    public static OkHttpClient.Builder sized(OkHttpClient.Builder builder, LoadBalancingInterceptor interceptor) {
        Expect.notNull("builder", builder);
        Router router = Expect.notNull("interceptor", interceptor).router();
        return sized(builder, router.pools(), router.hosts());
    }

    private static OkHttpClient.Builder sized(
            OkHttpClient.Builder builder, Collection<BackendPool> pools, Set<String> hosts) {
        int most = 0;
        int all = 0;
        for (BackendPool pool : pools) {
            int calls =
                    Math.max(LEAST_CALLS, CALLS_PER_BACKEND * pool.backends().size());
            most = Math.max(most, calls);
            all += calls;
        }
        // A client made of the builder is the only one that tells what it has.
        OkHttpClient client = builder.build();
        Dispatcher dispatcher = client.dispatcher();
        dispatcher.setMaxRequestsPerHost(Math.max(most, dispatcher.getMaxRequestsPerHost()));
        dispatcher.setMaxRequests(Math.max(all, dispatcher.getMaxRequests()));
        return builder.dispatcher(dispatcher)
                .proxySelector(new SteeredProxies(hosts, null, client.proxySelector()))
                .socketFactory(steered(client.socketFactory()))
                .connectionPool(new ConnectionPool(dispatcher.getMaxRequests(), KEEP_ALIVE_MINUTES, TimeUnit.MINUTES));
    }

    /** Of a client that is sized twice the sockets know the ports already. */
    private static SocketFactory steered(SocketFactory sockets) {
        return sockets instanceof SteeredSockets ? sockets : new SteeredSockets(sockets);
    }
}

package io.github.evenkeel.okhttp;

import io.github.evenkeel.Expect;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;

/**
 * Balanced calls from a client that someone else has built: for code that takes a {@link Call.Factory}, or that may not add an interceptor.
 * It makes a client of its own from that one, which shares all its settings but not its threads and connections:
 *
 * <pre>{@code
 * try (BalancedCalls calls = BalancedCalls.over(client, LoadBalancingInterceptor.of(orders))) {
 *     Retrofit retrofit = new Retrofit.Builder().callFactory(calls).baseUrl("http://orders/").build();
 *     …
 * }
 * }</pre>
 *
 * <p>Web sockets opened here end politely when their backend is drained: with 1001 (going away), so that listeners see {@code onClosing}
 * and {@code onClosed} instead of a failure; those whose server does not answer that within 5 s are cancelled. Any other call is cancelled when
 * its time in a drain is over, as everywhere. The pool spreads these ends over the last part of the drain.
 *
 * <p>Safe for several threads.
 */
public final class BalancedCalls implements Call.Factory, WebSocket.Factory, AutoCloseable {
    /** OkHttp's own default. */
    private static final int KEEP_ALIVE_MINUTES = 5;

    private final OkHttpClient client;
    private volatile boolean closed;

    private BalancedCalls(OkHttpClient client) {
        this.client = client;
    }

    /**
     * Calls as this client would make them, with this interceptor as its last and {@linkplain LoadBalancing#sized sized} for what that
     * reaches.
     */
    public static BalancedCalls over(OkHttpClient client, LoadBalancingInterceptor interceptor) {
        Dispatcher shared = Expect.notNull("client", client).dispatcher();
        Dispatcher own = new Dispatcher();
        own.setMaxRequests(shared.getMaxRequests());
        own.setMaxRequestsPerHost(shared.getMaxRequestsPerHost());
        OkHttpClient.Builder builder = client.newBuilder()
                .dispatcher(own)
                .connectionPool(new ConnectionPool(own.getMaxRequests(), KEEP_ALIVE_MINUTES, TimeUnit.MINUTES));
        return new BalancedCalls(LoadBalancing.sized(builder, Expect.notNull("interceptor", interceptor))
                .addInterceptor(interceptor)
                .build());
    }

    /** The client behind it, for what takes no less. Web sockets of its own are cancelled as any other call. */
    public OkHttpClient client() {
        return client;
    }

    /** @throws IllegalStateException if closed */
    @Override
    public Call newCall(Request request) {
        checkOpen();
        return client.newCall(request);
    }

    /** @throws IllegalStateException if closed */
    @Override
    public WebSocket newWebSocket(Request request, WebSocketListener listener) {
        checkOpen();
        Farewell farewell = new Farewell();
        Request tagged = request.newBuilder().tag(Farewell.class, farewell).build();
        WebSocket socket = client.newWebSocket(tagged, listener);
        farewell.of(socket);
        return socket;
    }

    private void checkOpen() {
        if (closed) throw new IllegalStateException("BalancedCalls is closed");
    }

    /**
     * Cancels the calls and web sockets that are still open, closes all connections and ends the threads. The client it was made from, and the
     * pools, stay as they are. A response that {@link Call#execute} has returned is no open call to the dispatcher: it stays
     * its reader's, and its connection ends when it is closed. Calling it again does nothing.
     */
    @Override
    public void close() {
        closed = true;
        client.dispatcher().cancelAll();
        client.dispatcher().executorService().shutdown();
        client.connectionPool().evictAll();
    }
}

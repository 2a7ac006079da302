package io.github.evenkeel.probe;

import io.github.evenkeel.Backend;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import okhttp3.Authenticator;
import okhttp3.Call;
import okhttp3.Connection;
import okhttp3.ConnectionPool;
import okhttp3.CookieJar;
import okhttp3.Dispatcher;
import okhttp3.EventListener;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * An OkHttp client that sees a backend as it is: no cookies, cache, redirects, proxies, credentials or interceptors of the
 * application's, no retries, connections of its own that are kept from probe to probe. What belongs to reaching a server at all
 * (TLS, DNS, sockets, protocols) is the given client's.
 *
 * <p>One thing is tried twice: a kept connection that breaks. Servers close idle connections, often just after the interval of a
 * probe, and that says nothing of their health; what a fresh connection says does.
 */
final class ProbeClient {
    private final OkHttpClient client;
    private final boolean keeping;

    /** What is kept from probe to probe: of each member apart, so that it can be let go when the member leaves. */
    private final Map<Server, ConnectionPool> connections = new ConcurrentHashMap<>();

    private record Server(String id, String host, int port) {
        static Server of(Backend backend) {
            return new Server(backend.id(), backend.host(), backend.port());
        }
    }

    private ProbeClient(OkHttpClient client, boolean keeping) {
        this.client = client;
        this.keeping = keeping;
    }

    /** Made on first use: it reads the platform's certificates. */
    private static final class Plain {
        static final OkHttpClient CLIENT = new OkHttpClient();
    }

    static ProbeClient plain() {
        return of(Plain.CLIENT);
    }

    static ProbeClient of(OkHttpClient base) {
        return of(base, true);
    }

    /** Reaches servers as this client does, and keeps connections or not as before. */
    ProbeClient like(OkHttpClient base) {
        return of(base, keeping);
    }

    private static ProbeClient of(OkHttpClient base, boolean keeping) {
        OkHttpClient.Builder builder = base.newBuilder();
        builder.interceptors().clear();
        builder.networkInterceptors().clear();
        return new ProbeClient(
                builder.addInterceptor(ProbeClient::onceMoreIfStale)
                        .addNetworkInterceptor(ProbeClient::asAnswered)
                        .eventListener(new Watch())
                        .connectionPool(none())
                        .dispatcher(new Dispatcher())
                        .cookieJar(CookieJar.NO_COOKIES)
                        .cache(null)
                        .authenticator(Authenticator.NONE)
                        .proxy(Proxy.NO_PROXY)
                        .retryOnConnectionFailure(false)
                        .followRedirects(false)
                        .followSslRedirects(false)
                        // The probe's time-out covers the whole call, whichever part of it hangs.
                        .callTimeout(Duration.ZERO)
                        .connectTimeout(Duration.ZERO)
                        .readTimeout(Duration.ZERO)
                        .writeTimeout(Duration.ZERO)
                        .pingInterval(Duration.ZERO)
                        .build(),
                keeping);
    }

    /** The same with connections of its own. */
    ProbeClient apart() {
        return new ProbeClient(client, keeping);
    }

    /** The same with a new connection for each probe, closed when it has its answer. */
    ProbeClient fresh() {
        return new ProbeClient(client, false);
    }

    /** One is kept, for there is one probe at a time; OkHttp closes it when it has been idle for five minutes. */
    private ConnectionPool connections(Backend backend) {
        if (!keeping) return none();
        return connections.computeIfAbsent(Server.of(backend), each -> new ConnectionPool(1, 5, TimeUnit.MINUTES));
    }

    private static ConnectionPool none() {
        return new ConnectionPool(0, 1, TimeUnit.MILLISECONDS);
    }

    /**
     * The same with HTTP/2 alone: in plain text begun without asking for it, over TLS agreed on in the handshake (where a server that
     * does not know HTTP/2 answers in HTTP/1.1, and then the answer tells).
     */
    ProbeClient http2(boolean tls) {
        List<Protocol> protocols =
                tls ? List.of(Protocol.HTTP_2, Protocol.HTTP_1_1) : List.of(Protocol.H2_PRIOR_KNOWLEDGE);
        return new ProbeClient(client.newBuilder().protocols(protocols).build(), keeping);
    }

    /** What an answer says. */
    interface Judge {
        ProbeResult judge(Response response) throws IOException;
    }

    ProbeResult call(Request request, Backend backend, Duration timeout, Judge judge) throws IOException {
        PinnedDns dns = new PinnedDns(client.dns(), request.url().host(), backend.host());
        Trace trace = new Trace();
        Request watched = request.newBuilder().tag(Trace.class, trace).build();
        Call call = client.newBuilder()
                .dns(dns)
                .connectionPool(connections(backend))
                .build()
                .newCall(watched);
        call.timeout().timeout(timeout.toNanos(), TimeUnit.NANOSECONDS);
        try (Response response = call.execute()) {
            return judge.judge(response);
        } catch (InterruptedIOException thrown) {
            trace.hangUp();
            // Nothing else cancels the call; other time-outs are off.
            if (call.isCanceled()) return ProbeResult.failed(Detail.noAnswer(timeout));
            throw thrown;
        }
    }

    void release() {
        connections.keySet().forEach(this::release);
    }

    void release(Backend backend) {
        release(Server.of(backend));
    }

    private void release(Server server) {
        ConnectionPool kept = connections.remove(server);
        if (kept != null) kept.evictAll();
    }

    /** How many connections there are, idle ones and others. */
    int connections() {
        return connections.values().stream()
                .mapToInt(ConnectionPool::connectionCount)
                .sum();
    }

    OkHttpClient client() {
        return client;
    }

    private static Response onceMoreIfStale(Interceptor.Chain chain) throws IOException {
        try {
            return chain.proceed(chain.request());
        } catch (IOException broken) {
            Trace trace = chain.request().tag(Trace.class);
            if (trace == null || !trace.reused() || chain.call().isCanceled()) throw broken;
            return chain.proceed(chain.request());
        }
    }

    /** OkHttp repeats a call by itself on 503 with Retry-After: 0; a probe wants the first answer. */
    private static Response asAnswered(Interceptor.Chain chain) throws IOException {
        return chain.proceed(chain.request())
                .newBuilder()
                .removeHeader("Retry-After")
                .build();
    }

    /** How a call came to its connection. OkHttp may connect on threads of its own. */
    private static final class Trace {
        private volatile boolean connected;
        private volatile @Nullable Connection connection;

        boolean reused() {
            return connection != null && !connected;
        }

        /**
         * Ends the connection of a call that had no answer. OkHttp ends a stream of HTTP/2 and keeps the connection, however often: on one
         * that is dead the backend would look dead for as long as the connection lives.
         */
        void hangUp() {
            Connection silent = connection;
            if (silent == null) return;
            try {
                Socket socket = silent.socket();
                // What is unsent is dropped, so that TLS does not wait to say goodbye to who does not listen.
                socket.setSoLinger(true, 0);
                socket.close();
            } catch (IOException closedAlready) {
                // Then that is done.
            }
        }
    }

    private static final class Watch extends EventListener {
        @Override
        public void connectStart(Call call, InetSocketAddress address, Proxy proxy) {
            Trace trace = call.request().tag(Trace.class);
            if (trace != null) trace.connected = true;
        }

        @Override
        public void connectionAcquired(Call call, Connection connection) {
            Trace trace = call.request().tag(Trace.class);
            if (trace != null) trace.connection = connection;
        }
    }
}

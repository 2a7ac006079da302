package io.github.evenkeel.okhttp;

import io.github.evenkeel.Backend;
import io.github.evenkeel.Outcome;
import io.github.evenkeel.pool.BackendPool;
import io.github.evenkeel.pool.MemberStatus;
import io.github.evenkeel.testing.VirtualTime;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.Call;
import okhttp3.Dns;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/** Real servers on ports of this machine, pools over them, and clients for these; all closed together. */
final class Servers implements AutoCloseable {
    static final InetAddress HERE = here();

    /** Kept, so that its level is: what MockWebServer does is told by the tests. */
    private static final Logger MOCK_WEB_SERVER = Logger.getLogger("mockwebserver3");

    static {
        MOCK_WEB_SERVER.setLevel(Level.SEVERE);
    }

    /** Kept, and never listened at: a port that is given back may be given to the next server. */
    private static final Socket DEAD = new Socket();

    static {
        try {
            DEAD.bind(new InetSocketAddress(HERE, 0));
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }

    private static final Set<OkHttpClient> CLIENTS = ConcurrentHashMap.newKeySet();

    private final List<Runnable> opened = new ArrayList<>();

    /** A server that answers everything with 200 and its own name. */
    MockWebServer named(String name) {
        return answering(request -> new MockResponse.Builder().body(name).build());
    }

    MockWebServer answering(Function<RecordedRequest, MockResponse> answer) {
        return start(new MockWebServer(), answer);
    }

    MockWebServer start(MockWebServer server, Function<RecordedRequest, MockResponse> answer) {
        return start(server, dispatcher(answer));
    }

    MockWebServer start(MockWebServer server, Dispatcher dispatcher) {
        return start(server, 0, dispatcher);
    }

    MockWebServer start(MockWebServer server, int port, Dispatcher dispatcher) {
        server.setDispatcher(dispatcher);
        try {
            server.start(HERE, port);
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
        opened.add(server::close);
        return server;
    }

    static Dispatcher dispatcher(Function<RecordedRequest, MockResponse> answer) {
        return new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                return answer.apply(request);
            }
        };
    }

    /** Says how it answers before it has read the request, so that the answer may begin, or the connection end, meanwhile. */
    static Dispatcher always(MockResponse answer) {
        return new Dispatcher() {
            @Override
            public MockResponse peek() {
                return answer;
            }

            @Override
            public MockResponse dispatch(RecordedRequest request) {
                return answer;
            }
        };
    }

    /** The port where nobody listens, always the same. */
    static int deadPort() {
        return DEAD.getLocalPort();
    }

    /** A port that a server may ask for by its number. */
    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, HERE)) {
            return socket.getLocalPort();
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }

    static Backend at(MockWebServer server) {
        return Backend.of(HERE.getHostAddress(), server.getPort());
    }

    BackendPool pool(String name, MockWebServer... servers) {
        BackendPool.Builder builder = BackendPool.builder(name);
        for (MockWebServer server : servers) builder.backend(at(server));
        return keep(builder.build());
    }

    /** A pool for which time passes, timers run and listeners hear as the test says. */
    static BackendPool.Builder timed(String name, VirtualTime time) {
        return BackendPool.builder(name)
                .clock(time.clock())
                .scheduler(time.scheduler())
                .listeners(time.scheduler())
                .random(new SplittableRandom(1));
    }

    /** To be closed with the rest; nothing may be in flight in it then. */
    BackendPool keep(BackendPool pool) {
        opened.add(() -> {
            awaitIdle(pool);
            pool.close();
        });
        return pool;
    }

    OkHttpClient client(BackendPool... pools) {
        return client(LoadBalancingInterceptor.of(pools));
    }

    OkHttpClient client(LoadBalancingInterceptor interceptor) {
        return keep(new OkHttpClient.Builder().addInterceptor(interceptor));
    }

    /** Builds the client, to be closed with the rest. */
    OkHttpClient keep(OkHttpClient.Builder builder) {
        OkHttpClient client = builder.build();
        CLIENTS.add(client);
        opened.add(() -> {
            client.dispatcher().cancelAll();
            client.dispatcher().executorService().shutdown();
            client.connectionPool().evictAll();
        });
        return client;
    }

    /** A call that ends just when its client is closed leaves its connection behind, idle, to a pool that was emptied a moment ago. */
    static void evict() {
        for (OkHttpClient client : CLIENTS) client.connectionPool().evictAll();
    }

    @Override
    public void close() {
        for (int i = opened.size() - 1; i >= 0; i--) opened.get(i).run();
    }

    // ---- calls

    static Call call(OkHttpClient client, String url) {
        return client.newCall(new Request.Builder().url(url).build());
    }

    static String get(OkHttpClient client, String url) throws IOException {
        try (Response response = call(client, url).execute()) {
            return response.body().string();
        }
    }

    // ---- what a pool knows

    static int inFlight(BackendPool pool) {
        return pool.status().members().stream().mapToInt(MemberStatus::inFlight).sum();
    }

    static void awaitIdle(BackendPool pool) {
        Await.until(() -> "no call in flight in\n" + pool, () -> inFlight(pool) == 0);
    }

    static long outcomes(BackendPool pool, Outcome.Kind kind) {
        return pool.status().members().stream()
                .mapToLong(member -> member.outcomes().get(kind))
                .sum();
    }

    static long calls(BackendPool pool) {
        return pool.status().members().stream().mapToLong(MemberStatus::calls).sum();
    }

    // ---- names

    /** Resolves these names to this machine and no others; counts how often it was asked for each. */
    static final class Names implements Dns {
        private final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();

        Names(String... names) {
            for (String name : names) asked.put(name, new AtomicInteger());
        }

        int asked(String name) {
            return asked.get(name).get();
        }

        @Override
        public List<InetAddress> lookup(String hostname) throws UnknownHostException {
            AtomicInteger count = asked.get(hostname);
            if (count == null) throw new UnknownHostException(hostname + ": not among " + asked.keySet());
            count.incrementAndGet();
            return List.of(HERE);
        }
    }

    private static InetAddress here() {
        try {
            return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        } catch (UnknownHostException impossible) {
            throw new AssertionError(impossible);
        }
    }
}

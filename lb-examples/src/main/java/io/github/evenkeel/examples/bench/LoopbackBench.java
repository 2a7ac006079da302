package io.github.evenkeel.examples.bench;

import io.github.evenkeel.okhttp.LoadBalancing;
import io.github.evenkeel.pool.BackendPool;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Calls over real connections to servers in the same JVM that do next to nothing, through the interceptor and without it, by turns. The bare client
 * calls the same servers by their addresses, one after the other: so that both have as many connections to look after.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("NullAway.Init") // JMH calls open() and take() first
public class LoopbackBench {
    @Param({"1", "4", "50"})
    int backends;

    @Param
    Client client;

    @Param
    Wire wire;

    private final Turns turns = new Turns();
    private final Request balanced =
            new Request.Builder().url("http://orders/42").build();
    private final List<Request> direct = new ArrayList<>();
    private EmptyServers servers;
    private BackendPool pool;
    private OkHttpClient bare;
    private OkHttpClient ours;
    private boolean floor;

    /** Where a caller of the bare client is in its list. */
    @State(Scope.Thread)
    public static class Caller {
        private int calls;

        private Request of(List<Request> requests) {
            return requests.get(Math.floorMod(calls++, requests.size()));
        }
    }

    @Setup
    public void open() throws IOException {
        servers = EmptyServers.start(backends, wire);
        BackendPool.Builder builder = BackendPool.builder("orders");
        for (int port : servers.ports()) {
            builder.backend("127.0.0.1", port);
            direct.add(new Request.Builder()
                    .url("http://127.0.0.1:" + port + "/42")
                    .build());
        }
        pool = builder.build();
        bare = LoadBalancing.sized(wire.client(), pool).build();
        ours = client.over(wire.client(), pool).build();
    }

    @Setup(Level.Iteration)
    public void take() {
        floor = turns.next();
    }

    @TearDown
    public void close() throws IOException {
        for (OkHttpClient each : List.of(bare, ours)) {
            each.connectionPool().evictAll();
            each.dispatcher().executorService().shutdown();
        }
        pool.close();
        servers.close();
    }

    @Benchmark
    public long call(Caller caller) throws IOException {
        return floor ? call(bare, caller.of(direct)) : call(ours, balanced);
    }

    private static long call(OkHttpClient client, Request request) throws IOException {
        try (Response response = client.newCall(request).execute()) {
            if (response.code() != 200) throw new IOException("answered " + response.code());
            return response.body().source().readAll(okio.Okio.blackhole());
        }
    }
}

package io.github.evenkeel.examples.bench;

import io.github.evenkeel.okhttp.LoadBalancing;
import io.github.evenkeel.pool.BackendPool;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;
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

/** Calls that an interceptor answers from memory, as if the network had: with ours in front and without, by turns. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("NullAway.Init") // JMH calls open() and take() first
public class InterceptorBench {
    @Param({"1", "4", "50"})
    int backends;

    @Param({"P2C", "ADAPTIVE"})
    Strategy strategy;

    @Param
    Client client;

    private final Turns turns = new Turns();
    private final Request request =
            new Request.Builder().url("http://orders/42").build();
    private BackendPool pool;
    private OkHttpClient bare;
    private OkHttpClient ours;
    private OkHttpClient current;

    @Setup
    public void open() {
        BackendPool.Builder builder = BackendPool.builder("orders").selector(strategy.selector());
        for (int i = 1; i <= backends; i++) builder.backend("10.0.0." + i, 8080);
        pool = builder.build();
        bare = LoadBalancing.sized(new OkHttpClient.Builder(), pool)
                .addInterceptor(InterceptorBench::canned)
                .build();
        ours = client.over(new OkHttpClient.Builder(), pool)
                .addInterceptor(InterceptorBench::canned)
                .build();
    }

    @Setup(Level.Iteration)
    public void take() {
        current = turns.next() ? bare : ours;
    }

    @TearDown
    public void close() {
        pool.close();
    }

    @Benchmark
    public int call() throws IOException {
        try (Response response = current.newCall(request).execute()) {
            return response.code();
        }
    }

    /** Has a network response behind it, so that the backend is judged as after a real call. */
    private static Response canned(Interceptor.Chain chain) {
        Response.Builder response = new Response.Builder()
                .request(chain.request())
                .protocol(Protocol.HTTP_1_1)
                .code(200)
                .message("OK");
        return response.networkResponse(response.build())
                .body(ResponseBody.EMPTY)
                .build();
    }
}

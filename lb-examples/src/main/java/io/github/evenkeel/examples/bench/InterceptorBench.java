package io.github.evenkeel.examples.bench;

import io.github.evenkeel.okhttp.LoadBalancing;
import io.github.evenkeel.okhttp.LoadBalancingInterceptor;
import io.github.evenkeel.pool.BackendPool;
import io.github.evenkeel.retry.RetryRules;
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
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Calls that an interceptor answers from memory, as if the network had: with ours in front, and without. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("NullAway.Init") // JMH calls open() first
public class InterceptorBench {
    @Param({"1", "4", "50"})
    int backends;

    @Param({"P2C", "ADAPTIVE"})
    Strategy strategy;

    private final Request request =
            new Request.Builder().url("http://orders/42").build();
    private BackendPool pool;
    private OkHttpClient bare;
    private OkHttpClient balanced;
    private OkHttpClient retrying;

    @Setup
    public void open() {
        BackendPool.Builder builder = BackendPool.builder("orders").selector(strategy.selector());
        for (int i = 1; i <= backends; i++) builder.backend("10.0.0." + i, 8080);
        pool = builder.build();
        bare = LoadBalancing.sized(new OkHttpClient.Builder(), pool)
                .addInterceptor(InterceptorBench::canned)
                .build();
        balanced = LoadBalancing.sized(new OkHttpClient.Builder(), pool)
                .addInterceptor(LoadBalancingInterceptor.of(pool))
                .addInterceptor(InterceptorBench::canned)
                .build();
        retrying = LoadBalancing.sized(new OkHttpClient.Builder(), pool)
                .addInterceptor(LoadBalancingInterceptor.builder()
                        .pool(pool)
                        .retries(RetryRules.defaults())
                        .build())
                .addInterceptor(InterceptorBench::canned)
                .build();
    }

    @TearDown
    public void close() {
        pool.close();
    }

    @Benchmark
    public int bare() throws IOException {
        return call(bare);
    }

    @Benchmark
    public int balanced() throws IOException {
        return call(balanced);
    }

    /** Retries are on, and no call needs one. */
    @Benchmark
    public int retrying() throws IOException {
        return call(retrying);
    }

    private int call(OkHttpClient client) throws IOException {
        try (Response response = client.newCall(request).execute()) {
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

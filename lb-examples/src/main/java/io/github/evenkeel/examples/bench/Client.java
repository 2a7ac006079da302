package io.github.evenkeel.examples.bench;

import io.github.evenkeel.okhttp.LoadBalancing;
import io.github.evenkeel.okhttp.LoadBalancingInterceptor;
import io.github.evenkeel.pool.BackendPool;
import io.github.evenkeel.retry.RetryRules;
import java.io.IOException;
import java.util.List;
import okhttp3.Dns;
import okhttp3.EventListener;
import okhttp3.Interceptor.Chain;
import okhttp3.OkHttpClient;
import okhttp3.Response;

/** The clients that are measured against a bare one. */
public enum Client {
    /** The floor: what any interceptor that balances asks of OkHttp and of the clock, and nothing else. */
    BY_HAND,
    /** With the interceptor as it comes. */
    BALANCED,
    /** With retries on. No call needs one. */
    RETRYING;

    private static final Dns ANY = host -> List.of();

    /** Puts the interceptor in, and sizes the client for its pool. */
    OkHttpClient.Builder over(OkHttpClient.Builder client, BackendPool pool) {
        if (this == BY_HAND) return LoadBalancing.sized(client, pool).addInterceptor(Client::byHand);
        LoadBalancingInterceptor.Builder interceptor =
                LoadBalancingInterceptor.builder().pool(pool);
        if (this == RETRYING) interceptor.retries(RetryRules.defaults());
        return LoadBalancing.sized(client, pool).addInterceptor(interceptor.build());
    }

    /** A connection of its own for the member, an ear for the end of the call, and how long the answer took. */
    private static Response byHand(Chain chain) throws IOException {
        long start = System.nanoTime();
        chain.call().addEventListener(new EventListener() {});
        Response response = chain.withDns(ANY).proceed(chain.request());
        if (System.nanoTime() - start < 0) throw new IOException("the clock went back");
        return response;
    }
}

package io.github.evenkeel.examples.bench;

import io.github.evenkeel.okhttp.LoadBalancing;
import io.github.evenkeel.okhttp.LoadBalancingInterceptor;
import io.github.evenkeel.pool.BackendPool;
import io.github.evenkeel.retry.RetryRules;
import okhttp3.OkHttpClient;

/** The clients that are measured against a bare one. */
public enum Client {
    /** With the interceptor as it comes. */
    BALANCED,
    /** With retries on. No call needs one. */
    RETRYING;

    /** Puts the interceptor in, and sizes the client for its pool. */
    OkHttpClient.Builder over(OkHttpClient.Builder client, BackendPool pool) {
        LoadBalancingInterceptor.Builder interceptor =
                LoadBalancingInterceptor.builder().pool(pool);
        if (this == RETRYING) interceptor.retries(RetryRules.defaults());
        return LoadBalancing.sized(client, pool).addInterceptor(interceptor.build());
    }
}

package io.github.evenkeel.examples.readme;

import io.github.evenkeel.okhttp.LoadBalancing;
import io.github.evenkeel.okhttp.LoadBalancingInterceptor;
import io.github.evenkeel.pool.BackendPool;
import java.io.IOException;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/** A pool, a client, a call. */
public final class QuickStart {
    private QuickStart() {}

    static String call(int port1, int port2) throws IOException {
        // [readme:QuickStart]
        BackendPool orders = BackendPool.builder("orders")
                .backend("127.0.0.1", port1)
                .backend("127.0.0.1", port2)
                .build();

        OkHttpClient client = LoadBalancing.sized(new OkHttpClient.Builder(), orders)
                .addInterceptor(LoadBalancingInterceptor.of(orders))
                .build();

        Request request = new Request.Builder().url("http://orders/api/42").build();
        try (Response response = client.newCall(request).execute()) {
            return response.body().string();
        }
        // [/readme]
    }

    /** Two ports, or none. */
    public static void main(String... ports) throws Exception {
        try (LocalServers own = LocalServers.http()) {
            System.out.println(
                    ports.length == 2
                            ? call(Integer.parseInt(ports[0]), Integer.parseInt(ports[1]))
                            : call(own.port(0), own.port(1)));
        }
    }
}

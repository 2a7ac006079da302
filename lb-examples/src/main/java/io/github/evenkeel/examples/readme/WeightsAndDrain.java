package io.github.evenkeel.examples.readme;

import io.github.evenkeel.Backend;
import io.github.evenkeel.okhttp.LoadBalancing;
import io.github.evenkeel.okhttp.LoadBalancingInterceptor;
import io.github.evenkeel.pool.BackendPool;
import io.github.evenkeel.pool.Drained;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/** A large and a small server share the calls three to one; then the small one is taken out for a deploy. */
public final class WeightsAndDrain {
    private static final int CALLS = 100;

    private WeightsAndDrain() {}

    static Drained deploy(int port1, int port2) throws Exception {
        // [readme:WeightsAndDrain]
        BackendPool orders = BackendPool.builder("orders")
                .backend(Backend.of("127.0.0.1", port1).withId("large").withWeight(3))
                .backend(Backend.of("127.0.0.1", port2).withId("small"))
                .build();
        // [/readme]
        call(orders, CALLS);
        // [readme:WeightsAndDrain]

        // No new calls from now on. Those in flight have 30 s for sure; what is left then is cancelled one by one
        // until 35 s.
        CompletableFuture<Drained> drained = orders.drain("small", Duration.ofSeconds(35));
        Drained done = drained.get(); // its last call has ended: deploy it now
        System.out.println(done.backend() + " is idle after " + done.took());
        // [/readme]
        call(orders, CALLS);
        // [readme:WeightsAndDrain]
        orders.ready("small"); // and it serves again
        // [/readme]
        return done;
    }

    private static void call(BackendPool orders, int calls) throws IOException {
        OkHttpClient client = LoadBalancing.sized(new OkHttpClient.Builder(), orders)
                .addInterceptor(LoadBalancingInterceptor.of(orders))
                .build();
        Request request = new Request.Builder().url("http://orders/api/42").build();
        for (int i = 0; i < calls; i++) {
            try (Response response = client.newCall(request).execute()) {
                response.body().string();
            }
        }
        System.out.println(orders.status());
    }

    /** Two ports, or none. */
    public static void main(String... ports) throws Exception {
        try (LocalServers own = LocalServers.http()) {
            Drained done = ports.length == 2
                    ? deploy(Integer.parseInt(ports[0]), Integer.parseInt(ports[1]))
                    : deploy(own.port(0), own.port(1));
            System.out.println(done);
        }
    }
}

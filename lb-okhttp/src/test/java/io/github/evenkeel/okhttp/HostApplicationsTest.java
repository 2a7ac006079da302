package io.github.evenkeel.okhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import feign.Feign;
import feign.RequestLine;
import feign.RetryableException;
import feign.Retryer;
import io.github.evenkeel.NoBackendAvailableException;
import io.github.evenkeel.Outcome.Kind;
import io.github.evenkeel.pool.BackendPool;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.OkHttpClient;
import okhttp3.ResponseBody;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.http.client.OkHttp3ClientHttpRequestFactory;
import org.springframework.web.client.HttpServerErrorException;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;
import retrofit2.Call;
import retrofit2.Callback;
import retrofit2.Response;
import retrofit2.Retrofit;
import retrofit2.http.GET;

/** Clients that make their calls with OkHttp, on real sockets: each reaches all members, and sees errors as it would without a pool. */
@Timeout(120)
class HostApplicationsTest {
    private final Servers servers = new Servers();
    private BackendPool orders;

    @BeforeEach
    void start() {
        MockWebServer[] members = new MockWebServer[3];
        for (int i = 0; i < members.length; i++) {
            String name = "abc".substring(i, i + 1);
            members[i] = servers.answering(request -> request.getTarget().equals("/broken")
                    ? new MockResponse.Builder().code(500).body("broken").build()
                    : new MockResponse.Builder().body(name).build());
        }
        orders = servers.pool("orders", members);
    }

    @AfterEach
    void close() {
        servers.close();
    }

    private OkHttpClient client() {
        return servers.keep(LoadBalancing.sized(new OkHttpClient.Builder(), orders)
                .addInterceptor(LoadBalancingInterceptor.of(orders)));
    }

    /** As many calls as leave no member out by chance. */
    private static Set<String> all(ThrowingCall call) throws Exception {
        Set<String> seen = ConcurrentHashMap.newKeySet();
        for (int i = 0; i < 100 && seen.size() < 3; i++) seen.add(call.answer());
        return seen;
    }

    private interface ThrowingCall {
        String answer() throws Exception;
    }

    private void nobodyIsLeft() {
        orders.backends().forEach(each -> orders.forceMaintenance(each.id()));
    }

    interface OrdersOverRetrofit {
        @GET("api/42")
        Call<ResponseBody> order();

        @GET("broken")
        Call<ResponseBody> broken();
    }

    @Test
    void retrofitByAClient() throws Exception {
        OrdersOverRetrofit api = new Retrofit.Builder()
                .baseUrl("http://orders/")
                .client(client())
                .build()
                .create(OrdersOverRetrofit.class);
        retrofit(api);
    }

    @Test
    void retrofitByAPlainFactory() throws Exception {
        try (BalancedCalls calls =
                BalancedCalls.over(servers.keep(new OkHttpClient.Builder()), LoadBalancingInterceptor.of(orders))) {
            OrdersOverRetrofit api = new Retrofit.Builder()
                    .baseUrl("http://orders/")
                    .callFactory(calls)
                    .build()
                    .create(OrdersOverRetrofit.class);
            retrofit(api);
        }
    }

    private void retrofit(OrdersOverRetrofit api) throws Exception {
        assertThat(all(() -> api.order().execute().body().string())).containsExactlyInAnyOrder("a", "b", "c");
        CompletableFuture<String> enqueued = new CompletableFuture<>();
        api.order().enqueue(new Callback<>() {
            @Override
            public void onResponse(Call<ResponseBody> call, Response<ResponseBody> response) {
                try {
                    enqueued.complete(response.body().string());
                } catch (IOException failure) {
                    enqueued.completeExceptionally(failure);
                }
            }

            @Override
            public void onFailure(Call<ResponseBody> call, Throwable thrown) {
                enqueued.completeExceptionally(thrown);
            }
        });
        assertThat(enqueued.get()).isIn("a", "b", "c");
        assertThat(api.broken().execute().code()).isEqualTo(500);
        Servers.awaitIdle(orders);
        assertThat(Servers.outcomes(orders, Kind.FAILURE)).isEqualTo(1);
        nobodyIsLeft();
        assertThatThrownBy(() -> api.order().execute())
                .isInstanceOf(IOException.class)
                .hasCauseInstanceOf(NoBackendAvailableException.class);
        CountDownLatch failed = new CountDownLatch(1);
        api.order().enqueue(new Callback<>() {
            @Override
            public void onResponse(Call<ResponseBody> call, Response<ResponseBody> response) {}

            @Override
            public void onFailure(Call<ResponseBody> call, Throwable thrown) {
                failed.countDown();
            }
        });
        Await.opened(failed);
    }

    interface OrdersOverFeign {
        @RequestLine("GET /api/42")
        String order();

        @RequestLine("GET /broken")
        feign.Response broken();
    }

    @Test
    void openFeign() throws Exception {
        OrdersOverFeign api = Feign.builder()
                .client(new feign.okhttp.OkHttpClient(client()))
                .retryer(Retryer.NEVER_RETRY)
                .target(OrdersOverFeign.class, "http://orders");
        assertThat(all(api::order)).containsExactlyInAnyOrder("a", "b", "c");
        try (feign.Response response = api.broken()) {
            assertThat(response.status()).isEqualTo(500);
        }
        Servers.awaitIdle(orders);
        assertThat(Servers.outcomes(orders, Kind.FAILURE)).isEqualTo(1);
        nobodyIsLeft();
        assertThatThrownBy(api::order)
                .isInstanceOf(RetryableException.class)
                .hasRootCauseInstanceOf(NoBackendAvailableException.class);
    }

    @Test
    @SuppressWarnings("removal") // from Spring 7 on
    void springsRestClient() throws Exception {
        RestClient api = RestClient.builder()
                .requestFactory(new OkHttp3ClientHttpRequestFactory(client()))
                .baseUrl("http://orders")
                .build();
        assertThat(all(() -> api.get().uri("/api/42").retrieve().body(String.class)))
                .containsExactlyInAnyOrder("a", "b", "c");
        assertThatThrownBy(() -> api.get().uri("/broken").retrieve().body(String.class))
                .isInstanceOf(HttpServerErrorException.class);
        Servers.awaitIdle(orders);
        assertThat(Servers.outcomes(orders, Kind.FAILURE)).isEqualTo(1);
        nobodyIsLeft();
        assertThatThrownBy(() -> api.get().uri("/api/42").retrieve().body(String.class))
                .isInstanceOf(ResourceAccessException.class)
                .hasRootCauseInstanceOf(NoBackendAvailableException.class);
    }
}

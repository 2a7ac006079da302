package io.github.evenkeel.okhttp;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.evenkeel.pool.BackendPool;
import java.nio.file.Path;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.Cache;
import okhttp3.CacheControl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheTest {
    @Test
    void answersFromTheCacheJudgeNoOneAndLeaveNoTrace(@TempDir Path directory) throws Exception {
        try (Servers servers = new Servers();
                Cache cache = new Cache(directory.toFile(), 1 << 20)) {
            MockWebServer a = servers.answering(request -> new MockResponse.Builder()
                    .addHeader("Cache-Control", "max-age=60")
                    .body("a")
                    .build());
            BackendPool orders = servers.pool("orders", a);
            OkHttpClient client = servers.keep(
                    new OkHttpClient.Builder().cache(cache).addInterceptor(LoadBalancingInterceptor.of(orders)));
            for (int i = 0; i < 5; i++) {
                assertThat(Servers.get(client, "http://orders/")).isEqualTo("a");
            }
            Request unknown = new Request.Builder()
                    .url("http://orders/unknown")
                    .cacheControl(CacheControl.FORCE_CACHE)
                    .build();
            try (Response response = client.newCall(unknown).execute()) {
                assertThat(response.code()).isEqualTo(504);
            }
            assertThat(a.getRequestCount()).isEqualTo(1);
            assertThat(Servers.calls(orders)).isEqualTo(1);
            assertThat(orders.status().members().get(0).unanswered()).isZero();
            assertThat(Servers.inFlight(orders)).isZero();
        }
    }
}

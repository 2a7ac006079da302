package io.github.evenkeel.examples.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class EmptyServersTest {
    @ParameterizedTest
    @EnumSource
    void aConnectionServesCallAfterCall(Wire wire) throws IOException {
        OkHttpClient client = wire.client().build();
        try (EmptyServers servers = EmptyServers.start(2, wire)) {
            for (int i = 0; i < 100; i++) {
                int port = servers.ports().get(i % 2);
                Request request =
                        new Request.Builder().url("http://127.0.0.1:" + port).build();
                try (Response response = client.newCall(request).execute()) {
                    assertThat(response.body().string()).isEqualTo("ok");
                }
            }
            assertThat(client.connectionPool().connectionCount()).isEqualTo(2);
        } finally {
            client.connectionPool().evictAll();
            client.dispatcher().executorService().shutdown();
        }
    }
}

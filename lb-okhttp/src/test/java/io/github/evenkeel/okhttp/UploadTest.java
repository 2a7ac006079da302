package io.github.evenkeel.okhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.evenkeel.Outcome.Kind;
import io.github.evenkeel.pool.BackendPool;
import java.io.IOException;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.SocketEffect;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSink;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whose fault it is when a request's body does not get through. */
@Timeout(120)
class UploadTest {
    private final Servers servers = new Servers();

    @AfterEach
    void close() {
        servers.close();
    }

    private BackendPool orders(MockResponse answer) {
        return servers.pool("orders", servers.answering(request -> answer));
    }

    private void post(BackendPool orders, RequestBody body) throws IOException {
        OkHttpClient client = servers.keep(new OkHttpClient.Builder()
                .retryOnConnectionFailure(false)
                .addInterceptor(LoadBalancingInterceptor.of(orders)));
        Request request = new Request.Builder().url("http://orders/").post(body).build();
        try (Response response = client.newCall(request).execute()) {
            response.body().string();
        }
    }

    @Test
    void aBodyThatFailsByItselfIsTheCallers() {
        BackendPool orders = orders(new MockResponse.Builder().build());
        Body broken = new Body() {
            @Override
            public void writeTo(BufferedSink sink) throws IOException {
                sink.writeUtf8("the first part");
                sink.flush();
                throw new IOException("source is gone");
            }
        };
        assertThatThrownBy(() -> post(orders, broken)).hasMessage("source is gone");
        assertThat(Servers.outcomes(orders, Kind.CANCELLED)).isEqualTo(1);
        assertThat(Servers.calls(orders)).isEqualTo(1);
        Servers.awaitIdle(orders);
    }

    @Test
    void aConnectionCutWhileTheBodyIsWrittenIsAReset() {
        MockResponse cut = new MockResponse.Builder()
                .onRequestBody(new SocketEffect.CloseSocket())
                .build();
        BackendPool orders = servers.pool("orders", servers.start(new MockWebServer(), Servers.always(cut)));
        byte[] more = new byte[8 << 20]; // than sockets buffer
        assertThatThrownBy(() -> post(orders, RequestBody.create(more))).isInstanceOf(IOException.class);
        assertThat(Servers.outcomes(orders, Kind.RESET)).isEqualTo(1);
        assertThat(Servers.calls(orders)).isEqualTo(1);
    }

    private abstract static class Body extends RequestBody {
        @Override
        public MediaType contentType() {
            return null;
        }

        /** A second time would have nothing to read. */
        @Override
        public boolean isOneShot() {
            return true;
        }
    }
}

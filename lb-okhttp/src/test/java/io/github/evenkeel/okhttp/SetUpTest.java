package io.github.evenkeel.okhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.evenkeel.pool.BackendPool;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SetUpTest {
    private final Servers servers = new Servers();

    @AfterEach
    void close() {
        servers.close();
    }

    private BackendPool pool(String name, int size) {
        BackendPool.Builder builder = BackendPool.builder(name);
        for (int i = 0; i < size; i++) builder.backend("10.0.0." + i, 80);
        return servers.keep(builder.build());
    }

    @Test
    void badInputIsNamed() {
        assertThatThrownBy(LoadBalancingInterceptor::of)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("pools: none (expected: at least one pool)");
        assertThatThrownBy(() -> LoadBalancingInterceptor.of((BackendPool[]) null))
                .hasMessage("pools: null (expected: a value)");
        assertThatThrownBy(() -> LoadBalancingInterceptor.of((BackendPool) null))
                .hasMessage("pool: null (expected: a value)");
        assertThatThrownBy(() -> LoadBalancingInterceptor.of(pool("orders", 1), pool("orders", 2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("pool: \"orders\" (expected: names that differ)");
        for (String name : new String[] {"10.0.0.1", "a..b"}) {
            assertThatThrownBy(() -> LoadBalancingInterceptor.of(pool(name, 1)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "pool: \"" + name + "\" (expected: a name that is the host in a URL, and no IP address)");
        }
        assertThatThrownBy(() -> LoadBalancingInterceptor.builder().classifier(null))
                .hasMessage("classifier: null (expected: a value)");
        assertThatThrownBy(() -> LoadBalancing.sized(new OkHttpClient.Builder()))
                .hasMessage("pools: none (expected: at least one pool)");
        assertThatThrownBy(() -> LoadBalancing.sized(null, pool("orders", 1)))
                .hasMessage("builder: null (expected: a value)");
    }

    @Test
    void anOkHttpThatIsTooOldIsToldAtOnce() {
        interface OldChain {}
        assertThatThrownBy(() -> OkHttpVersion.check(OldChain.class, "4.12.0"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("needs OkHttp 5.4+, found 4.12.0");
        assertThatCode(() -> OkHttpVersion.check(Interceptor.Chain.class, "5.5.1"))
                .doesNotThrowAnyException();
    }

    @Test
    void aClientIsSizedByItsPools() {
        OkHttpClient.Builder builder = new OkHttpClient.Builder();
        assertThat(LoadBalancing.sized(builder, pool("orders", 2), pool("billing", 10)))
                .isSameAs(builder);
        Dispatcher dispatcher = servers.keep(builder).dispatcher();
        assertThat(dispatcher.getMaxRequestsPerHost()).isEqualTo(160);
        assertThat(dispatcher.getMaxRequests()).isEqualTo(64 + 160);
    }

    @Test
    void aDispatcherAndItsLargerValuesAreKept() {
        Dispatcher own = new Dispatcher();
        own.setMaxRequestsPerHost(300);
        own.setMaxRequests(1000);
        ConnectionPool small = new ConnectionPool(1, 1, TimeUnit.MINUTES);
        OkHttpClient client = servers.keep(LoadBalancing.sized(
                new OkHttpClient.Builder().dispatcher(own).connectionPool(small), pool("orders", 2)));
        assertThat(client.dispatcher()).isSameAs(own);
        assertThat(own.getMaxRequestsPerHost()).isEqualTo(300);
        assertThat(own.getMaxRequests()).isEqualTo(1000);
        assertThat(client.connectionPool()).isNotSameAs(small);
    }
}

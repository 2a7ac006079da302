package io.github.evenkeel.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.evenkeel.Backend;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BuilderTest {
    private static final String A_NAME =
            "a host name in lower case: a-z, 0-9, '.' and '-', beginning and ending with a letter or digit";

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "Orders", "or ders", "-orders", "orders-", ".orders", "orders.", "or_ders", "a:1", "ä"})
    void aPoolIsNamedLikeAHost(String name) {
        assertThatThrownBy(() -> BackendPool.builder(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("name: \"" + name + "\" (expected: " + A_NAME + ")");
    }

    @Test
    void aNameIsAtMost253Long() {
        assertThat(named("a".repeat(253))).isEqualTo("a".repeat(253));
        assertThatThrownBy(() -> BackendPool.builder("a".repeat(254))).hasMessageStartingWith("name: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "0", "orders", "orders.eu-1", "a--b"})
    void hostNamesAreNames(String name) {
        assertThat(named(name)).isEqualTo(name);
    }

    private static String named(String name) {
        try (BackendPool pool = BackendPool.builder(name).backend("a", 1).build()) {
            return pool.name();
        }
    }

    @Test
    void aPoolHasBackends() {
        assertThatThrownBy(() -> BackendPool.builder("orders").build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("backends: none (expected: at least one backend in pool orders)");
    }

    @Test
    void idsDiffer() {
        refused(
                builder -> {
                    builder.backend("a", 1)
                            .backends(List.of(Backend.of("b", 2).withId("a:1")))
                            .build()
                            .close();
                    return builder;
                },
                "id: a:1 (expected: ids that differ)");
    }

    @Test
    void settingsAreCheckedAtOnce() {
        refused(b -> b.panicBelow(1.1), "panicBelow: 1.1 (expected: 0.0 to 1.0)");
        refused(b -> b.panicBelow(-0.1), "panicBelow: -0.1 (expected: 0.0 to 1.0)");
        refused(b -> b.panicBelow(Double.NaN), "panicBelow: NaN (expected: 0.0 to 1.0)");
        refused(b -> b.minimumHealthy(-1), "minimumHealthy: -1 (expected: >= 0)");
        refused(b -> b.drainTimeout(Duration.ofMillis(-1)), "drainTimeout: PT-0.001S (expected: >= 0)");
        refused(b -> b.maxHoldOff(Duration.ofMillis(-1)), "maxHoldOff: PT-0.001S (expected: >= 0)");
        refused(b -> b.backend("a", 0), "port: 0 (expected: 1 to 65535)");
    }

    @Test
    void nullIsRefusedByName() {
        refused(b -> b.backend(null), "backend: null (expected: a value)");
        refused(b -> b.backends(null), "backends: null (expected: a value)");
        refused(b -> b.selector(null), "selector: null (expected: a value)");
        refused(b -> b.outlierDetection(null), "outlierDetection: null (expected: a value)");
        refused(b -> b.drainTimeout(null), "drainTimeout: null (expected: a value)");
        refused(b -> b.maxHoldOff(null), "maxHoldOff: null (expected: a value)");
        refused(b -> b.clock(null), "clock: null (expected: a value)");
        refused(b -> b.scheduler(null), "scheduler: null (expected: a value)");
        refused(b -> b.random(null), "random: null (expected: a value)");
        refused(b -> b.listeners(null), "listeners: null (expected: a value)");
        assertThatThrownBy(() -> BackendPool.builder(null)).hasMessage("name: null (expected: a value)");
    }

    private static void refused(UnaryOperator<BackendPool.Builder> setting, String message) {
        BackendPool.Builder builder = BackendPool.builder("orders");
        assertThatThrownBy(() -> setting.apply(builder)).hasMessage(message);
    }

    @Test
    void theDefaultIsAdaptiveWithoutWarnings() {
        try (BackendPool pool =
                BackendPool.builder("orders").backend("a", 1).backend("b", 1).build()) {
            assertThat(pool.status().selector()).isEqualTo("adaptive");
            assertThat(pool.status().warnings()).isEmpty();
        }
    }
}

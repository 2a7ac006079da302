package io.github.evenkeel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BackendTest {
    private static final String A_HOST = "a host name or an IP address, without scheme, port or path";
    private final Backend backend = Backend.of("10.0.1.10", 8080);

    @Test
    void hostAndPortAreEnough() {
        assertThat(backend).isEqualTo(new Backend("10.0.1.10:8080", "10.0.1.10", 8080, 1, "", 0));
    }

    @Test
    void eachCopyChangesOneComponent() {
        assertThat(backend.withId("x")).isEqualTo(new Backend("x", "10.0.1.10", 8080, 1, "", 0));
        assertThat(backend.withWeight(2.5)).isEqualTo(new Backend("10.0.1.10:8080", "10.0.1.10", 8080, 2.5, "", 0));
        assertThat(backend.withZone("eu")).isEqualTo(new Backend("10.0.1.10:8080", "10.0.1.10", 8080, 1, "eu", 0));
        assertThat(backend.withPriority(3)).isEqualTo(new Backend("10.0.1.10:8080", "10.0.1.10", 8080, 1, "", 3));
    }

    @Test
    void anIpv6AddressStandsInBrackets() {
        Backend v6 = Backend.of("2001:db8::1", 443);
        assertThat(v6.host()).isEqualTo("2001:db8::1");
        assertThat(v6.address()).isEqualTo("[2001:db8::1]:443").isEqualTo(v6.id());
    }

    @Test
    void theAddressIsShownWhereTheIdDoesNotSayIt() {
        assertThat(backend).hasToString("10.0.1.10:8080");
        assertThat(backend.withId("blue")).hasToString("blue (10.0.1.10:8080)");
    }

    @Test
    void theAddressIsHostAndPortWhateverTheRest() {
        assertThat(backend.sameAddress(backend.withId("x").withWeight(9))).isTrue();
        assertThat(backend.sameAddress(Backend.of("10.0.1.10", 8081))).isFalse();
        assertThat(backend.sameAddress(Backend.of("10.0.1.11", 8080))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 65535})
    void theFirstAndTheLastPortAreGood(int port) {
        assertThatCode(() -> Backend.of("a", port)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 65536, -1, Integer.MIN_VALUE, Integer.MAX_VALUE})
    void noPortBeyondThem(int port) {
        refused(() -> Backend.of("a", port), "port: " + port + " (expected: 1 to 65535)");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -0.0, -1, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void aWeightIsFiniteAndAboveZero(double weight) {
        refused(() -> backend.withWeight(weight), "weight: " + weight + " (expected: > 0 and finite)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://a",
                "a:80",
                "a/b",
                "a b",
                "a?b",
                "a#b",
                "user@a",
                "[::1]",
                "a\t",
                "//a",
                ":",
                "a\n",
                "https:"
            })
    void aHostIsNothingButAHost(String host) {
        refused(() -> Backend.of(host, 80), "host: " + host + " (expected: " + A_HOST + ")");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t\n"})
    void idAndHostAreNotBlank(String blank) {
        refused(() -> backend.withId(blank), "id: \"" + blank + "\" (expected: a text that is not blank)");
        refused(() -> Backend.of(blank, 80), "host: \"" + blank + "\" (expected: a text that is not blank)");
    }

    @Test
    void nothingIsNull() {
        missing(() -> backend.withId(null), "id");
        missing(() -> Backend.of(null, 80), "host");
        missing(() -> backend.withZone(null), "zone");
    }

    @Test
    void aPriorityIsNotNegative() {
        refused(() -> backend.withPriority(-1), "priority: -1 (expected: >= 0)");
    }

    private static void refused(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }

    private static void missing(ThrowingCallable call, String name) {
        assertThatThrownBy(call)
                .isInstanceOf(NullPointerException.class)
                .hasMessage(name + ": null (expected: a value)");
    }
}

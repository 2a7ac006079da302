package io.github.evenkeel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.api.Test;

class CallContextTest {
    @Test
    void anyCallHasNoKeyAndTriedNothing() {
        assertThat(CallContext.any().key()).isNull();
        assertThat(CallContext.any().tried()).isEmpty();
        assertThat(CallContext.any().hasTried("a")).isFalse();
        assertThat(CallContext.any()).isSameAs(CallContext.any());
    }

    @Test
    void aKeyStaysWhileAttemptsAreAdded() {
        CallContext context =
                CallContext.forKey("user-1").withTried("a").withTried("b").withTried("a");
        assertThat(context.key()).isEqualTo("user-1");
        assertThat(context.tried()).containsExactlyInAnyOrder("a", "b");
        assertThat(context.hasTried("a")).isTrue();
        assertThat(context.hasTried("c")).isFalse();
        assertThat(context.withoutTried().key()).isEqualTo("user-1");
        assertThat(context.withoutTried().tried()).isEmpty();
    }

    @Test
    void aContextIsNeverChanged() {
        CallContext first = CallContext.any().withTried("a");
        CallContext second = first.withTried("b");
        assertThat(first.tried()).containsExactly("a");
        assertThatThrownBy(() -> second.tried().add("c")).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void forgettingNothingCostsNothing() {
        CallContext keyed = CallContext.forKey("k");
        assertThat(keyed.withoutTried()).isSameAs(keyed);
        assertThat(CallContext.any().withTried("a").withoutTried()).isSameAs(CallContext.any());
    }

    @Test
    void itSaysWhatItAsksFor() {
        assertThat(CallContext.forKey("k").withTried("a")).hasToString("CallContext[key=k, tried=[a]]");
    }

    @Test
    void nullIsRefused() {
        assertThatThrownBy(() -> CallContext.forKey(null)).hasMessage("key: null (expected: a value)");
        assertThatThrownBy(() -> CallContext.forKey("")).hasMessage("key: \"\" (expected: a text that is not empty)");
        assertThatThrownBy(() -> CallContext.any().withTried(null)).hasMessage("id: null (expected: a value)");
    }

    @Test
    void aRouteStaysWhateverIsTried() {
        CallContext orders = CallContext.any().withRoute("GET /orders");
        assertThat(CallContext.any().route()).isNull();
        assertThat(orders.withTried("a").withoutTried().route()).isEqualTo("GET /orders");
        assertThat(orders.withAllTried(Set.of("a", "b")).withTried("c").tried())
                .containsExactlyInAnyOrder("a", "b", "c");
        assertThat(CallContext.forKey("k").withTried("a").withRoute("r"))
                .hasToString("CallContext[key=k, route=r, tried=[a]]");
        assertThatThrownBy(() -> CallContext.any().withRoute(" ")).hasMessageStartingWith("route: ");
    }
}

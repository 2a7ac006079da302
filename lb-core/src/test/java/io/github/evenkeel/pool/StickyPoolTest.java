package io.github.evenkeel.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.evenkeel.CallContext;
import io.github.evenkeel.select.Candidates;
import io.github.evenkeel.select.Picker;
import io.github.evenkeel.select.Selector;
import io.github.evenkeel.select.Selectors;
import java.time.Duration;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Sticky keys in a whole pool: what its status and its events tell of them. */
class StickyPoolTest {
    private final Bench bench =
            new Bench(1, builder -> builder.selector(Selectors.sticky(Selectors.roundRobin())), "a", "b");

    private String call(String user) {
        return bench.pick(CallContext.forKey(user));
    }

    @Test
    void theStatusCountsTheKeys() {
        for (int i = 0; i < 10; i++) call("user " + i);
        assertThat(bench.pool.status().figures()).isEqualTo(Map.of("stickyKeys", 10L));
        assertThat(bench.pool.status().toString()).contains("\nstickyKeys: 10\n");
        assertThat(Json.object(Json.read(bench.pool.status().toJson())))
                .containsEntry("figures", Map.of("stickyKeys", 10.0));
        bench.time.advance(Duration.ofHours(1));
        assertThat(bench.pool.status().figures()).isEqualTo(Map.of("stickyKeys", 0L));
    }

    @Test
    void anEventTellsHowManyKeysADrainedMemberHadAndARemovedOneTook() {
        for (int i = 0; i < 10; i++) call("user " + i); // in turns
        bench.pool.drain("a", Duration.ofSeconds(1));
        assertThat(bench.events(PoolEvent.KeysDisplaced.class))
                .containsExactly(new PoolEvent.KeysDisplaced("orders", bench.time.now(), Bench.backend("a"), 5, false));
        for (int i = 0; i < 4; i++) assertThat(call("user " + i)).isEqualTo("b"); // two of them move
        bench.pool.remove("a");
        assertThat(bench.events(PoolEvent.KeysDisplaced.class))
                .hasSize(2)
                .endsWith(new PoolEvent.KeysDisplaced("orders", bench.time.now(), Bench.backend("a"), 3, true));
        assertThat(bench.pool.status().figures()).isEqualTo(Map.of("stickyKeys", 7L));
    }

    @Test
    void aKeyThatMovedFromAnEjectedMemberStaysMoved() {
        String first = call("ann");
        String second = first.equals("a") ? "b" : "a";
        bench.eject(first);
        assertThat(call("ann")).isEqualTo(second);
        bench.pool.ready(first);
        for (int i = 0; i < 10; i++) assertThat(call("ann")).isEqualTo(second);
    }

    @Test
    void aStrategyWhoseFiguresThrowHasNone() {
        Selector broken = new Selector() {
            @Override
            public String name() {
                return "broken";
            }

            @Override
            public Compiler forPool(RandomGenerator random) {
                return new Compiler() {
                    @Override
                    public Picker compile(Candidates candidates) {
                        return (context, now) -> null;
                    }

                    @Override
                    public Map<String, Long> figures(long now) {
                        throw new IllegalStateException("on purpose");
                    }
                };
            }
        };
        Bench other = new Bench(1, builder -> builder.selector(broken), "a");
        assertThat(other.pool.status().figures()).isEmpty();
    }
}

package io.github.evenkeel.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.evenkeel.CallContext;
import io.github.evenkeel.NoBackendAvailableException;
import io.github.evenkeel.select.Candidates;
import io.github.evenkeel.select.Picker;
import io.github.evenkeel.select.Selector;
import io.github.evenkeel.select.Selectors;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** A strategy of the user's that finds nobody, or fails. */
class BrokenSelectorTest {
    private boolean compiles = true;

    private Selector over(Compiling compiling) {
        return new Selector() {
            @Override
            public String name() {
                return "the user's";
            }

            @Override
            public Compiler forPool(RandomGenerator random) {
                Compiler inner = Selectors.random().forPool(random);
                return candidates -> compiling.compile(inner, candidates);
            }
        };
    }

    private interface Compiling {
        Picker compile(Selector.Compiler inner, Candidates candidates);
    }

    private Selector failing() {
        return over((inner, candidates) -> {
            if (!compiles) throw new IllegalStateException("on purpose");
            return inner.compile(candidates);
        });
    }

    @Test
    void whoeverIsOverlookedByTheSelectorGetsTheCallsAllTheSame() {
        Bench bench = new Bench(
                1, builder -> builder.selector(over((inner, candidates) -> (context, now) -> null)), "a", "b");
        assertThat(bench.picked()).containsExactly("a");
        bench.pool.maintenance("a");
        assertThat(bench.picked()).containsExactly("b");
        bench.pool.forceMaintenance("b");
        assertThatThrownBy(() -> bench.pool.acquire(CallContext.any()))
                .isInstanceOf(NoBackendAvailableException.class)
                .hasMessage("pool orders: no backend available: 2 members: "
                        + "a (a:80) MAINTENANCE (by the operator); b (b:80) MAINTENANCE (by the operator)");
    }

    @Test
    void aSelectorThatFailsWhenMembersChangeKeepsItsLastPickerAndNobodyWhoIsOutGetsCalls() {
        Bench bench = new Bench(1, builder -> builder.selector(failing()), "a", "b", "c");
        compiles = false;
        bench.pool.maintenance("a");
        assertThat(bench.picked()).containsExactly("b", "c");
        compiles = true;
        bench.pool.ready("a");
        assertThat(bench.picked()).containsExactly("a", "b", "c");
    }

    @Test
    void aSelectorThatFailsAtOnceFailsTheBuild() {
        compiles = false;
        assertThatThrownBy(() -> new Bench(1, builder -> builder.selector(failing()), "a"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("on purpose");
    }

    @Test
    void aSelectorThatFailsWithAnErrorKeepsNobodyIn() {
        Selector failing = over((inner, candidates) -> {
            if (!compiles) throw new NoClassDefFoundError("on purpose");
            return inner.compile(candidates);
        });
        Bench bench = new Bench(1, builder -> builder.selector(failing), "a", "b");
        compiles = false;
        bench.pool.maintenance("a");
        assertThat(bench.picked()).containsExactly("b");
    }

    @Test
    void aSelectorWhoseUpkeepThrowsKeepsNothingElseFromBeingDone() {
        Bench bench = new Bench(1, builder -> builder.selector(withoutUpkeep()), "a", "b");
        assertThat(bench.open("a")).isNotNull(); // and forgotten
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (bench.member("a").leaked() == 0 && System.nanoTime() - deadline < 0) {
            System.gc();
            bench.time.advance(Duration.ofSeconds(11)); // a sweep
        }
        assertThat(bench.member("a").leaked()).isEqualTo(1);
    }

    private static Selector withoutUpkeep() {
        return new Selector() {
            @Override
            public String name() {
                return "the user's";
            }

            @Override
            public Compiler forPool(RandomGenerator random) {
                Compiler inner = Selectors.random().forPool(random);
                return new Compiler() {
                    @Override
                    public Picker compile(Candidates candidates) {
                        return inner.compile(candidates);
                    }

                    @Override
                    public void upkeep(long now) {
                        throw new IllegalStateException("on purpose");
                    }
                };
            }
        };
    }
}

package io.github.evenkeel.examples.bench;

import io.github.evenkeel.Backend;
import io.github.evenkeel.CallContext;
import io.github.evenkeel.Outcome;
import io.github.evenkeel.pool.BackendPool;
import io.github.evenkeel.pool.Lease;
import io.github.evenkeel.select.Candidate;
import io.github.evenkeel.select.Candidates;
import io.github.evenkeel.select.Displaced;
import io.github.evenkeel.select.Gauge;
import io.github.evenkeel.select.Picker;
import io.github.evenkeel.select.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A real pool whose compiler and picker can be called without it, over its real members. */
final class Rig implements AutoCloseable {
    private final BackendPool pool;
    private final List<Lease> open = new ArrayList<>(); // so that they are not taken for lost
    private Selector.@Nullable Compiler compiler;
    private Candidates candidates = new Candidates(List.of(), List.of());
    private Picker picker = (context, now) -> null;
    private @Nullable Candidate next; // who gets the call while the pool is filled

    Rig(Strategy strategy, int n, Weights weights, Traffic traffic) {
        pool = BackendPool.builder("bench")
                .backends(
                        IntStream.range(0, n).mapToObj(i -> backend(i, weights)).toList())
                .selector(new Spy(strategy.selector()))
                .build();
        if (traffic == Traffic.BUSY) fill(traffic.inFlight(n));
        Harness.settle();
    }

    static Backend backend(int i, Weights weights) {
        return Backend.of("10.0." + i / 256 + "." + i % 256, 80).withWeight(weights.of(i));
    }

    /** Calls that are answered, so that nobody seems to hang, and not yet ended, as streams are. */
    private void fill(int[] inFlight) {
        next = candidates.all().get(0);
        pool.update(pool.backends()); // changes nothing, and brings a new picker
        for (int i = 0; i < inFlight.length; i++) {
            next = candidates.all().get(i);
            for (int k = 0; k < inFlight[i]; k++) {
                Lease lease = pool.acquire(CallContext.any());
                lease.responded(Outcome.SUCCESS);
                open.add(lease);
            }
        }
        next = null;
        pool.update(pool.backends());
    }

    BackendPool pool() {
        return pool;
    }

    Picker picker() {
        return picker;
    }

    Selector.Compiler compiler() {
        if (compiler == null) throw new IllegalStateException("the pool has not begun");
        return compiler;
    }

    /** Of the latest rotation. */
    Candidates candidates() {
        return candidates;
    }

    @Override
    public void close() {
        open.forEach(Lease::close);
        pool.close();
    }

    private final class Spy implements Selector {
        private final Selector real;

        Spy(Selector real) {
            this.real = real;
        }

        @Override
        public String name() {
            return real.name();
        }

        @Override
        public Compiler forPool(RandomGenerator random) {
            Compiler inner = real.forPool(random);
            compiler = inner;
            return new Compiler() {
                @Override
                public Picker compile(Candidates all) {
                    candidates = all;
                    picker = inner.compile(all);
                    return next == null ? picker : (context, now) -> next;
                }

                @Override
                public @Nullable Gauge gauge() {
                    return inner.gauge();
                }

                @Override
                public List<Displaced> displaced() {
                    return inner.displaced();
                }

                @Override
                public Map<String, Long> figures(long now) {
                    return inner.figures(now);
                }
            };
        }
    }
}

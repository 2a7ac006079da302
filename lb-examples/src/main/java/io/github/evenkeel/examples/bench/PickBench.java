package io.github.evenkeel.examples.bench;

import io.github.evenkeel.Backend;
import io.github.evenkeel.CallContext;
import io.github.evenkeel.Outcome;
import io.github.evenkeel.pool.BackendPool;
import io.github.evenkeel.pool.Lease;
import io.github.evenkeel.select.Candidate;
import io.github.evenkeel.select.Picker;
import io.github.evenkeel.select.Selector;
import io.github.evenkeel.select.Selectors;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The real pool: a bare pick, and a whole call (acquire, responded, close). */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PickBench {
    /** The selectors by the names the command takes. */
    public enum Strategy {
        P2C,
        LEAST,
        ROUND;

        Selector selector() {
            return switch (this) {
                case P2C -> Selectors.powerOfTwoChoices();
                case LEAST -> Selectors.leastConnections();
                case ROUND -> Selectors.roundRobin();
            };
        }
    }

    @Param
    Strategy strategy = Strategy.P2C;

    @Param({"10", "100", "1000", "10000"})
    int n;

    private @Nullable BackendPool pool;
    private Picker picker = (context, now) -> null;

    @Setup
    public void open() {
        pool = BackendPool.builder("bench")
                .backends(IntStream.range(0, n)
                        .mapToObj(i -> Backend.of("10.0." + i / 256 + "." + i % 256, 80))
                        .toList())
                .selector(new Spy(strategy.selector()))
                .build();
        Harness.settle();
    }

    @TearDown
    public void close() {
        pool().close();
    }

    @Benchmark
    public @Nullable Candidate pick() {
        return picker.pick(CallContext.any(), 0);
    }

    @Benchmark
    public Lease call() {
        Lease lease = pool().acquire(CallContext.any());
        lease.responded(Outcome.SUCCESS);
        lease.close();
        return lease;
    }

    /** The real selector, whose pickers over the pool's real members can be called without the pool. */
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
            Compiler compiler = real.forPool(random);
            return candidates -> picker = compiler.compile(candidates);
        }
    }

    private BackendPool pool() {
        if (pool == null) throw new IllegalStateException("the benchmark is not set up");
        return pool;
    }
}

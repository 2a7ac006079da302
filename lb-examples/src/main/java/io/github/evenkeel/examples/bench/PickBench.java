package io.github.evenkeel.examples.bench;

import io.github.evenkeel.CallContext;
import io.github.evenkeel.Outcome;
import io.github.evenkeel.pool.BackendPool;
import io.github.evenkeel.pool.Lease;
import io.github.evenkeel.select.Candidate;
import io.github.evenkeel.select.Picker;
import java.util.concurrent.TimeUnit;
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
@SuppressWarnings("NullAway.Init") // JMH calls open() first
public class PickBench {
    @Param
    Strategy strategy;

    @Param
    Weights weights;

    @Param
    Traffic traffic;

    @Param({"10", "100", "1000", "10000"})
    int n;

    private Rig rig;
    private BackendPool pool;
    private Picker picker;

    @Setup
    public void open() {
        rig = new Rig(strategy, n, weights, traffic);
        pool = rig.pool();
        picker = rig.picker();
    }

    @TearDown
    public void close() {
        rig.close();
    }

    @Benchmark
    public @Nullable Candidate pick() {
        return picker.pick(CallContext.any(), 0);
    }

    @Benchmark
    public @Nullable Candidate stamped() {
        return picker.pick(CallContext.any(), System.nanoTime());
    }

    @Benchmark
    public @Nullable Candidate keyed(Keys keys) {
        return picker.pick(keys.context(), 0);
    }

    @Benchmark
    public Lease call() {
        Lease lease = pool.acquire(CallContext.any());
        lease.responded(Outcome.SUCCESS);
        lease.close();
        return lease;
    }
}

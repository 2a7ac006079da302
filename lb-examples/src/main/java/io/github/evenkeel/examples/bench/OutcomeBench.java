package io.github.evenkeel.examples.bench;

import io.github.evenkeel.CallContext;
import io.github.evenkeel.Outcome;
import io.github.evenkeel.health.OutlierDetection;
import io.github.evenkeel.pool.BackendPool;
import io.github.evenkeel.pool.Lease;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A whole call, and what of it is for outlier detection. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("NullAway.Init") // JMH calls open() first
public class OutcomeBench {
    private static final CallContext ROUTED = CallContext.any().withRoute("GET /orders");

    @Param
    Strategy strategy;

    @Param({"OFF", "EJECT"})
    OutlierDetection.Mode detection;

    @Param({"10", "10000"})
    int n;

    private BackendPool pool;

    @Setup
    public void open() {
        pool = BackendPool.builder("bench")
                .backends(IntStream.range(0, n)
                        .mapToObj(i -> Rig.backend(i, Weights.EQUAL))
                        .toList())
                .selector(strategy.selector())
                .outlierDetection(OutlierDetection.defaults().withMode(detection))
                .build();
        Harness.settle();
    }

    @TearDown
    public void close() {
        pool.close();
    }

    /** A call that tells nothing: what there is besides outcomes. */
    @Benchmark
    public Lease untold() {
        Lease lease = pool.acquire(CallContext.any());
        lease.discard();
        return lease;
    }

    @Benchmark
    public Lease told() {
        Lease lease = pool.acquire(CallContext.any());
        lease.responded(Outcome.SUCCESS);
        lease.close();
        return lease;
    }

    @Benchmark
    public Lease toldOfRoute() {
        Lease lease = pool.acquire(ROUTED);
        lease.responded(Outcome.SUCCESS);
        lease.close();
        return lease;
    }
}

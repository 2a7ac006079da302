package io.github.evenkeel.examples.bench;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The least that the same work costs when written by hand, without health, leases or membership. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FloorBench {
    @Param({"10", "100", "1000", "10000"})
    int n;

    private AtomicInteger[] inFlight = {};
    private AtomicLong[] outcomes = {};
    private long latency;

    @Setup
    public void open() {
        inFlight = new AtomicInteger[n];
        outcomes = new AtomicLong[n];
        for (int i = 0; i < n; i++) {
            inFlight[i] = new AtomicInteger();
            outcomes[i] = new AtomicLong();
        }
        Harness.settle();
    }

    /** A random index. */
    @Benchmark
    public int index() {
        return ThreadLocalRandom.current().nextInt(n);
    }

    /** Two choices over an array of atomic counters. */
    @Benchmark
    public int pick() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        int i = random.nextInt(n);
        int j = random.nextInt(n - 1);
        if (j >= i) j++;
        return inFlight[j].get() < inFlight[i].get() ? j : i;
    }

    /** The same with the bare work of a call: two clock reads, in flight up and down, one outcome counted. */
    @Benchmark
    public long call() {
        long start = System.nanoTime();
        int choice = pick();
        inFlight[choice].incrementAndGet();
        outcomes[choice].incrementAndGet();
        latency = System.nanoTime() - start;
        inFlight[choice].decrementAndGet();
        return latency;
    }
}

package io.github.evenkeel.examples.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The least that a new rotation of this size costs: its memory, written once. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RebuildFloorBench {
    @Param
    Weights weights = Weights.EQUAL;

    @Param({"10", "1000", "10000"})
    int n;

    private List<Object> members = List.of();
    private int points;
    private int slots;

    @Setup
    public void open() {
        members = new ArrayList<>();
        for (int i = 0; i < n; i++) members.add(new Object());
        points = Tables.points(n, weights);
        slots = Tables.slots(n);
        Harness.settle();
    }

    /** A copy of the members. */
    @Benchmark
    public List<Object> copy() {
        return List.copyOf(members);
    }

    /** A ring's points, in order from the start. */
    @Benchmark
    public long[] ring() {
        long[] ring = new long[points];
        for (int i = 0; i < ring.length; i++) ring[i] = i * 0x9E37_79B9_7F4A_7C15L;
        return ring;
    }

    /** A Maglev table's slots, in order. */
    @Benchmark
    public int[] maglev() {
        int[] table = new int[slots];
        for (int i = 0; i < table.length; i++) table[i] = i;
        return table;
    }
}

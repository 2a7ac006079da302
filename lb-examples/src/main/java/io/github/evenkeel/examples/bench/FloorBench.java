package io.github.evenkeel.examples.bench;

import java.util.SplittableRandom;
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
    private static final int SCANNED = 128;
    private static final int DRAWS = 5;

    @Param
    Traffic traffic = Traffic.IDLE;

    @Param({"10", "100", "1000", "10000"})
    int n;

    private final AtomicLong turns = new AtomicLong();
    private AtomicInteger[] inFlight = {};
    private AtomicLong[] outcomes = {};
    private int[] schedule = {};
    private int[] keep = {};
    private int[] other = {};

    @Setup
    public void open() {
        int[] calls = traffic.inFlight(n);
        inFlight = new AtomicInteger[n];
        outcomes = new AtomicLong[n];
        keep = new int[n];
        other = new int[n];
        int turnsInAll = 0;
        SplittableRandom random = new SplittableRandom(2);
        for (int i = 0; i < n; i++) {
            inFlight[i] = new AtomicInteger(calls[i]);
            outcomes[i] = new AtomicLong();
            keep[i] = random.nextInt();
            other[i] = random.nextInt(n);
            turnsInAll += Weights.MIXED.of(i);
        }
        schedule = random.ints(turnsInAll, 0, n).toArray();
        Harness.settle();
    }

    /** A random index. */
    @Benchmark
    public int index() {
        return ThreadLocalRandom.current().nextInt(n);
    }

    /** Two choices over an array of atomic counters. */
    @Benchmark
    public int two() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        int i = random.nextInt(n);
        int j = random.nextInt(n - 1);
        if (j >= i) j++;
        return inFlight[j].get() < inFlight[i].get() ? j : i;
    }

    /** The least of an array of atomic counters, and what stamps the lease. */
    @Benchmark
    public long scan() {
        return System.nanoTime() + least();
    }

    private int least() {
        return n <= SCANNED ? leastOfAll() : leastOfSome();
    }

    /** Starts anywhere, so that ties do not go to the first: as cheap as chance comes, and not quite even. */
    private int leastOfAll() {
        int start = ThreadLocalRandom.current().nextInt(n);
        int best = start;
        int least = Integer.MAX_VALUE;
        for (int i = start; i < n; i++) {
            int calls = inFlight[i].get();
            if (calls < least) {
                least = calls;
                best = i;
            }
        }
        for (int i = 0; i < start; i++) {
            int calls = inFlight[i].get();
            if (calls < least) {
                least = calls;
                best = i;
            }
        }
        return best;
    }

    private int leastOfSome() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        int best = 0;
        int least = Integer.MAX_VALUE;
        for (int k = 0; k < DRAWS; k++) {
            int i = random.nextInt(n);
            int calls = inFlight[i].get();
            if (calls < least) {
                least = calls;
                best = i;
            }
        }
        return best;
    }

    /** What stamps a lease. */
    @Benchmark
    public long clock() {
        return System.nanoTime();
    }

    /** A shared counter. */
    @Benchmark
    public int turn() {
        return (int) Long.remainderUnsigned(turns.getAndIncrement(), n);
    }

    /** {@link #turn}, and one look at the member whose turn it is: none balances load that does not see whom it picks. */
    @Benchmark
    public int turnSeen() {
        int i = turn();
        return inFlight[i].get() >= 0 ? i : -1;
    }

    /** A shared counter and the turn in a schedule by weight. */
    @Benchmark
    public int schedule() {
        return schedule[(int) Long.remainderUnsigned(turns.getAndIncrement(), schedule.length)];
    }

    /** One draw by Vose's alias method. */
    @Benchmark
    public int alias() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        int column = random.nextInt(n);
        return random.nextInt() < keep[column] ? column : other[column];
    }

    /** {@link #alias}, and one look at who was drawn. */
    @Benchmark
    public int aliasSeen() {
        int i = alias();
        return inFlight[i].get() >= 0 ? i : -1;
    }

    /** {@link #two} with the bare work of a call: two clock reads, in flight up and down, one outcome counted. */
    @Benchmark
    public long twoCall() {
        long start = System.nanoTime();
        return call(two(), start);
    }

    /** {@link #scan} with the same. */
    @Benchmark
    public long scanCall() {
        long start = System.nanoTime();
        return call(least(), start);
    }

    /** {@link #turn} with the same. */
    @Benchmark
    public long turnCall() {
        long start = System.nanoTime();
        return call(turn(), start);
    }

    private long call(int choice, long start) {
        inFlight[choice].incrementAndGet();
        outcomes[choice].incrementAndGet();
        // Returned, and so not optimised away; a field would be a line of cache that threads take from each other.
        long latency = System.nanoTime() - start;
        inFlight[choice].decrementAndGet();
        return latency;
    }
}

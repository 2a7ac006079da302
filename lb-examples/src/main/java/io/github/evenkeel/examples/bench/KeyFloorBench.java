package io.github.evenkeel.examples.bench;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** As {@link FloorBench}, for strategies that have keys: the hash of the key and one bare look. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class KeyFloorBench {
    private static final Hasher64 HASH = Hashing.xxh3_64();
    private static final long SEAT = (1L << 24) - 1;

    @Param({"10", "100", "1000", "10000"})
    int n;

    private long[] hashes = {};
    private long[] ring = {};
    private int[] table = {};
    private AtomicInteger[] inFlight = {};
    private final Cache<String, Integer> homes = Caffeine.newBuilder()
            .maximumSize(100_000)
            .expireAfterAccess(1, TimeUnit.HOURS)
            .ticker(() -> 0)
            .executor(Runnable::run)
            .build();

    @Setup
    public void open(Keys keys) {
        SplittableRandom random = new SplittableRandom(3);
        hashes = random.longs(n).toArray();
        ring = random.longs(Tables.points(n, Weights.EQUAL)).toArray();
        Arrays.sort(ring);
        table = random.ints(Tables.slots(n), 0, n).toArray();
        inFlight = new AtomicInteger[n];
        for (int i = 0; i < n; i++) inFlight[i] = new AtomicInteger();
        for (String key : keys.all()) homes.put(key, random.nextInt(n));
        Harness.settle();
    }

    /** The member whose hash mixed with the key's is best. */
    @Benchmark
    public int rendezvous(Keys keys) {
        long key = HASH.hashCharsToLong(keys.key());
        long best = Long.MIN_VALUE;
        for (int i = 0; i < hashes.length; i++) best = Math.max(best, (mix(key ^ hashes[i]) & ~SEAT) | i);
        return (int) (best & SEAT);
    }

    /** A slot of a table. */
    @Benchmark
    public int maglev(Keys keys) {
        long key = HASH.hashCharsToLong(keys.key());
        return table[(int) (((key >>> 32) * table.length) >>> 32)];
    }

    /** {@link #maglev}, and one look at the member that has the slot. */
    @Benchmark
    public int maglevSeen(Keys keys) {
        int i = maglev(keys);
        return inFlight[i].get() >= 0 ? i : -1;
    }

    /** The next point on a circle. */
    @Benchmark
    public int ring(Keys keys) {
        int found = Arrays.binarySearch(ring, HASH.hashCharsToLong(keys.key()));
        int point = found < 0 ? -found - 1 : found;
        return (int) (ring[point == ring.length ? 0 : point] & SEAT);
    }

    /** A look into a cache with the bounds of the real one. */
    @Benchmark
    public @Nullable Integer sticky(Keys keys) {
        return homes.getIfPresent(keys.key());
    }

    /** D. Stafford's variant 13, as the real one. */
    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D0_49BB_1331_11EBL;
        return z ^ (z >>> 31);
    }
}

package io.github.evenkeel.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.evenkeel.CallContext;
import io.github.evenkeel.Outcome;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How surely a pool with its defaults finds a member at which half of the calls fail, where one in ten does at the others. */
class PowerTest {
    private static final int POOLS = 400;

    /** With a hundred calls each in ten seconds; by {@code TwoProportionTest} the rule alone is as sure. */
    @ParameterizedTest
    @CsvSource({"2, 0.80", "3, 0.95", "4, 0.98", "5, 0.995", "10, 0.995"})
    void aHundredCallsAreEnough(int members, double aim) {
        double share = found(members, 100, Duration.ofSeconds(11));
        assertThat(share).isGreaterThanOrEqualTo(leastBy(aim));
    }

    @ParameterizedTest
    @CsvSource({"2, 0.80", "3, 0.95", "4, 0.98", "5, 0.995", "10, 0.995"})
    void twentyCallsASweepAreEnoughForAMinute(int members, double aim) {
        double share = found(members, 20, Duration.ofSeconds(60));
        assertThat(share).isGreaterThanOrEqualTo(leastBy(aim));
    }

    /** What chance makes of it in so many pools, three standard deviations below. */
    private static double leastBy(double aim) {
        return aim - 3 * Math.sqrt(aim * (1 - aim) / POOLS);
    }

    private static double found(int members, int perSweep, Duration within) {
        int found = 0;
        for (int seed = 0; seed < POOLS; seed++) {
            if (finds(seed, members, perSweep, within)) found++;
        }
        return (double) found / POOLS;
    }

    private static boolean finds(int seed, int members, int perSweep, Duration within) {
        SplittableRandom random = new SplittableRandom(seed);
        String[] ids = IntStream.range(0, members).mapToObj(i -> "m" + i).toArray(String[]::new);
        Bench bench = new Bench(seed, ids);
        long end = bench.time.now() + within.toNanos();
        Duration gap = Duration.ofSeconds(10).dividedBy(perSweep);
        while (bench.time.now() - end < 0) {
            for (String id : ids) {
                Lease lease = bench.pool.tryAcquire(id, CallContext.any(), () -> {});
                if (lease == null) continue; // out
                lease.responded(random.nextDouble() < (id.equals("m0") ? 0.5 : 0.1) ? Bench.BAD : Outcome.SUCCESS);
                lease.close();
            }
            bench.time.advance(gap);
            if (bench.member("m0").left() != null) return true;
        }
        return false;
    }
}

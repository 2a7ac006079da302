package io.github.evenkeel.examples.bench;

import io.github.evenkeel.CallContext;
import io.github.evenkeel.Outcome;
import io.github.evenkeel.pool.BackendPool;
import io.github.evenkeel.pool.Lease;
import io.github.evenkeel.select.Selectors;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * All that a pool does each ten seconds, by itself: one in a hundred of the calls since failed, and the others took 10 ms and more, spread
 * exponentially.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("NullAway.Init") // JMH calls open() first
public class SweepBench {
    private static final Outcome BAD = Outcome.ofStatus(500);

    @Param({"1000", "10000"})
    int n;

    /** How many routes each member has calls of; 0: calls without a route. */
    @Param({"0", "1"})
    int routes;

    /** Of each member since the last sweep. */
    @Param({"0", "40"})
    int calls;

    private final SplittableRandom random = new SplittableRandom(1);
    private final Timer timer = new Timer();
    private BackendPool pool;
    private CallContext[] contexts;
    private long now;

    /** Keeps the sweep to be run by hand. */
    private static final class Timer extends ScheduledThreadPoolExecutor {
        private static final Duration LEAST = Duration.ofSeconds(9);
        private static final Duration MOST = Duration.ofSeconds(11);
        private Runnable sweep = () -> {};

        Timer() {
            super(1);
        }

        @Override
        public ScheduledFuture<?> schedule(Runnable work, long delay, TimeUnit unit) {
            long nanos = unit.toNanos(delay);
            if (nanos < LEAST.toNanos() || nanos > MOST.toNanos()) return super.schedule(work, delay, unit);
            sweep = work;
            return super.schedule(() -> {}, 1, TimeUnit.DAYS);
        }
    }

    @Setup
    public void open() {
        timer.setRemoveOnCancelPolicy(true);
        pool = BackendPool.builder("bench")
                .backends(IntStream.range(0, n)
                        .mapToObj(i -> Rig.backend(i, Weights.EQUAL))
                        .toList())
                .selector(Selectors.powerOfTwoChoices())
                .clock(() -> now)
                .scheduler(timer)
                .build();
        contexts = IntStream.range(0, Math.max(1, routes))
                .mapToObj(
                        i -> routes == 0 ? CallContext.any() : CallContext.any().withRoute("route " + i))
                .toArray(CallContext[]::new);
        now = Duration.ofMinutes(10).toNanos(); // nobody warms up any more
        call(1);
        Harness.settle();
    }

    @TearDown
    public void close() {
        pool.close();
        timer.shutdownNow();
    }

    @Setup(Level.Invocation)
    public void call() {
        call(calls);
    }

    private void call(int times) {
        long until = now + Duration.ofSeconds(10).toNanos();
        for (String id : pool.backends().stream().map(each -> each.id()).toList()) {
            for (int i = 0; i < times; i++) {
                Lease lease = pool.tryAcquire(id, contexts[i % contexts.length], () -> {});
                if (lease == null) throw new IllegalStateException(id + " is out");
                long began = now;
                now += (long) (10e6 - 30e6 * Math.log(1 - random.nextDouble()));
                lease.responded(random.nextInt(100) == 0 ? BAD : Outcome.SUCCESS);
                lease.close();
                now = began;
            }
        }
        now = until;
    }

    @Benchmark
    public void sweep() {
        timer.sweep.run();
    }
}

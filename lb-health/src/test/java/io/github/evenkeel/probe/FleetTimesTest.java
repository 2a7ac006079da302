package io.github.evenkeel.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.evenkeel.health.Status;
import io.github.evenkeel.testing.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A thousand members, every 5 s: when they are probed, in virtual time, and by how many threads. */
@Timeout(120)
class FleetTimesTest {
    private static final int MEMBERS = 1000;
    private static final long INTERVAL = Duration.ofSeconds(5).toNanos();
    private static final long GRID = INTERVAL / MEMBERS;

    private static VirtualPool pool(long seed) {
        String[] hosts = IntStream.range(0, MEMBERS).mapToObj(i -> "h" + i).toArray(String[]::new);
        return new VirtualPool(VirtualTime.seeded(seed), new Random(seed), hosts);
    }

    private static List<Long> times(VirtualPool pool, int member) {
        return pool.probe.times("h" + member + ":80");
    }

    @Test
    void withoutJitterOneBeginsEveryFiveMillisecondsForEver() {
        VirtualPool pool = pool(1);
        long from = pool.time.now();
        pool.checks().jitter(0).start();
        pool.time.advance(Duration.ofMinutes(5));
        List<Long> starts = new ArrayList<>();
        for (int i = 0; i < MEMBERS; i++) {
            assertThat(times(pool, i)).as("none is lost").hasSize(60);
            for (long start : times(pool, i)) starts.add(start - from);
        }
        starts.sort(null);
        for (int i = 0; i < starts.size(); i++) {
            assertThat(starts.get(i) - starts.get(0)).isCloseTo(i * GRID, within(1L));
        }
    }

    /** The timer comes up to 20 ms late, each time anew. */
    @Test
    void lateTimersDoNotMakeItDrift() {
        VirtualPool pool = pool(2);
        Random late = new Random(2);
        pool.checks()
                .jitter(0)
                .executor(task -> {
                    Future<?> planned =
                            pool.time.scheduler().schedule(task, late.nextInt(20_000_000), TimeUnit.NANOSECONDS);
                    assertThat(planned.isDone()).isFalse();
                })
                .start();
        pool.time.advance(Duration.ofSeconds(301));
        for (int i = 0; i < MEMBERS; i++) {
            List<Long> starts = times(pool, i);
            assertThat(starts).hasSizeBetween(60, 61);
            for (int k = 1; k < starts.size(); k++) {
                assertThat(starts.get(k) - starts.get(0)).isCloseTo(k * INTERVAL, within(20_000_000L));
            }
        }
    }

    /** Jitter spreads what one start has in step; it must not bunch what is spread. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void withJitterEachTenthOfEachIntervalHasATenth(long seed) {
        VirtualPool pool = pool(seed);
        long from = pool.time.now();
        pool.checks().start();
        pool.time.advance(Duration.ofMinutes(5));
        int[] perTenth = new int[600];
        for (int i = 0; i < MEMBERS; i++) {
            List<Long> starts = times(pool, i);
            assertThat(starts).hasSizeBetween(57, 63);
            for (int k = 1; k < starts.size(); k++) {
                assertThat(starts.get(k) - starts.get(k - 1)).isBetween(INTERVAL / 10 * 9, INTERVAL / 10 * 11);
            }
            for (long start : starts) perTenth[(int) Math.min(599, (start - from) / (INTERVAL / 10))]++;
        }
        // Were they drawn independently, ten would be a standard deviation: five of them.
        for (int count : perTenth) assertThat(count).isBetween(50, 150);
    }

    /** The time goes on when all that was handed over is through, so all answers are fast. One hangs, one throws. */
    @Test
    void fastAnswersNeedFourThreadsOneThatHangsAmongThem() throws InterruptedException {
        VirtualPool pool = pool(4);
        ProbeThreads threads = new ProbeThreads("orders", pool.time.scheduler());
        AtomicInteger handed = new AtomicInteger();
        Semaphore through = new Semaphore(0);
        CountDownLatch release = new CountDownLatch(1);
        Probe probe = (backend, timeout) -> {
            if (backend.host().equals("h1")) {
                through.release();
                Scripted.hang(release);
            }
            if (backend.host().equals("h2")) throw new StackOverflowError("on purpose");
            return Scripted.GOOD;
        };
        Executor executor = task -> {
            handed.incrementAndGet();
            threads.execute(() -> {
                task.run();
                through.release();
            });
        };
        int probes = 0;
        try (HealthChecks checks =
                pool.checks().probe(probe).executor(executor).jitter(0).start()) {
            for (int turn = 0; turn < 5 * MEMBERS; turn++) {
                pool.time.advance(Duration.ofNanos(GRID));
                int now = handed.getAndSet(0);
                through.acquire(now);
                probes += now;
            }
            assertThat(checks.toString()).contains("every 5 s");
            assertThat(pool.status("h1:80")).isEqualTo(Status.UNHEALTHY);
            assertThat(pool.status("h2:80")).isEqualTo(Status.UNHEALTHY);
            assertThat(pool.status("h3:80")).isEqualTo(Status.HEALTHY);
        } finally {
            release.countDown();
            threads.close();
        }
        assertThat(probes).as("all five times, and one once").isEqualTo(5 * (MEMBERS - 1) + 1);
        assertThat(threads.most()).isBetween(2, ProbeThreads.QUICK);
    }
}

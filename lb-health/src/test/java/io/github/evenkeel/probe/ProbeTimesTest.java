package io.github.evenkeel.probe;

import static io.github.evenkeel.probe.Scripted.GOOD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.evenkeel.Backend;
import io.github.evenkeel.health.SlowStart;
import io.github.evenkeel.health.Status;
import io.github.evenkeel.pool.BackendPool;
import io.github.evenkeel.testing.VirtualTime;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When probes begin and when they are too late, to the nanosecond. */
class ProbeTimesTest {
    private static final long INTERVAL = Duration.ofSeconds(5).toNanos();

    @Test
    void theFirstProbesAreSpreadEvenlyOverOneInterval() {
        String[] hosts = IntStream.range(0, 10).mapToObj(i -> "h" + i).toArray(String[]::new);
        VirtualPool orders = new VirtualPool(hosts);
        long start = orders.time.now();
        orders.checks().start();
        orders.time.advance(Duration.ofSeconds(5));
        List<Long> first = IntStream.range(0, 10)
                .mapToObj(i -> orders.probe.times("h" + i + ":80").get(0) - start)
                .sorted()
                .toList();
        assertThat(first.get(0)).isBetween(0L, INTERVAL / 10);
        for (int i = 1; i < 10; i++) {
            assertThat(first.get(i) - first.get(i - 1)).isCloseTo(INTERVAL / 10, within(1L));
        }
    }

    @Test
    void aProbeFollowsTheLastAfterAnIntervalMoreOrLessATenth() {
        VirtualPool orders = new VirtualPool("a");
        orders.checks().start();
        orders.time.advance(Duration.ofSeconds(5 * 1000));
        List<Long> times = orders.probe.times("a:80");
        LongSummaryStatistics gaps = IntStream.range(1, times.size())
                .mapToLong(i -> times.get(i) - times.get(i - 1))
                .summaryStatistics();
        assertThat(gaps.getCount()).isBetween(985L, 1015L);
        assertThat(gaps.getMin()).isBetween(INTERVAL / 10 * 9, INTERVAL / 100 * 91);
        assertThat(gaps.getMax()).isBetween(INTERVAL / 100 * 109, INTERVAL / 10 * 11);
        // 1,000 draws from a range of 1 s: the mean's standard deviation is 9 ms.
        assertThat(gaps.getAverage()).isCloseTo(5e9, within(5 * 9e6));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void aProbeBeginsAtItsNanosecondAndNotBefore(long seed) {
        // A generator of zeros: phase 0, and the shortest pause, nine tenths of the interval.
        VirtualPool orders = new VirtualPool(VirtualTime.seeded(seed), () -> 0L, "a", "b");
        orders.checks().start();
        orders.time.runDue();
        assertThat(orders.probe.count("a:80")).isEqualTo(1);
        orders.time.advance(Duration.ofNanos(INTERVAL / 2 - 1));
        assertThat(orders.probe.count("b:80")).isZero();
        orders.time.advance(Duration.ofNanos(1));
        assertThat(orders.probe.count("b:80")).isEqualTo(1);
        orders.time.advance(Duration.ofNanos(INTERVAL / 10 * 4 - 1));
        assertThat(orders.probe.count("a:80")).isEqualTo(1);
        orders.time.advance(Duration.ofNanos(1));
        assertThat(orders.probe.count("a:80")).isEqualTo(2);
    }

    @Test
    void anAnswerIsInTimeOneNanosecondBeforeTheTimeoutAndLateAtIt() {
        // The clock runs on while the probe works and the timer has not come round yet, as under load.
        VirtualTime time = VirtualTime.seeded(2);
        AtomicLong passed = new AtomicLong();
        AtomicLong work = new AtomicLong(Duration.ofSeconds(2).toNanos() - 1);
        BackendPool pool = BackendPool.builder("orders")
                .backend("a", 80)
                .backend("b", 80)
                .slowStart(SlowStart.off())
                .clock(() -> time.now() + passed.get())
                .scheduler(time.scheduler())
                .listeners(time.scheduler())
                .build();
        HealthChecks.of(pool)
                .unhealthyAfter(1)
                .healthyAfter(1)
                .executor(time.scheduler())
                .probe((backend, timeout) -> {
                    if (backend.host().equals("a")) passed.addAndGet(work.get());
                    return GOOD;
                })
                .start();
        time.advance(Duration.ofSeconds(30));
        assertThat(pool.status().member("a:80").status()).isEqualTo(Status.HEALTHY);
        work.incrementAndGet();
        time.advance(Duration.ofSeconds(6));
        assertThat(pool.status().member("a:80").status()).isEqualTo(Status.UNHEALTHY);
        assertThat(pool.status().member("a:80").why()).endsWith("last: no answer within 2 s");
        work.decrementAndGet();
        time.advance(Duration.ofSeconds(6));
        assertThat(pool.status().member("a:80").status()).isEqualTo(Status.HEALTHY);
    }

    @Test
    void whatWaitsForAThreadIsNotLate() {
        VirtualPool orders = new VirtualPool("a", "b");
        Queue<Runnable> waiting = new ArrayDeque<>();
        orders.checks().executor(waiting::add).unhealthyAfter(1).start();
        orders.time.advance(Duration.ofMinutes(1));
        assertThat(waiting).as("one probe of each").hasSize(2);
        assertThat(orders.status("a:80")).isEqualTo(Status.HEALTHY);
        waiting.remove().run();
        waiting.remove().run();
        assertThat(orders.status("a:80")).isEqualTo(Status.HEALTHY);
        orders.time.advance(Duration.ofSeconds(6));
        assertThat(waiting).as("one probe of each").hasSize(2);
    }

    @Test
    void whatStillWaitsForAThreadWhenItsMemberLeavesIsNotRun() {
        VirtualPool orders = new VirtualPool("a", "b");
        Queue<Runnable> waiting = new ArrayDeque<>();
        HealthChecks checks = orders.checks().executor(waiting::add).start();
        orders.time.advance(Duration.ofSeconds(5));
        checks.close();
        waiting.forEach(Runnable::run);
        assertThat(orders.probe.count("a:80") + orders.probe.count("b:80")).isZero();
    }

    @Test
    void anExecutorThatRefusesIsNoVerdictAndIsAskedAgain() {
        VirtualPool orders = new VirtualPool("a");
        AtomicInteger asked = new AtomicInteger();
        orders.checks()
                .unhealthyAfter(1)
                .executor(task -> {
                    if (asked.incrementAndGet() <= 5) throw new RejectedExecutionException("full");
                    task.run();
                })
                .start();
        orders.time.advance(Duration.ofSeconds(20));
        assertThat(orders.status("a:80")).isEqualTo(Status.HEALTHY);
        assertThat(orders.probe.count("a:80")).isZero();
        orders.time.advance(Duration.ofSeconds(20));
        assertThat(orders.probe.count("a:80")).isPositive();
    }

    @Test
    void anExecutorThatHasNoMemoryForAThreadIsAskedAgain() {
        VirtualPool orders = new VirtualPool("a");
        AtomicInteger asked = new AtomicInteger();
        orders.checks()
                .executor(task -> {
                    if (asked.incrementAndGet() == 1) throw new OutOfMemoryError("unable to create native thread");
                    task.run();
                })
                .start();
        orders.time.advance(Duration.ofSeconds(20));
        assertThat(orders.probe.count("a:80")).isPositive();
    }

    @Test
    void aSchedulerThatIsShutDownEndsTheProbesAndThrowsNothing() {
        VirtualPool orders = new VirtualPool("a");
        HealthChecks checks = orders.checks().executor(Runnable::run).start();
        orders.next("a:80");
        orders.time.scheduler().shutdown();
        orders.time.advance(Duration.ofSeconds(30));
        assertThat(orders.probe.count("a:80")).isEqualTo(1);
        orders.pool.add(Backend.of("b", 80));
        checks.close();
    }
}

package io.github.evenkeel.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@ValueSource(longs = {1, 2, 3, 4, 5})
class VirtualTimeTest {
    private final VirtualTime time;
    private final ScheduledExecutorService scheduler;
    private final long start;
    /** What ran, each with the nanoseconds since the start. */
    private final List<String> ran = new ArrayList<>();

    VirtualTimeTest(long seed) {
        time = VirtualTime.seeded(seed);
        scheduler = time.scheduler();
        start = time.now();
    }

    private Runnable note(String what) {
        return () -> ran.add(what + "@" + (time.now() - start));
    }

    private ScheduledFuture<?> in(long nanos, Runnable task) {
        return scheduler.schedule(task, nanos, TimeUnit.NANOSECONDS);
    }

    private void advance(long nanos) {
        time.advance(Duration.ofNanos(nanos));
    }

    @Test
    void everyDueInstantIsSteppedThroughInOrder() {
        in(30, note("c"));
        in(10, note("a"));
        in(20, note("b"));
        advance(25);
        assertThat(ran).containsExactly("a@10", "b@20");
        assertThat(time.now() - start).isEqualTo(25);
        assertThat(time.clock().getAsLong()).isEqualTo(time.now());
        assertThat(time.pending()).isEqualTo(1);
        advance(5);
        assertThat(ran).endsWith("c@30");
    }

    @Test
    void aTaskIsNotDueANanosecondEarly() {
        in(10, note("a"));
        advance(9);
        assertThat(ran).isEmpty();
        advance(1);
        assertThat(ran).containsExactly("a@10");
    }

    @Test
    void equalInstantsRunInTheOrderOfTheirScheduling() {
        for (int i = 0; i < 20; i++) in(5, note("t" + i));
        advance(5);
        assertThat(ran)
                .isEqualTo(LongStream.range(0, 20).mapToObj(i -> "t" + i + "@5").toList());
    }

    @Test
    void tasksMayScheduleTasksForTheSameAdvance() {
        in(10, () -> {
            note("a").run();
            in(0, note("now"));
            in(5, note("later"));
            in(100, note("too late"));
        });
        advance(20);
        assertThat(ran).containsExactly("a@10", "now@10", "later@15");
    }

    @Test
    void aFixedRateCountsFromStartToStartAndAFixedDelayFromEndToStart() {
        scheduler.scheduleAtFixedRate(note("rate"), 1, 10, TimeUnit.NANOSECONDS);
        advance(31);
        assertThat(ran).containsExactly("rate@1", "rate@11", "rate@21", "rate@31");
        ran.clear();
        scheduler.scheduleWithFixedDelay(note("pause"), 4, 10, TimeUnit.NANOSECONDS);
        advance(30);
        assertThat(ran).containsExactly("pause@35", "rate@41", "pause@45", "rate@51", "pause@55", "rate@61");
    }

    @Test
    void aPeriodicTaskThatThrowsOrIsCancelledEnds() {
        ScheduledFuture<?> broken = scheduler.scheduleAtFixedRate(
                () -> {
                    throw new IllegalStateException("boom");
                },
                1,
                1,
                TimeUnit.NANOSECONDS);
        ScheduledFuture<?> rate = scheduler.scheduleAtFixedRate(note("rate"), 1, 1, TimeUnit.NANOSECONDS);
        advance(2);
        assertThat(broken.isDone()).isTrue();
        rate.cancel(false);
        advance(10);
        assertThat(ran).containsExactly("rate@1", "rate@2");
        assertThat(time.pending()).isZero();
    }

    @Test
    void aPeriodicTaskMayCancelItself() {
        List<ScheduledFuture<?>> self = new ArrayList<>();
        self.add(scheduler.scheduleAtFixedRate(
                () -> {
                    note("once").run();
                    self.get(0).cancel(false);
                },
                1,
                1,
                TimeUnit.NANOSECONDS));
        advance(10);
        assertThat(ran).containsExactly("once@1");
    }

    @Test
    void aCancelledTaskLeavesTheQueueAndNeverRuns() {
        ScheduledFuture<?> task = in(10, note("a"));
        assertThat(task.cancel(false)).isTrue();
        assertThat(task.isCancelled()).isTrue();
        assertThat(time.pending()).isZero();
        advance(10);
        assertThat(ran).isEmpty();
    }

    @Test
    void aNegativeDelayIsNoDelay() {
        in(-5, note("a"));
        in(Long.MIN_VALUE, note("b"));
        time.runDue();
        assertThat(ran).containsExactly("a@0", "b@0");
    }

    @Test
    void theLongestDelayIsAfterAllOthers() {
        scheduler.schedule(note("never"), Long.MAX_VALUE, TimeUnit.DAYS);
        in(1, note("soon"));
        advance(5);
        in(1, note("later"));
        advance(1);
        assertThat(ran).containsExactly("soon@1", "later@6");
        assertThat(time.pending()).isEqualTo(1);
    }

    @Test
    void thePassageOfTheOverflowGoesUnnoticed() {
        Duration minutes = Duration.ofMinutes(2);
        scheduler.scheduleAtFixedRate(note("tick"), 1, 1, TimeUnit.SECONDS);
        time.advance(minutes);
        assertThat(ran).hasSize(120);
        assertThat(ran.get(119)).isEqualTo("tick@" + minutes.toNanos());
    }

    @Test
    void anExecutorRunsAtTheNextAdvanceOnTheAdvancingThread() throws Exception {
        Future<Thread> runner = scheduler.submit(Thread::currentThread);
        assertThat(runner.isDone()).isFalse();
        time.runDue();
        assertThat(runner.get()).isSameAs(Thread.currentThread());
        Callable<Integer> seven = () -> 7;
        ScheduledFuture<Integer> later = scheduler.schedule(seven, 1, TimeUnit.SECONDS);
        assertThat(later.getDelay(TimeUnit.MILLISECONDS)).isEqualTo(1000);
        time.advance(Duration.ofSeconds(1));
        assertThat(later.get()).isEqualTo(7);
    }

    @Test
    void tasksOfSeveralThreadsKeepTheOrderOfEachThread() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        List<int[]> order = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            int mine = t;
            threads.add(new Thread(() -> {
                try {
                    go.await();
                } catch (InterruptedException e) {
                    return;
                }
                for (int i = 0; i < 2000; i++) {
                    int number = i;
                    scheduler.execute(() -> order.add(new int[] {mine, number}));
                }
            }));
        }
        threads.forEach(Thread::start);
        go.countDown();
        for (Thread thread : threads) thread.join();
        time.runDue();
        assertThat(order).hasSize(8000);
        int[] next = new int[4];
        for (int[] task : order) assertThat(task[1]).isEqualTo(next[task[0]]++);
    }

    @Test
    void afterShutdownNothingIsTakenAndNothingIsLeftToWaitFor() throws Exception {
        in(1, note("a"));
        scheduler.shutdown();
        assertThat(scheduler.isShutdown()).isTrue();
        assertThat(scheduler.awaitTermination(0, TimeUnit.SECONDS)).isTrue();
        assertThatThrownBy(() -> in(1, note("b"))).isInstanceOf(RejectedExecutionException.class);
        advance(1);
        assertThat(ran).isEmpty();
    }

    @Test
    void shutdownNowHandsBackWhatWaits() throws Exception {
        in(1, note("a"));
        assertThat(scheduler.shutdownNow()).hasSize(1);
        assertThat(scheduler.awaitTermination(0, TimeUnit.SECONDS)).isTrue();
        advance(1);
        assertThat(ran).isEmpty();
    }

    @Test
    void badArgumentsAreRefused() {
        assertThatThrownBy(() -> time.advance(Duration.ofNanos(-1)))
                .hasMessage("step: PT-0.000000001S (expected: >= 0)");
        assertThatThrownBy(() -> scheduler.scheduleAtFixedRate(note("x"), 1, 0, TimeUnit.SECONDS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("period: 0 (expected: > 0)");
        assertThatThrownBy(() -> scheduler.scheduleWithFixedDelay(note("x"), 1, -1, TimeUnit.SECONDS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("pause: -1 (expected: > 0)");
        assertThatThrownBy(() -> scheduler.execute(null)).isInstanceOf(NullPointerException.class);
    }

    @Test
    void someStartsAreAnInstantBeforeTheOverflow() {
        long near = LongStream.rangeClosed(1, 20)
                .filter(seed -> VirtualTime.seeded(seed).now()
                        > Long.MAX_VALUE - Duration.ofMinutes(1).toNanos())
                .count();
        assertThat(near).isBetween(5L, 15L);
        assertThat(VirtualTime.seeded(7).now()).isEqualTo(VirtualTime.seeded(7).now());
    }

    @Test
    void whatRunsIsNotTerminated() throws Exception {
        in(1, note("a"));
        assertThat(scheduler.isTerminated()).isFalse();
        assertThat(scheduler.awaitTermination(1, TimeUnit.SECONDS)).isFalse();
        advance(1);
        assertThat(ran).containsExactly("a@1");
        assertThat(scheduler.isTerminated()).as("though nothing waits").isFalse();
    }

    @Test
    void whoShutsDownFromAPeriodicTaskHasRunItForTheLastTime() {
        scheduler.scheduleAtFixedRate(
                () -> {
                    note("a").run();
                    scheduler.shutdown();
                },
                1,
                1,
                TimeUnit.SECONDS);
        time.advance(Duration.ofSeconds(5));
        assertThat(ran).hasSize(1);
        assertThat(scheduler.isTerminated()).isTrue();
    }
}

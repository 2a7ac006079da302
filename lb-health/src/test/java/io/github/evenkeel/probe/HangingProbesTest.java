package io.github.evenkeel.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.evenkeel.Backend;
import io.github.evenkeel.health.ProbeRules;
import io.github.evenkeel.health.Status;
import io.github.evenkeel.pool.ProbeObserver;
import io.github.evenkeel.pool.ProbeTarget;
import io.github.evenkeel.pool.Subscription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Probes that hang, on threads of their own; the time is virtual, so that nothing here waits for a clock. */
@Timeout(60)
class HangingProbesTest {
    private final CountDownLatch release = new CountDownLatch(1);
    private final BlockingQueue<Backend> begun = new LinkedBlockingQueue<>();
    private final List<Thread> threads = Collections.synchronizedList(new ArrayList<>());
    private final VirtualPool orders = new VirtualPool("a");
    private long beganAt;

    /** Returns only when the probe has begun on its thread, so that it begins at the instant of its turn. */
    private final Executor executor = task -> {
        Thread thread = new Thread(task);
        threads.add(thread);
        thread.start();
        assertThat(takeBegun().id()).isEqualTo("a:80");
        beganAt = now();
    };

    @AfterEach
    void letGo() {
        release.countDown();
    }

    /** Hangs for as long as the test wants, whoever interrupts. */
    private ProbeResult hang(Backend backend, Duration timeout) {
        begun.add(backend);
        Scripted.hang(release);
        return ProbeResult.passed("at last");
    }

    private long now() {
        return orders.time.now();
    }

    private Backend takeBegun() {
        try {
            return begun.take();
        } catch (InterruptedException timedOut) {
            throw new AssertionError(timedOut);
        }
    }

    /** Advances until a probe begins on its thread, at most to the end of the first interval. */
    private void untilBegun() {
        for (int i = 0; i < 500 && threads.isEmpty(); i++) orders.time.advance(Duration.ofMillis(10));
        assertThat(threads).hasSize(1);
    }

    /** Advances to this long after the probe began. */
    private void toAge(Duration age) {
        orders.time.advance(age.minusNanos(now() - beganAt));
    }

    @Test
    void aProbeIsTooLateAtItsTimeoutAndNotANanosecondBefore() {
        orders.checks().probe(this::hang).executor(executor).unhealthyAfter(1).start();
        untilBegun();
        toAge(Duration.ofSeconds(2).minusNanos(1));
        assertThat(orders.status("a:80")).isEqualTo(Status.HEALTHY);
        toAge(Duration.ofSeconds(2));
        assertThat(orders.status("a:80")).isEqualTo(Status.UNHEALTHY);
        assertThat(orders.member("a:80").why()).endsWith("last: no answer within 2 s");
    }

    @Test
    void theEndOfTheChecksLeavesNoTimerBehind() {
        int before = orders.time.pending();
        HealthChecks checks =
                orders.checks().probe(this::hang).executor(executor).start();
        untilBegun();
        assertThat(orders.time.pending()).as("its time-out waits").isGreaterThan(before);
        checks.close();
        assertThat(orders.time.pending()).isEqualTo(before);
    }

    @Test
    void aBackendThatHangsIsLeftInPeaceForATenthOfTheTimeOutAtLeast() {
        List<Long> ends = new ArrayList<>();
        orders.checks()
                .probe((backend, timeout) -> {
                    orders.probe.times("a:80").add(now());
                    orders.time.advance(timeout);
                    ends.add(now());
                    return ProbeResult.failed("late");
                })
                .every(Duration.ofMillis(2001))
                .jitter(0.5)
                .start();
        orders.time.advance(Duration.ofMinutes(1));
        List<Long> starts = orders.probe.times("a:80");
        assertThat(starts).hasSizeGreaterThan(10);
        for (int i = 1; i < starts.size(); i++) {
            assertThat(starts.get(i) - ends.get(i - 1))
                    .isGreaterThanOrEqualTo(Duration.ofMillis(200).toNanos());
        }
    }

    @Test
    void aProbeThatNeverEndsFailsAgainAtEveryInterval() {
        orders.checks().probe(this::hang).executor(executor).start();
        untilBegun();
        // The second failure comes 4.5 to 5.5 s after the first at 2 s, the third as long after the second.
        toAge(Duration.ofSeconds(11).minusNanos(1));
        assertThat(orders.status("a:80")).isEqualTo(Status.HEALTHY);
        toAge(Duration.ofSeconds(13));
        assertThat(orders.status("a:80")).isEqualTo(Status.UNHEALTHY);
        assertThat(threads).hasSize(1);
    }

    @Test
    void aProbeThatDoesNotEndHoldsUpTheNextAndItsLateResultChangesNothing() throws InterruptedException {
        orders.checks()
                .probe(this::hang)
                .executor(executor)
                .unhealthyAfter(1)
                .healthyAfter(1)
                .start();
        untilBegun();
        orders.time.advance(Duration.ofMinutes(10));
        assertThat(threads).hasSize(1);
        assertThat(orders.status("a:80")).isEqualTo(Status.UNHEALTHY);

        release.countDown();
        threads.get(0).join();
        assertThat(orders.status("a:80")).isEqualTo(Status.UNHEALTHY);
        orders.time.runDue();
        assertThat(threads).hasSize(2);
        threads.get(1).join();
        assertThat(orders.status("a:80")).isEqualTo(Status.HEALTHY);
    }

    @Test
    void theTimeoutInterruptsTheProbeAndNothingThatItsThreadDoesLater() throws InterruptedException {
        List<String> seen = Collections.synchronizedList(new ArrayList<>());
        orders.checks()
                .executor(task -> executor.execute(() -> {
                    task.run();
                    seen.add(Thread.currentThread().isInterrupted() ? "still interrupted" : "clean");
                }))
                .probe((backend, timeout) -> {
                    begun.add(backend);
                    try {
                        release.await();
                    } catch (InterruptedException interrupted) {
                        seen.add("interrupted");
                        Thread.currentThread().interrupt();
                    }
                    return ProbeResult.passed("");
                })
                .unhealthyAfter(2)
                .start();
        untilBegun();
        orders.time.advance(Duration.ofSeconds(2));
        threads.get(0).join();
        assertThat(seen).containsExactly("interrupted", "clean");
        assertThat(orders.status("a:80")).as("one failure, not two").isEqualTo(Status.HEALTHY);
    }

    @Test
    void closingInterruptsWhatHangsAndReleasesAgainWhatItGaveBackSince() throws InterruptedException {
        AtomicInteger released = new AtomicInteger();
        CountDownLatch interrupted = new CountDownLatch(1);
        Probe waits = new Probe() {
            @Override
            public ProbeResult check(Backend backend, Duration timeout) {
                begun.add(backend);
                try {
                    release.await();
                } catch (InterruptedException closed) {
                    interrupted.countDown();
                }
                return hang(backend, timeout);
            }

            @Override
            public void release() {
                released.incrementAndGet();
            }
        };
        HealthChecks checks = orders.checks().probe(waits).executor(executor).start();
        untilBegun();
        checks.close();
        interrupted.await();
        assertThat(released).as("at the close").hasValue(1);
        release.countDown();
        threads.get(0).join();
        assertThat(released).as("after the last probe").hasValue(2);
    }

    @Test
    void aMemberThatLeavesWhileProbedTakesNothingFromTheOthers() throws InterruptedException {
        AtomicInteger released = new AtomicInteger();
        Probe waits = new Probe() {
            @Override
            public ProbeResult check(Backend backend, Duration timeout) {
                return hang(backend, timeout);
            }

            @Override
            public void release() {
                released.incrementAndGet();
            }
        };
        HealthChecks checks = orders.checks()
                .probe(waits)
                .executor(task -> {
                    if (threads.isEmpty()) executor.execute(task);
                    else task.run(); // what was kept for the member is let go
                })
                .start();
        untilBegun();
        assertThat(orders.pool.forceRemove("a:80")).isCompleted();
        release.countDown();
        threads.get(0).join();
        assertThat(released).as("while the checks run").hasValue(0);
        checks.close();
        assertThat(released).hasValue(1);
    }

    @Test
    void aHundredHangingProbesTakeSixtyFourThreadsAndAllGetTheirTurn() throws InterruptedException {
        String[] hosts = IntStream.range(0, 100).mapToObj(i -> "h" + i).toArray(String[]::new);
        VirtualPool many = new VirtualPool(hosts);
        Set<Thread> workers = ConcurrentHashMap.newKeySet();
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch all = new CountDownLatch(100);
        HealthChecks checks = HealthChecks.of(many.pool)
                .probe((backend, timeout) -> {
                    workers.add(Thread.currentThread());
                    most.accumulateAndGet(now.incrementAndGet(), Math::max);
                    try {
                        return hang(backend, timeout);
                    } finally {
                        now.decrementAndGet();
                        all.countDown();
                    }
                })
                .start();
        many.time.advance(Duration.ofSeconds(5));
        for (int i = 0; i < ProbeThreads.MOST; i++) begun.take();
        assertThat(begun).isEmpty();

        release.countDown();
        all.await();
        assertThat(most).hasValue(ProbeThreads.MOST);
        assertThat(workers)
                .hasSize(ProbeThreads.MOST)
                .allMatch(Thread::isDaemon)
                .allMatch(worker -> worker.getName().matches("evenkeel-probe-\\d+"));
        checks.close();
        for (Thread worker : workers) worker.join();
    }

    /** A fleet that hangs must not make those wait who answer. */
    @Test
    void thoseThatHangHaveHalfOfTheThreadsAndTheOthersAreAnsweredMeanwhile() throws InterruptedException {
        ProbeThreads own = new ProbeThreads("orders", orders.time.scheduler());
        CountDownLatch all = new CountDownLatch(500);
        for (int i = 0; i < 500; i++) {
            own.forHanging().execute(() -> {
                hang(Backend.of("a", 80), Duration.ofSeconds(2));
                all.countDown();
            });
        }
        orders.time.advance(Duration.ofSeconds(5));
        for (int i = 0; i < ProbeThreads.MOST / 2; i++) begun.take();
        assertThat(own.size()).isEqualTo(ProbeThreads.MOST / 2);
        for (int i = 0; i < 100; i++) {
            CountDownLatch answered = new CountDownLatch(1);
            own.execute(answered::countDown);
            orders.time.advance(Duration.ofMillis(100));
            answered.await();
        }
        assertThat(begun).as("the others of those that hang").isEmpty();
        release.countDown();
        all.await();
        assertThat(own.most()).isLessThanOrEqualTo(ProbeThreads.MOST / 2 + ProbeThreads.QUICK);
        own.close();
    }

    /** A probe hangs once, to its time-out, and is then known for it until it answers. */
    @Test
    void whoHadNoAnswerInTimeIsAskedAmongThoseThatHangUntilItAnswers() {
        List<String> lanes = new ArrayList<>();
        AtomicInteger probes = new AtomicInteger();
        Probe second = (backend, timeout) -> {
            if (probes.incrementAndGet() == 2) orders.time.advance(timeout);
            return ProbeResult.passed("");
        };
        Executor quick = task -> {
            lanes.add("quick");
            orders.time.scheduler().execute(task);
        };
        Executor hanging = task -> {
            lanes.add("hanging");
            orders.time.scheduler().execute(task);
        };
        Duration five = Duration.ofSeconds(5);
        Pace pace = new Pace(five, five, five, 0, Duration.ofSeconds(2), new ProbeRules(3, 2));
        ProbeRun run = new ProbeRun("orders", second, quick, hanging, pace, orders.pool.environment());
        Subscription running = orders.pool.startChecks(pace.rules(), new ProbeObserver() {
            @Override
            public void joined(ProbeTarget target) {
                new ProbeLoop(target, run).begin(0);
            }

            @Override
            public void left(ProbeTarget target) {}

            @Override
            public void ejected(ProbeTarget target) {}
        });
        orders.time.advance(Duration.ofSeconds(22));
        assertThat(lanes.subList(0, 4)).containsExactly("quick", "quick", "hanging", "quick");
        running.close();
    }

    @Test
    void aMemberThatLeavesIsLetGoOnAThreadForProbesWhenItsLastProbeHasEnded() throws InterruptedException {
        List<String> gone = Collections.synchronizedList(new ArrayList<>());
        Probe keeps = new Probe() {
            @Override
            public ProbeResult check(Backend backend, Duration timeout) {
                return hang(backend, timeout);
            }

            @Override
            public void release(Backend backend) {
                gone.add(backend.id());
                throw new IllegalStateException("on purpose");
            }
        };
        List<Runnable> handed = new ArrayList<>();
        HealthChecks checks = orders.checks()
                .probe(keeps)
                .executor(task -> {
                    if (threads.isEmpty()) executor.execute(task);
                    else handed.add(task);
                })
                .start();
        untilBegun();
        orders.pool.add(Backend.of("b", 80));
        assertThat(orders.pool.forceRemove("b:80")).isCompleted();
        assertThat(gone).isEmpty();
        handed.forEach(Runnable::run);
        assertThat(gone).containsExactly("b:80");
        handed.clear();
        assertThat(orders.pool.forceRemove("a:80")).isCompleted();
        assertThat(handed).as("its probe still runs").isEmpty();
        release.countDown();
        threads.get(0).join();
        handed.forEach(Runnable::run);
        assertThat(gone).containsExactly("b:80", "a:80");
        orders.pool.add(Backend.of("c", 80));
        checks.close();
        assertThat(handed).as("at the close all is released").hasSize(1);
    }

    @Test
    void threadsAreMadeOnDemandAndEndAtTheClose() throws InterruptedException {
        ProbeThreads own = new ProbeThreads("orders", orders.time.scheduler());
        assertThat(own.size()).isZero();
        CountDownLatch ended = new CountDownLatch(3);
        for (int i = 0; i < 3; i++) {
            own.execute(() -> {
                try {
                    release.await();
                } catch (InterruptedException interrupted) {
                    ended.countDown();
                }
            });
        }
        assertThat(own.size()).isEqualTo(3);
        for (int i = 0; i < 200; i++) {
            CountDownLatch done = new CountDownLatch(1);
            own.execute(done::countDown);
            done.await();
        }
        assertThat(own.most()).as("idle ones are used again").isLessThanOrEqualTo(ProbeThreads.QUICK);
        own.close();
        assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
        own.execute(() -> begun.add(Backend.of("never", 1)));
        assertThat(begun).isEmpty();
    }

    @Test
    void aProbeForWhichNoThreadCanBeMadeIsNotLost() throws InterruptedException {
        AtomicInteger made = new AtomicInteger();
        ProbeThreads own = new ProbeThreads("orders", orders.time.scheduler(), task -> {
            if (made.incrementAndGet() == ProbeThreads.QUICK + 1) {
                throw new OutOfMemoryError("unable to create native thread: on purpose");
            }
            Thread thread = new Thread(task);
            thread.setDaemon(true);
            return thread;
        });
        for (int i = 0; i < ProbeThreads.QUICK + 2; i++) {
            own.execute(() -> hang(Backend.of("a", 80), Duration.ofSeconds(2)));
        }
        orders.time.advance(Duration.ofMillis(100));
        assertThat(made).as("it was tried").hasValue(ProbeThreads.QUICK + 1);
        assertThat(own.size()).isEqualTo(ProbeThreads.QUICK);
        orders.time.advance(Duration.ofMillis(100));
        assertThat(own.size()).isEqualTo(ProbeThreads.QUICK + 2);
        for (int i = 0; i < ProbeThreads.QUICK + 2; i++) begun.take();
        release.countDown();
        own.close();
    }

    /** A thousand probes at once, of which a hundred per thread are answered between two rounds. */
    @Test
    void aBurstThatIsAnsweredQuicklyMakesFewThreads() throws InterruptedException {
        ProbeThreads own = new ProbeThreads("orders", orders.time.scheduler());
        Semaphore answers = new Semaphore(0);
        Semaphore answered = new Semaphore(0);
        for (int i = 0; i < 1000; i++) {
            own.execute(() -> {
                answers.acquireUninterruptibly();
                answered.release();
            });
        }
        for (int left = 1000; left > 0; left -= 400) {
            int now = Math.min(left, 400);
            answers.release(now);
            answered.acquire(now);
            orders.time.advance(Duration.ofMillis(50));
        }
        assertThat(own.most()).isLessThanOrEqualTo(8);
        own.close();
    }

    @Test
    void aThreadMoreIsMadeForWhatWaitedTwoRoundsAndForNoBurst() throws InterruptedException {
        ProbeThreads own = new ProbeThreads("orders", orders.time.scheduler());
        for (int i = 0; i < ProbeThreads.QUICK + 3; i++) {
            own.execute(() -> hang(Backend.of("a", 80), Duration.ofSeconds(2)));
        }
        assertThat(own.size()).isEqualTo(ProbeThreads.QUICK);
        orders.time.advance(Duration.ofMillis(100).minusNanos(1));
        assertThat(own.size()).isEqualTo(ProbeThreads.QUICK);
        orders.time.advance(Duration.ofNanos(1));
        assertThat(own.size()).as("nothing moved: one for each that waits").isEqualTo(ProbeThreads.QUICK + 3);
        for (int i = 0; i < ProbeThreads.QUICK + 3; i++) begun.take();
        release.countDown();
        own.close();
    }

    @Test
    void thatTheThreadsAreAllTakenIsInThePoolsStatusForAsLongAsItHolds() throws InterruptedException {
        String[] hosts = IntStream.range(0, 70).mapToObj(i -> "h" + i).toArray(String[]::new);
        VirtualPool many = new VirtualPool(hosts);
        CountDownLatch all = new CountDownLatch(70);
        HealthChecks checks = HealthChecks.of(many.pool)
                .probe((backend, timeout) -> {
                    all.countDown();
                    return hang(backend, timeout);
                })
                .start();
        assertThat(many.pool.status().warnings()).isEmpty();
        many.time.advance(Duration.ofSeconds(8));
        for (int i = 0; i < ProbeThreads.MOST; i++) begun.take();
        assertThat(many.pool.status().warnings())
                .singleElement()
                .asString()
                .matches(
                        "executor: all threads are busy, 6 probes wait for one, up to [34]\\.\\d s so far \\(do backends hang\\?\\)");
        release.countDown();
        all.await();
        assertThat(many.pool.status().warnings()).isEmpty();
        checks.close();
    }
}

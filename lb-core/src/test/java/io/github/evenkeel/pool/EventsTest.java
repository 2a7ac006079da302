package io.github.evenkeel.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.evenkeel.CallContext;
import io.github.evenkeel.health.SlowStart;
import io.github.evenkeel.health.Status;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class EventsTest {
    private final Bench bench = new Bench(1, "a", "b");

    @Test
    void eventsComeInOrderWithTheirInstant() {
        bench.pool.maintenance("a");
        bench.pool.ready("a");
        bench.pool.remove("a");
        bench.time.runDue();
        assertThat(bench.events)
                .extracting(event -> event.getClass().getSimpleName())
                .containsExactly("StatusChanged", "StatusChanged", "MemberLeft", "DrainEnded");
        assertThat(bench.events)
                .allMatch(
                        event -> event.at() == bench.time.now() && event.pool().equals("orders"));
        assertThat(bench.events.get(0))
                .isEqualTo(new PoolEvent.StatusChanged(
                        "orders",
                        bench.time.now(),
                        Bench.backend("a"),
                        Status.HEALTHY,
                        Status.MAINTENANCE,
                        "by the operator"));
    }

    @Test
    void aListenerThatThrowsIsHeardByNobody() {
        bench.pool.onEvent(event -> {
            throw new AssertionError("on purpose");
        });
        List<PoolEvent> other = new ArrayList<>();
        bench.pool.onEvent(other::add);
        bench.pool.maintenance("a");
        bench.pool.ready("a");
        bench.time.runDue();
        assertThat(other).hasSize(2).isEqualTo(bench.events);
        assertThat(bench.picked()).containsExactly("a", "b");
    }

    @Test
    void aSubscriptionEndsAloneAlsoOfTheSameListener() {
        List<PoolEvent> heard = new ArrayList<>();
        Subscription first = bench.pool.onEvent(heard::add);
        bench.pool.onEvent(heard::add);
        bench.pool.maintenance("a");
        bench.time.runDue();
        assertThat(heard).hasSize(2);
        first.close();
        first.close();
        bench.pool.ready("a");
        bench.time.runDue();
        assertThat(heard).hasSize(3);
    }

    @Test
    void whenAListenerIsTooSlowTheOldestEventsAreDroppedAndCounted() {
        Queue<Runnable> tasks = new ArrayDeque<>();
        try (BackendPool pool = BackendPool.builder("orders")
                .slowStart(SlowStart.off())
                .backend("a", 1)
                .backend("b", 1)
                .listeners(tasks::add)
                .build()) {
            List<PoolEvent> heard = new ArrayList<>();
            pool.onEvent(heard::add);
            for (int i = 0; i < 1000; i++) {
                pool.maintenance("a:1");
                pool.ready("a:1");
            }
            pool.maintenance("a:1"); // the 2,001st
            assertThat(pool.status().droppedEvents()).isEqualTo(2001 - EventBus.MOST);
            assertThat(pool.status().toString()).endsWith("977 events dropped\n");
            assertThat(tasks).as("one at a time").hasSize(1);
            tasks.remove().run();
            assertThat(heard).hasSize(EventBus.MOST);
            // The 978th is a READY, the last a MAINTENANCE.
            assertThat(((PoolEvent.StatusChanged) heard.get(0)).to()).isEqualTo(Status.HEALTHY);
            assertThat(((PoolEvent.StatusChanged) heard.get(1023)).to()).isEqualTo(Status.MAINTENANCE);
        }
    }

    @Test
    void anExecutorThatTakesNoMoreLosesEventsAndNothingElse() {
        boolean[] open = new boolean[1];
        try (BackendPool pool = BackendPool.builder("orders")
                .slowStart(SlowStart.off())
                .backend("a", 1)
                .listeners(task -> {
                    if (!open[0]) throw new RejectedExecutionException();
                    task.run();
                })
                .build()) {
            List<PoolEvent> heard = new ArrayList<>();
            pool.onEvent(heard::add);
            pool.forceMaintenance("a:1");
            assertThat(pool.status().member("a:1").status()).isEqualTo(Status.MAINTENANCE);
            open[0] = true;
            pool.ready("a:1");
            assertThat(heard).isNotEmpty();
        }
    }

    @Test
    void aBlockedListenerDelaysNoCommandAndHearsAllOnItsOwnThread() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        BlockingQueue<Thread> heard = new LinkedBlockingQueue<>();
        try (BackendPool pool = BackendPool.builder("orders")
                .backend("a", 1)
                .backend("b", 1)
                .slowStart(SlowStart.off())
                .build()) {
            pool.onEvent(event -> {
                try {
                    release.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                heard.add(Thread.currentThread());
            });
            pool.maintenance("a:1");
            pool.ready("a:1");
            assertThat(pool.status().member("a:1").status()).isEqualTo(Status.HEALTHY);
            Lease lease = pool.acquire(CallContext.any());
            lease.close();
            assertThat(heard).isEmpty();
            release.countDown();
            for (int i = 0; i < 2; i++) {
                Thread thread = heard.poll(30, TimeUnit.SECONDS);
                assertThat(thread).isNotNull().isNotSameAs(Thread.currentThread());
                assertThat(thread.getName()).startsWith("evenkeel-listener");
                assertThat(thread.isDaemon()).isTrue();
            }
        }
    }

    @Test
    void whatHangsOnADrainMayCommandThePoolAgain() throws Exception {
        try (BackendPool pool = BackendPool.builder("orders")
                .backend("a", 1)
                .backend("b", 1)
                .slowStart(SlowStart.off())
                .build()) {
            Lease lease = pool.acquire(CallContext.any());
            String id = lease.backend().id();
            CompletableFuture<Boolean> held = new CompletableFuture<>();
            pool.remove(id).thenAccept(drained -> {
                // Another thread gets the lock while this one runs: so this one has not got it.
                Thread other = new Thread(() -> held.complete(pool.backends().size() == 1));
                other.start();
                held.join();
            });
            lease.close();
            assertThat(held.get(30, TimeUnit.SECONDS)).isTrue();
        }
    }
}

package io.github.evenkeel.pool;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;

/** Threads that start together; the first thing that goes wrong in any of them goes wrong here. */
final class Crowd {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private final List<IntConsumer> roles = new ArrayList<>();
    private final AtomicReference<Throwable> wrong = new AtomicReference<>();

    /** So many threads, each told its number in this role. */
    Crowd with(int threads, IntConsumer role) {
        for (int i = 0; i < threads; i++) {
            int number = i;
            roles.add(ignored -> role.accept(number));
        }
        return this;
    }

    /** True once some thread failed: the others need not go on. */
    boolean broken() {
        return wrong.get() != null;
    }

    void run() throws InterruptedException {
        CyclicBarrier start = new CyclicBarrier(roles.size());
        List<Thread> threads = new ArrayList<>();
        for (IntConsumer role : roles) {
            Thread thread = new Thread(() -> {
                try {
                    start.await();
                    role.accept(0);
                } catch (Throwable thrown) { // whatever it is, the test must hear of it
                    wrong.compareAndSet(null, thrown);
                }
            });
            thread.setDaemon(true);
            thread.start();
            threads.add(thread);
        }
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        for (Thread thread : threads) {
            thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
            if (thread.isAlive()) throw new AssertionError("still running: " + List.of(thread.getStackTrace()));
        }
        if (broken()) throw new AssertionError("a thread failed", wrong.get());
    }
}

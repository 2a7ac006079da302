package io.github.evenkeel.probe;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs tasks on so many of another's threads at most; what is more waits here, in order, until one of these is through with its task.
 * Any thread, no lock.
 */
final class Lane implements Executor {
    private final Executor threads;
    private final int width;
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger taken = new AtomicInteger();

    Lane(Executor threads, int width) {
        this.threads = threads;
        this.width = width;
    }

    @Override
    public void execute(Runnable task) {
        waiting.add(task);
        try {
            begin();
        } catch (Throwable refused) {
            // Unless another thread has taken it meanwhile, it will not run.
            if (waiting.remove(task)) throw refused;
        }
    }

    private void begin() {
        if (!take()) return;
        boolean begun = false;
        try {
            threads.execute(this::work);
            begun = true;
        } finally {
            if (!begun) taken.decrementAndGet();
        }
    }

    private boolean take() {
        return taken.getAndUpdate(now -> Math.min(width, now + 1)) < width;
    }

    /** Until nothing waits. Looks again when the place is given back: a task may have come while there was none. */
    private void work() {
        do {
            try {
                for (Runnable task = waiting.poll(); task != null; task = waiting.poll()) task.run();
            } catch (Throwable thrown) {
                taken.decrementAndGet();
                goOn(thrown);
                throw thrown;
            }
            taken.decrementAndGet();
        } while (!waiting.isEmpty() && take());
    }

    /** What a task throws ends its thread, as it would without a lane; those that wait get another. */
    private void goOn(Throwable thrown) {
        try {
            if (!waiting.isEmpty()) begin();
        } catch (Throwable refused) {
            thrown.addSuppressed(refused);
        }
    }
}

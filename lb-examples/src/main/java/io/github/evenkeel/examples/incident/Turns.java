package io.github.evenkeel.examples.incident;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/**
 * Runs code that blocks, such as a probe, in virtual time: each task has a thread of its own, but only one thread is ever at work, the
 * simulation's or one of these, and it says itself when the turn goes on. So there are no races, and every run is the same.
 */
final class Turns implements Executor, AutoCloseable {
    private final Semaphore simulation = new Semaphore(0);
    private final Set<Semaphore> waiting = new LinkedHashSet<>();
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "evenkeel-turn");
        thread.setDaemon(true);
        return thread;
    });
    private boolean closed;

    /** Runs a task until its end or its first {@link #await}. The simulation's thread. */
    @Override
    public void execute(Runnable task) {
        threads.execute(() -> {
            try {
                task.run();
            } finally {
                simulation.release();
            }
        });
        simulation.acquireUninterruptibly();
    }

    /**
     * Blocks a task until it is resumed. An interrupt does not end it: who interrupts at a time-out resumes it at the same instant.
     *
     * @param resumed takes what the simulation's thread must run, later and once, to go on with the task
     * @throws CancellationException if these are closed meanwhile
     */
    void await(Consumer<Runnable> resumed) {
        Semaphore turn = new Semaphore(0);
        waiting.add(turn);
        resumed.accept(() -> {
            if (waiting.remove(turn)) goOn(turn);
        });
        simulation.release();
        turn.acquireUninterruptibly();
        if (closed) throw new CancellationException("the simulation is over");
    }

    private void goOn(Semaphore turn) {
        turn.release();
        simulation.acquireUninterruptibly();
    }

    /** Ends what waits. */
    @Override
    public void close() {
        closed = true;
        while (!waiting.isEmpty()) {
            Semaphore turn = waiting.iterator().next();
            waiting.remove(turn);
            goOn(turn);
        }
        threads.shutdown();
    }
}

package io.github.evenkeel.examples.simulate;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs simulations on all processors and hands their results out in the order they were asked for. */
final class Laboratory implements AutoCloseable {
    private final ExecutorService workers =
            Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors(), task -> {
                Thread thread = new Thread(task, "simulation");
                thread.setDaemon(true);
                return thread;
            });
    private final long firstSeed;

    Laboratory(long firstSeed) {
        this.firstSeed = firstSeed;
    }

    /** Results to come, one per seed. */
    record Pending(List<Future<Run>> runs) {
        List<Run> await() {
            List<Run> done = new ArrayList<>();
            try {
                for (Future<Run> run : runs) done.add(run.get());
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", interrupted);
            } catch (ExecutionException failed) {
                throw new IllegalStateException("a simulation failed: " + failed.getCause(), failed.getCause());
            }
            return done;
        }
    }

    /** Starts the runs of one scenario with one selector, as processors become free. */
    Pending start(Scenario scenario, Contender contender, int seeds) {
        List<Future<Run>> runs = new ArrayList<>();
        for (int i = 0; i < seeds; i++) {
            long seed = firstSeed + i;
            runs.add(workers.submit(() -> Simulation.run(scenario, contender.selector(), seed)));
        }
        return new Pending(runs);
    }

    @Override
    public void close() {
        workers.shutdownNow();
    }
}

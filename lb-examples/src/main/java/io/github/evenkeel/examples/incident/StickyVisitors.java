package io.github.evenkeel.examples.incident;

import io.github.evenkeel.CallContext;
import io.github.evenkeel.NoBackendAvailableException;
import io.github.evenkeel.Outcome;
import io.github.evenkeel.pool.BackendPool;
import io.github.evenkeel.pool.Lease;
import io.github.evenkeel.select.Selectors;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;

/** I10: 250,000 visitors in twenty minutes, each with a session, and then one of five backends is removed. */
final class StickyVisitors {
    private static final int VISITORS = 250_000;
    private static final double END = 1200;
    private static final double LOOK = 10;

    private StickyVisitors() {}

    static Observed play(Side side) {
        UnaryOperator<BackendPool.Builder> ours = pool -> pool.selector(Selectors.sticky(Selectors.adaptive()));
        List<Host> hosts = Scenes.hosts(5);
        Host removed = hosts.get(4);
        double[] kept = new double[(int) (END / LOOK) + 1];
        Map<String, String> naive = new HashMap<>();
        try (World world = new World(side.of(Scenes::plain, ours), hosts)) {
            // Arrivals come by the step: what is counted are keys and not times.
            int[] next = {0};
            world.every(LOOK, () -> {
                int until = (int) Math.round(world.now() / END * VISITORS);
                for (; next[0] < until; next[0]++) visit(world, side, "visitor-" + next[0], naive);
                kept[(int) Math.round(world.now() / LOOK)] = side.of((double) naive.size(), figure(world));
            });
            world.playTo(END);
            double before = side.of((double) naive.size(), figure(world));
            double its = naive.values().stream()
                    .filter(id -> id.equals(removed.id()))
                    .count();
            world.pool().remove(removed.id());
            world.playTo(END + 1);
            if (side == Side.NAIVE) return Observed.of(LOOK, kept, before, its);
            double dropped = world.ledger().keysDropped(removed.backend());
            // What it had and did not lose; that it had any at all is checked too, for 0 of 0 would say nothing.
            double left = dropped > 0 ? dropped - (before - figure(world)) : Double.NaN;
            return Observed.of(LOOK, kept, before, left);
        }
    }

    private static void visit(World world, Side side, String visitor, Map<String, String> naive) {
        try (Lease lease = acquire(world, CallContext.forKey(visitor))) {
            if (side == Side.NAIVE) naive.putIfAbsent(visitor, lease.backend().id());
            lease.responded(Outcome.SUCCESS);
        }
    }

    private static Lease acquire(World world, CallContext context) {
        try {
            return world.pool().acquire(context);
        } catch (NoBackendAvailableException none) {
            throw new IllegalStateException(none);
        }
    }

    private static double figure(World world) {
        return Objects.requireNonNull(world.pool().status().figures().getOrDefault("stickyKeys", 0L));
    }
}

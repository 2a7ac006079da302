package io.github.evenkeel.examples.incident;

import io.github.evenkeel.CallContext;
import io.github.evenkeel.pool.BackendPool;
import io.github.evenkeel.pool.PoolEvent;
import io.github.evenkeel.select.Selectors;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;

/** I9: sessions stay with their backend; from one instant on, four of five calls are of one session. */
final class HotKey {
    private static final double FROM = 30;
    private static final double END = FROM + 60;
    private static final double HOT = 0.8;
    private static final int KEYS = 1000;

    private HotKey() {}

    static Observed play(Side side) {
        UnaryOperator<BackendPool.Builder> sticky = pool -> pool.selector(Selectors.sticky(Selectors.adaptive()));
        UnaryOperator<BackendPool.Builder> plain =
                pool -> Scenes.plain(pool).selector(Selectors.sticky(Selectors.roundRobin()));
        List<Host> hosts = Scenes.hosts(5);
        SplittableRandom chance = new SplittableRandom(1);
        try (World world = new World(side.of(plain, sticky), hosts)) {
            world.calls(200, () -> {
                boolean hot = world.now() >= FROM && chance.nextDouble() < HOT;
                return CallContext.forKey("session-" + (hot ? 0 : chance.nextInt(KEYS)));
            });
            world.playTo(END);
            Ledger seen = world.ledger();
            double[] curve = new double[(int) END];
            for (int i = 0; i < curve.length; i++) curve[i] = largest(seen, hosts, i, i + 1);
            // Without the library's eyes nobody tells.
            double told = seen.first(PoolEvent.Skewed.class, skewed -> skewed.times() >= 2) - FROM;
            return Observed.of(1, curve, side.of(Double.POSITIVE_INFINITY, told), largest(seen, hosts, FROM, END));
        }
    }

    /** The largest share of these calls that a host had, times the mean. */
    private static double largest(Ledger seen, List<Host> hosts, double from, double to) {
        long most = 0;
        for (Host host : hosts) {
            long its = seen.calls(from, to)
                    .filter(call -> call.host().equals(host.id()))
                    .count();
            most = Math.max(most, its);
        }
        return (double) most * hosts.size() / seen.calls(from, to).count();
    }
}

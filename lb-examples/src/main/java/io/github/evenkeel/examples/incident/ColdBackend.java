package io.github.evenkeel.examples.incident;

import java.util.function.UnaryOperator;

/** I7: beside nine, a tenth joins whose calls take five times as long in its first minute. */
final class ColdBackend {
    private static final double WARM = 10; // what the pool has learnt by then is what it goes by
    private static final double JOINS = 70;
    private static final double END = JOINS + 60;

    private ColdBackend() {}

    static Observed play(Side side) {
        try (World world = new World(side.of(Scenes::plain, UnaryOperator.identity()), Scenes.hosts(9))) {
            Host cold = world.know(new Host(10, 20, 0.02));
            cold.slower(5);
            world.probe(UnaryOperator.identity());
            world.calls(500);
            world.at(JOINS, () -> world.pool().add(cold.backend()));
            world.playTo(END);
            Ledger seen = world.ledger();
            double[] curve = new double[(int) END];
            for (int i = 0; i < curve.length; i++) curve[i] = seen.percentile(99, i, i + 1);
            return Observed.of(1, curve, seen.percentile(99, JOINS, END) / seen.percentile(99, WARM, JOINS));
        }
    }
}

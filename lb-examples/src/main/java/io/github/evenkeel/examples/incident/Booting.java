package io.github.evenkeel.examples.incident;

import io.github.evenkeel.Outcome;
import java.util.List;
import java.util.function.UnaryOperator;

/** I11: a new backend is announced when its process starts; for 20 s it refuses connections, for 10 s more its readiness says no. */
final class Booting {
    private static final double ADDED = 10;
    private static final double LISTENS = ADDED + 20;
    private static final double READY = LISTENS + 10;
    private static final double END = READY + 20;

    private Booting() {}

    static Observed play(Side side) {
        List<Host> hosts = Scenes.hosts(4);
        try (World world = new World(side.of(Scenes::plain, UnaryOperator.identity()), hosts)) {
            Host fresh = world.know(new Host(5, 20, 0.02));
            fresh.dead(true);
            fresh.healthBad(true);
            fresh.answers(Outcome.FAILURE);
            if (side == Side.OURS) world.probe(UnaryOperator.identity());
            world.calls(200);
            world.at(ADDED, () -> world.pool().add(fresh.backend()));
            world.at(LISTENS, () -> fresh.dead(false));
            world.at(READY, () -> {
                fresh.healthBad(false);
                fresh.answers(Outcome.SUCCESS);
            });
            world.playTo(END);
            Ledger seen = world.ledger();
            // Where nobody probes, a probe would be good from here on.
            double good = side.of(READY, seen.firstGoodProbe(fresh.id()));
            double early = seen.calls(0, good)
                    .filter(call -> call.host().equals(fresh.id()))
                    .count();
            double[] curve = new double[(int) END];
            seen.calls(0, END).filter(call -> call.host().equals(fresh.id())).forEach(call -> curve[(int) call.at()]++);
            return Observed.of(1, curve, early);
        }
    }
}

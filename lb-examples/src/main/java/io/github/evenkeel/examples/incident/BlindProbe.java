package io.github.evenkeel.examples.incident;

import java.util.List;
import java.util.function.UnaryOperator;

/** I4: all threads of one of five hang; its port goes on to listen, and that is all the probes ask. Callers wait 1 s. */
final class BlindProbe {
    private static final double FROM = 30;
    private static final double END = FROM + 60;

    private BlindProbe() {}

    static Observed play(Side side) {
        List<Host> hosts = Scenes.hosts(5);
        Host blocked = hosts.get(1);
        try (World world = new World(side.of(Scenes::plain, UnaryOperator.identity()), hosts)) {
            world.probe(UnaryOperator.identity(), Host::connect);
            world.timeOut(1);
            world.calls(200);
            world.at(FROM, blocked::stuck);
            world.playTo(END);
            Ledger seen = world.ledger();
            double failed = seen.failed(call -> call.host().equals(blocked.id()));
            return Observed.of(1, seen.failures(1, END), Double.NaN, failed, Double.NaN);
        }
    }
}

package io.github.evenkeel.examples.incident;

import io.github.evenkeel.pool.PoolEvent.MemberEjected;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * I4: what a TCP probe does not see. All threads of one of five hang, while its port goes on to listen and callers wait for 1 s; and, in
 * a world of its own, one is four times as slow as it was. The third, one route of one backend, waits for statistics per route.
 */
final class BlindProbe {
    private static final double FROM = 70; // sweeps know a minute of everybody's past
    private static final double END = FROM + 60;

    private BlindProbe() {}

    static Observed play(Side side) {
        UnaryOperator<World> blind = world -> {
            world.probe(UnaryOperator.identity(), Host::connect);
            world.timeOut(1);
            world.calls(200);
            return world;
        };
        List<Host> hosts = Scenes.hosts(5);
        Host blocked = hosts.get(1);
        try (World world = blind.apply(world(side, hosts))) {
            world.at(FROM, blocked::stuck);
            world.playTo(END);
            Ledger seen = world.ledger();
            double failed = seen.failed(call -> call.host().equals(blocked.id()));
            return Observed.of(1, seen.failures(1, END), Double.NaN, failed, slow(side, blind));
        }
    }

    private static double slow(Side side, UnaryOperator<World> blind) {
        List<Host> hosts = Scenes.hosts(5);
        Host slow = hosts.get(1);
        try (World world = blind.apply(world(side, hosts))) {
            world.at(FROM, () -> slow.slower(4));
            world.playTo(END);
            return world.ledger()
                            .first(
                                    MemberEjected.class,
                                    ejected -> ejected.backend().equals(slow.backend()))
                    - FROM;
        }
    }

    private static World world(Side side, List<Host> hosts) {
        return new World(side.of(Scenes::plain, UnaryOperator.identity()), hosts);
    }
}

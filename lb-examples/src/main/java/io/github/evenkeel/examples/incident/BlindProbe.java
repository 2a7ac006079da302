package io.github.evenkeel.examples.incident;

import io.github.evenkeel.CallContext;
import io.github.evenkeel.pool.PoolEvent.MemberEjected;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * I4: what a TCP probe does not see. All threads of one of five hang, while its port goes on to listen and callers wait for 1 s; and, in
 * worlds of their own, one is four times as slow as it was, and one of four routes fails on one.
 */
final class BlindProbe {
    private static final double FROM = 70; // sweeps know a minute of everybody's past
    private static final double END = FROM + 60;

    private static final List<CallContext> ROUTES = Stream.of("GET /orders", "POST /orders", "GET /stock", "GET /users")
            .map(CallContext.any()::withRoute)
            .toList();

    private BlindProbe() {}

    static Observed play(Side side) {
        UnaryOperator<World> blind = world -> probed(world, CallContext::any);
        List<Host> hosts = Scenes.hosts(5);
        Host blocked = hosts.get(1);
        try (World world = blind.apply(world(side, hosts))) {
            world.at(FROM, blocked::stuck);
            world.playTo(END);
            Ledger seen = world.ledger();
            double failed = seen.failed(call -> call.host().equals(blocked.id()));
            return Observed.of(1, seen.failures(1, END), partial(side), failed, slow(side, blind));
        }
    }

    private static World probed(World world, Supplier<CallContext> calls) {
        world.probe(UnaryOperator.identity(), Host::connect);
        world.timeOut(1);
        world.calls(200, calls);
        return world;
    }

    /** Of the calls of the route that one backend fails. */
    private static double partial(Side side) {
        List<Host> hosts = Scenes.hosts(5);
        try (World world = world(side, hosts)) {
            int[] calls = {0, 0};
            probed(world, () -> {
                int route = calls[0]++ % ROUTES.size();
                if (route == 0 && world.now() >= FROM) calls[1]++;
                return ROUTES.get(route);
            });
            world.at(FROM, () -> hosts.get(1).breaks("GET /orders"));
            world.playTo(END);
            return 100.0 * world.ledger().failed(call -> true) / calls[1];
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

package io.github.evenkeel.examples.incident;

import io.github.evenkeel.CallContext;
import io.github.evenkeel.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** I5: a backend with 150 calls in flight, of 5 s in the mean, is removed; others take what comes. */
final class Deploy {
    private static final int IN_FLIGHT = 150;
    private static final double FROM = 10;
    private static final double END = FROM + 60;

    private Deploy() {}

    static Observed play(Side side) {
        // More threads than calls, none longer than 25 s: a deploy knows its slowest call and drains for longer than
        // that.
        List<Host> hosts = IntStream.rangeClosed(1, 3)
                .mapToObj(number -> new Host(number, 1000, 5).atMost(25))
                .toList();
        Host old = hosts.get(0);
        try (World world = new World(
                side.of(pool -> Scenes.plain(pool).drainTimeout(Duration.ofNanos(1)), UnaryOperator.identity()),
                hosts)) {
            world.at(FROM, () -> {
                while (inFlight(world, old) < IN_FLIGHT) world.call(CallContext.any());
                world.pool().remove(old.id());
            });
            world.calls(20);
            world.playTo(END);
            double cut =
                    world.ledger().failed(call -> call.host().equals(old.id()) && call.kind() == Outcome.Kind.RESET);
            return Observed.of(1, world.ledger().failures(1, END), cut);
        }
    }

    private static int inFlight(World world, Host host) {
        return Objects.requireNonNull(world.pool().status().member(host.id())).inFlight();
    }
}

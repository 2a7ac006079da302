package io.github.evenkeel.examples.incident;

import io.github.evenkeel.pool.BackendPool;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * I12: 1,000 calls a second on five primaries that can do 300 each while few wait, and ever fewer as more do; two of them die. Ours has
 * three more hosts as a standby; naive has none, or has them where a script must switch to them.
 */
final class Failover {
    private static final double WARM = 10;
    private static final double FROM = 40;
    /** By now whoever is dead is out. */
    private static final double SETTLED = FROM + 20;

    private static final double END = FROM + 100;
    private static final double TIME_OUT = 2;

    private Failover() {}

    static Observed play(Side side) {
        List<Host> primaries = hosts(1, 5, 0);
        List<Host> members = new ArrayList<>(primaries);
        if (side == Side.OURS) members.addAll(hosts(6, 8, 1));
        UnaryOperator<BackendPool.Builder> defaults = UnaryOperator.identity();
        try (World world = new World(side.of(Scenes::withoutFloor, defaults), members)) {
            world.probe(UnaryOperator.identity());
            world.timeOut(TIME_OUT);
            world.calls(1000);
            world.at(FROM, () -> primaries.subList(0, 2).forEach(host -> host.dead(true)));
            world.playTo(END);
            Ledger seen = world.ledger();
            Map<String, Double> before = perSecond(seen, WARM, FROM);
            Map<String, Double> after = perSecond(seen, SETTLED, END - TIME_OUT);
            double most = primaries.subList(2, 5).stream()
                    .mapToDouble(host -> after.getOrDefault(host.id(), 0.0) / before.getOrDefault(host.id(), 1.0))
                    .max()
                    .orElseThrow();
            return Observed.of(1, seen.failures(1, END), most, seen.served(FROM, END - TIME_OUT));
        }
    }

    private static List<Host> hosts(int first, int last, int priority) {
        return IntStream.rangeClosed(first, last)
                .mapToObj(number -> new Host(number, 12, 0.04).thrashing(100).withPriority(priority))
                .toList();
    }

    private static Map<String, Double> perSecond(Ledger seen, double from, double to) {
        return seen.calls(from, to)
                .collect(Collectors.groupingBy(Ledger.Called::host, Collectors.summingDouble(call -> 1 / (to - from))));
    }
}

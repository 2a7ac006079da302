package io.github.evenkeel.examples.incident;

import io.github.evenkeel.pool.BackendPool;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * I12: 1,000 calls a second on five primaries that can do 360 each while few wait, and ever fewer as more do; two of them die. So a
 * survivor can bear the 140 % that it is asked to, 280 a second, and not the 333 it has without a standby. Ours has three more hosts as
 * a standby; naive has none, or has them where a person must switch to them.
 */
final class Failover {
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
            double all = seen.calls(SETTLED, END - TIME_OUT).count();
            double most = 0;
            for (Host survivor : primaries.subList(2, 5)) {
                double its = seen.calls(SETTLED, END - TIME_OUT)
                        .filter(call -> call.host().equals(survivor.id()))
                        .count();
                most = Math.max(most, its / all * primaries.size());
            }
            return Observed.of(1, seen.failures(1, END), most, seen.served(FROM, END - TIME_OUT));
        }
    }

    private static List<Host> hosts(int first, int last, int priority) {
        return IntStream.rangeClosed(first, last)
                .mapToObj(number ->
                        new Host(number, 12, 12 / 360.0).thrashing(100).withPriority(priority))
                .toList();
    }
}

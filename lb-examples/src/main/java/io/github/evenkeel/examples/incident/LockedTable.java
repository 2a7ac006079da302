package io.github.evenkeel.examples.incident;

import java.util.List;
import java.util.function.UnaryOperator;

/** I2: the health page asks the database, and a migration locks a table for 90 s; calls do without that table. */
final class LockedTable {
    private static final double FROM = 60;
    private static final double TO = FROM + 90;
    private static final double END = TO + 60;

    private LockedTable() {}

    static Observed play(Side side) {
        List<Host> hosts = Scenes.hosts(5);
        try (World world = new World(side.of(Scenes::withoutFloor, UnaryOperator.identity()), hosts)) {
            world.probe(UnaryOperator.identity());
            world.calls(200);
            world.at(FROM, () -> hosts.forEach(host -> host.healthHangs(true)));
            world.at(TO, () -> hosts.forEach(host -> host.healthHangs(false)));
            world.playTo(END);
            Ledger seen = world.ledger();
            double worst = 100;
            for (double from = FROM; from <= TO - 10; from++) worst = Math.min(worst, seen.served(from, from + 10));
            return Observed.of(1, seen.failures(1, END), seen.served(FROM, TO), worst);
        }
    }
}

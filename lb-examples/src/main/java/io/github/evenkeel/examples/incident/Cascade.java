package io.github.evenkeel.examples.incident;

import io.github.evenkeel.probe.HealthChecks;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * I3: five hosts with 1,000 calls a second, a full collection of 300 ms on one of them. A host can do 240 a second while few wait, and
 * ever fewer as more do: all five are enough, four are not.
 */
final class Cascade {
    private static final double PAUSE = 5;
    private static final double END = PAUSE + 60;
    private static final double LOOK = 0.1;

    private Cascade() {}

    static Observed play(Side side) {
        List<Host> hosts = IntStream.rangeClosed(1, 5)
                .mapToObj(number -> new Host(number, 12, 0.05).thrashing(100))
                .toList();
        double[] rotation = new double[(int) (END / LOOK) + 1];
        try (World world = new World(side.of(Scenes::withoutFloor, UnaryOperator.identity()), hosts)) {
            world.probe(side.of(Cascade::hasty, UnaryOperator.identity()));
            world.timeOut(2);
            world.calls(1000);
            world.at(PAUSE, () -> hosts.get(0).pause(0.3));
            world.every(LOOK, () -> rotation[(int) Math.round(world.now() / LOOK)] = world.inRotation());
            world.playTo(END);
            rotation[0] = hosts.size();
            double fewest = hosts.size();
            double none = Double.POSITIVE_INFINITY;
            for (int i = (int) (PAUSE / LOOK); i < rotation.length; i++) {
                fewest = Math.min(fewest, rotation[i]);
                if (rotation[i] == 0) none = Math.min(none, i * LOOK - PAUSE);
            }
            // Those that began in the last two seconds may still be under way.
            return Observed.of(LOOK, rotation, fewest, world.ledger().served(PAUSE, END - 2), none);
        }
    }

    private static HealthChecks.Builder hasty(HealthChecks.Builder checks) {
        return checks.every(Duration.ofSeconds(1))
                .timeout(Duration.ofMillis(250))
                .unhealthyAfter(2);
    }
}

package io.github.evenkeel.examples.incident;

import io.github.evenkeel.probe.HealthChecks;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

/** I6: one of five is dead for 20 s and well for 20 s, again and again, for half an hour. */
final class Flapping {
    private static final double HALF = 20;
    private static final double END = 30 * 60;
    private static final double LOOK = 0.5;

    private Flapping() {}

    static Observed play(Side side) {
        List<Host> hosts = Scenes.hosts(5);
        Host flapping = hosts.get(3);
        double[] in = new double[(int) (END / LOOK) + 1];
        try (World world = new World(side.of(Scenes::plain, UnaryOperator.identity()), hosts)) {
            world.probe(side.of(Flapping::hasty, UnaryOperator.identity()));
            world.calls(20);
            for (double at = HALF; at < END; at += 2 * HALF) {
                world.at(at, () -> flapping.dead(true));
                world.at(at + HALF, () -> flapping.dead(false));
            }
            world.every(LOOK, () -> in[(int) Math.round(world.now() / LOOK)] = world.inRotation(flapping) ? 1 : 0);
            world.playTo(END);
        }
        in[0] = 1;
        int changes = 0;
        for (int i = 1; i < in.length; i++) {
            if (in[i] != in[i - 1]) changes++;
        }
        return Observed.of(LOOK, in, changes);
    }

    private static HealthChecks.Builder hasty(HealthChecks.Builder checks) {
        return checks.every(Duration.ofSeconds(1))
                .timeout(Duration.ofMillis(500))
                .unhealthyAfter(1)
                .healthyAfter(1)
                .holdFlapping(Duration.ofMillis(1), Duration.ofMillis(1));
    }
}

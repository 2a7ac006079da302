package io.github.evenkeel.examples.incident;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** I8: sockets that stay open for half an hour, two new ones a second; three hosts, and after twenty minutes six. */
final class OpenSockets {
    private static final double OPEN = 1800;
    private static final double SCALED = 1200;
    private static final double END = 1800;
    private static final double LOOK = 5;

    private OpenSockets() {}

    static Observed play(Side side) {
        List<Host> hosts = new ArrayList<>(Scenes.hosts(6));
        Map<String, Integer> open = new HashMap<>();
        double[] worst = new double[(int) (END / LOOK) + 1];
        try (World world = new World(side.of(Scenes::plain, UnaryOperator.identity()), hosts.subList(0, 3))) {
            hosts.forEach(world::know);
            world.every(0.5, () -> {
                Host[] whose = new Host[1];
                whose[0] = world.open(OPEN, () -> open.merge(whose[0].id(), -1, Integer::sum));
                if (whose[0] != null) open.merge(whose[0].id(), 1, Integer::sum);
            });
            world.at(
                    SCALED,
                    () -> hosts.subList(3, 6).forEach(host -> world.pool().add(host.backend())));
            world.every(LOOK, () -> worst[(int) Math.round(world.now() / LOOK)] = worst(open, world));
            world.playTo(END);
        }
        return Observed.of(LOOK, worst, worst[worst.length - 1]);
    }

    private static double worst(Map<String, Integer> open, World world) {
        double most = 0;
        double sum = 0;
        for (int each : open.values()) {
            most = Math.max(most, each);
            sum += each;
        }
        return sum == 0 ? 1 : most * world.pool().backends().size() / sum;
    }
}

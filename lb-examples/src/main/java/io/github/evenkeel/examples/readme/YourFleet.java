package io.github.evenkeel.examples.readme;

import io.github.evenkeel.examples.simulate.Run;
import io.github.evenkeel.examples.simulate.Scenario;
import io.github.evenkeel.examples.simulate.Server;
import io.github.evenkeel.examples.simulate.ServiceTime;
import io.github.evenkeel.examples.simulate.Simulation;
import io.github.evenkeel.select.Selector;
import io.github.evenkeel.select.Selectors;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A fleet of one's own, simulated with several selectors. */
public final class YourFleet {
    private YourFleet() {}

    static Scenario scenario() {
        // [docs:YourFleet]
        // Four cores each; most calls short, a few long. Two machines have a neighbour: half the speed for 10 s of
        // every 60 s.
        Server server = Server.sharing(4, ServiceTime.logNormal(1, 1));
        Server disturbed = server.antagonist(500, 500, 2500, 2, 10_000);
        Scenario orders = Scenario.named("orders")
                .unit(Duration.ofMillis(20)) // the mean service time; all times are in it
                .servers(10, server)
                .servers(2, disturbed)
                .clients(8) // each with a pool of its own
                .load(0.7)
                .delay(0.02) // of the network, each way
                .deadline(10) // what is slower is no success
                .lasts(10_000)
                .build();
        // [/docs]
        return orders;
    }

    static List<Run> compare(Scenario orders) {
        List<Run> runs = new ArrayList<>();
        // [docs:YourFleet]

        for (Selector selector : List.of(Selectors.roundRobin(), Selectors.powerOfTwoChoices(), Selectors.adaptive())) {
            Run run = Simulation.run(orders, selector, 1);
            System.out.printf(
                    Locale.ROOT,
                    "%-22s mean %.2f, p99 %.2f, in time %.2f%%, most loaded server %.1f%% of the calls%n",
                    selector.name(),
                    run.mean(),
                    run.quantile(0.99),
                    100 * run.success(),
                    100 * run.worstShare());
            // [/docs]
            runs.add(run);
            // [docs:YourFleet]
        }
        // [/docs]
        return runs;
    }

    /** Takes no arguments. */
    public static void main(String... arguments) {
        compare(scenario());
    }
}

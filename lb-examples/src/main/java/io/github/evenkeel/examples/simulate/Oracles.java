package io.github.evenkeel.examples.simulate;

import io.github.evenkeel.examples.simulate.Oracle.Figure;
import io.github.evenkeel.examples.simulate.Oracle.Rule;
import io.github.evenkeel.select.Selectors;
import java.util.ArrayList;
import java.util.List;

/** Everything that theory can say about the simulator and the pool in it. Load at most 0.9: above, runs would take hours. */
final class Oracles {
    private static final Contender TWO = new Contender("p2c", Selectors.powerOfTwoChoices());
    private static final int SEEDS = 5;

    /** Factor on the calls per run; 1 gives most figures to within half a percent. */
    private final double effort;

    private Oracles(double effort) {
        this.effort = effort;
    }

    /** All of them; quickly with a quarter of the calls. */
    static List<Oracle> all(boolean quick) {
        Oracles oracles = new Oracles(quick ? 0.25 : 1);
        List<Oracle> all = new ArrayList<>();
        oracles.queues(all);
        oracles.roundRobins(all);
        oracles.failures(all);
        oracles.choices(all);
        oracles.errors(all);
        return all;
    }

    private void queues(List<Oracle> all) {
        for (double load : new double[] {0.5, 0.8, 0.9}) {
            all.add(oracle(
                    base("M/M/1", 1, load).calls(calls(load > 0.85 ? 4000 : 1600)),
                    TWO,
                    Figure.is("mean", Theory.single(load), Run::mean),
                    Figure.is("p50", Theory.singleQuantile(load, 0.5), run -> run.quantile(0.5)),
                    Figure.is("p99", Theory.singleQuantile(load, 0.99), run -> run.quantile(0.99)),
                    Figure.is("p99.9", Theory.singleQuantile(load, 0.999), run -> run.quantile(0.999))));
        }
        for (int slots : new int[] {10, 20}) {
            for (double load : slots == 10 ? new double[] {0.5, 0.8, 0.9} : new double[] {0.8}) {
                Server central = Server.queue(slots, ServiceTime.exponential(1));
                all.add(oracle(
                        Scenario.named("M/M/" + slots + " at " + load)
                                .server(central)
                                .load(load)
                                .calls(calls(1000)),
                        TWO,
                        Figure.is("mean", Theory.central(slots, load), Run::mean)));
            }
        }
        // Processor sharing does not care what the service times are like, only for their mean.
        for (ServiceTime time : List.of(ServiceTime.exponential(1), ServiceTime.exactly(1))) {
            all.add(oracle(
                    Scenario.named("processor sharing, " + time + " at 0.8")
                            .server(Server.sharing(1, time))
                            .load(0.8)
                            .calls(calls(1600)),
                    TWO,
                    Figure.is("mean", Theory.single(0.8), Run::mean)));
        }
    }

    private void roundRobins(List<Oracle> all) {
        for (double load : new double[] {0.8, 0.9}) roundRobin(all, 10, load);
        roundRobin(all, 20, 0.8);
    }

    private void roundRobin(List<Oracle> all, int servers, double load) {
        all.add(oracle(
                base("round robin", servers, load).calls(calls(2000)),
                Contender.ROUND_ROBIN,
                Figure.is("mean", Theory.roundRobin(servers, load), Run::mean)));
    }

    private void failures(List<Oracle> all) {
        // Round robin gives a server that is slow for half the time its eleventh of the calls all the time.
        all.add(oracle(
                QualityTrials.brownOut("brown-out, round robin"),
                Contender.ROUND_ROBIN,
                Figure.is("failures", 0.5 / 11, run -> 1 - run.success())));
    }

    private void choices(List<Oracle> all) {
        for (double load : new double[] {0.5, 0.8, 0.9}) {
            all.add(oracle(
                    base("two choices", 100, load).calls(calls(1500)),
                    TWO,
                    Figure.is("mean", Theory.choices(2, load), Run::mean)));
        }
        // For few servers theory has no formula: figures of an independent simulation.
        all.add(oracle(base("two choices", 10, 0.8).calls(calls(1500)), TWO, Figure.is("mean", 2.071, Run::mean)));
        all.add(oracle(base("two choices", 10, 0.9).calls(calls(2000)), TWO, Figure.is("mean", 2.967, Run::mean)));
        Contender three = new Contender("choice of 3", new ChoiceOf(3));
        all.add(oracle(
                base("three choices", 100, 0.9).calls(calls(1500)),
                three,
                Figure.is("mean", Theory.choices(3, 0.9), Run::mean)));
        List<Figure> tail = new ArrayList<>();
        for (int i = 1; i <= 4; i++) {
            int least = i;
            tail.add(Figure.is(
                    "servers with " + i + "+", Theory.choicesTail(2, 0.8, i), run -> run.shareOfServersWith(least)));
        }
        all.add(oracle(base("two choices", 1000, 0.8).calls(calls(2000)), TWO, tail.toArray(new Figure[0])));
        // Power of two choices, heavily loaded: the gap does not grow with the number of calls (Berenbrink et al.
        // 2006).
        int endless = 100_000;
        all.add(oracle(
                Scenario.named("100,000 calls that never end, 10 servers")
                        .servers(10, Server.unlimited(ServiceTime.exactly(1)).silentFrom(0))
                        .rate(1000)
                        .warmUp(0)
                        .calls(endless),
                TWO,
                new Figure("max - average", 3, Rule.AT_MOST, 0, run -> (run.worstShare() - 0.1) * run.sends())));
    }

    private void errors(List<Oracle> all) {
        double time = 4000;
        all.add(new Oracle(
                base("M/M/1, standard error", 1, 0.5)
                        .warmUp(100)
                        .lasts(100 + time)
                        .build(),
                TWO,
                effort < 1 ? 400 : 800,
                List.of(new Figure(
                        "spread",
                        Theory.relativeError(1, 0.5, time),
                        Rule.SPREAD,
                        0.5 * Theory.single(0.5),
                        Run::callsAtServer))));
    }

    private static Scenario.Builder base(String what, int servers, double load) {
        String count = servers == 1 ? "" : ", n=" + servers;
        return Scenario.named(what + count + " at " + load).servers(servers).load(load);
    }

    private static Oracle oracle(Scenario.Builder scenario, Contender contender, Figure... figures) {
        return new Oracle(scenario.build(), contender, SEEDS, List.of(figures));
    }

    private long calls(int thousands) {
        return (long) (thousands * 1000L * effort);
    }
}

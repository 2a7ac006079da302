package io.github.evenkeel.examples.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.evenkeel.LoadReport;
import io.github.evenkeel.Outcome;
import io.github.evenkeel.health.OutlierDetection;
import io.github.evenkeel.retry.RetryRules;
import io.github.evenkeel.select.Candidates;
import io.github.evenkeel.select.Gauge;
import io.github.evenkeel.select.Picker;
import io.github.evenkeel.select.Selector;
import io.github.evenkeel.select.Selectors;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class SimulationTest {
    private static final Selector P2C = Selectors.powerOfTwoChoices();
    private static final Server ONE = Server.unlimited(ServiceTime.exactly(0.25));

    @Test
    void theSameSeedGivesTheSameRunAndAnotherSeedAnother() {
        Scenario scenario = Scenario.named("fleet")
                .servers(5)
                .load(0.8)
                .clients(3)
                .calls(5000)
                .build();
        assertThat(told(Simulation.run(scenario, P2C, 7))).isEqualTo(told(Simulation.run(scenario, P2C, 7)));
        assertThat(told(Simulation.run(scenario, P2C, 7))).isNotEqualTo(told(Simulation.run(scenario, P2C, 8)));
    }

    @Test
    void aLoadIsRefusedWhereItSaysNothing() {
        assertThatThrownBy(() -> Scenario.named("s").server(ONE).load(0.5).build())
                .hasMessage("load: 0.5 (expected: none, but a rate: an unlimited server has no most to do)");
        assertThatThrownBy(
                        () -> Scenario.named("s").servers(2).load(0.5).rate(3).build())
                .hasMessage("load: 0.5 (expected: none beside the rate 3.0)");
        assertThatThrownBy(() ->
                        Scenario.named("s").servers(2).oneAtATime(0).load(0.5).build())
                .hasMessage("load: 0.5 (expected: none: one call at a time has no rate)");
        assertThatThrownBy(() -> Scenario.named("s").servers(2).load(-1).build())
                .hasMessage("load: -1.0 (expected: finite, > 0)");
    }

    @Test
    void callsAreNumberedFromTheInstantAServerBecomesDifferent() {
        // One call per unit in turns: the third call since the onset at 10 is the 13th in all, at the server of the
        // 11th.
        Scenario scenario = Scenario.named("fleet")
                .server(ONE.failing(10, Server.ALWAYS, 1, Outcome.ofStatus(500), ServiceTime.exactly(0.25)))
                .server(ONE)
                .rate(1)
                .evenly()
                .lasts(14.5)
                .pool(pool -> pool.outlierDetection(OutlierDetection.off()))
                .build();
        Run run = Simulation.run(scenario, Selectors.roundRobin(), 1);
        assertThat(run.shareOfSends(0, 1, 4)).isEqualTo(0.5);
        assertThat(run.shareOfSends(0, 1, 1)).isEqualTo(run.shareOfSends(0, 3, 3));
        assertThat(run.shareOfSends(0, 1, 1) + run.shareOfSends(0, 2, 2)).isEqualTo(1);
        assertThat(run.shareOfSends(0, 1, 100)).isNaN();
    }

    @Test
    void resultsDoNotDependOnHowManyRunAtOnce() {
        Scenario scenario =
                Scenario.named("fleet").servers(5).load(0.8).calls(5000).build();
        try (Laboratory laboratory = new Laboratory(3)) {
            List<Run> runs =
                    laboratory.start(scenario, new Contender("p2c", P2C), 4).await();
            for (int i = 0; i < 4; i++) {
                assertThat(told(runs.get(i))).isEqualTo(told(Simulation.run(scenario, P2C, 3 + i)));
            }
        }
    }

    @Test
    void everySelectorSeesTheSameArrivalsAndServiceTimes() {
        // Where nobody waits, latency is service time, whoever serves.
        Scenario scenario = Scenario.named("fleet")
                .servers(5, Server.unlimited(ServiceTime.exponential(1)))
                .rate(10)
                .calls(5000)
                .build();
        Run first = Simulation.run(scenario, P2C, 1);
        Run second = Simulation.run(scenario, Selectors.roundRobin(), 1);
        assertThat(first.calls()).isEqualTo(second.calls());
        // The sums are taken in the same order but for calls that end in the same nanosecond.
        assertThat(first.mean()).isCloseTo(second.mean(), within(1e-9));
        assertThat(first.quantile(0.999)).isEqualTo(second.quantile(0.999));
    }

    @Test
    void aBrownOutBeginsAtItsFirstInstantAndIsOverAtItsLast() {
        // Calls begin at 1, 2, … 99: those at 10 to 19 are slow, the one at 20 is not.
        Run run = run(even(ONE.during(10, 20, ServiceTime.exactly(0.75))));
        assertThat(run.calls()).isEqualTo(99);
        assertThat(run.mean()).isCloseTo(0.25 + 0.5 * 10 / 99, within(1e-9));
    }

    @Test
    void aWindowOfFailuresBeginsAtItsFirstInstantAndIsOverAtItsLast() {
        Run run = run(even(ONE.failing(10, 20, 1, Outcome.ofStatus(500), ServiceTime.exactly(0.25))));
        assertThat(run.success()).isCloseTo(89.0 / 99, within(1e-9));
        assertThat(run.sends()).isEqualTo(99);
    }

    @Test
    void aShareOfTheCallsFails() {
        Scenario.Builder scenario = Scenario.named("flaky")
                .server(ONE.failing(0, Server.ALWAYS, 0.3, Outcome.ofStatus(500), ServiceTime.exactly(1)))
                .rate(10)
                .calls(20_000)
                .warmUp(0);
        Run run = run(scenario);
        // Four standard errors.
        assertThat(run.success()).isCloseTo(0.7, within(4 * Math.sqrt(0.3 * 0.7 / 20_000)));
        assertThat(run.mean()).isCloseTo(0.25 + 0.75 * (1 - run.success()), within(1e-9));
    }

    @Test
    void oneCallIsSlowOnce() {
        Run run = run(even(ONE.slowerOnce(10, 3)));
        assertThat(run.mean()).isCloseTo(0.25 + 0.5 / 99, within(1e-9));
    }

    @Test
    void aNeighbourSlowsTheServerTimeAndAgain() {
        // From 10 on, 5 slow and 15 quiet: slow from 10, 30, 50, 70 and 90 on.
        Run run = run(even(ONE.antagonist(10, 5, 15, 2, 100)));
        assertThat(run.mean()).isCloseTo(0.25 + 0.25 * 25 / 99, within(1e-9));
    }

    @Test
    void factorsOfOverlappingPhasesMultiply() {
        Run run = run(even(ONE.slowerDuring(10, 20, 2).slowerDuring(15, 20, 3)));
        assertThat(run.mean()).isCloseTo((0.25 * 89 + 0.5 * 5 + 1.5 * 5) / 99, within(1e-9));
    }

    @Test
    void aBrownOutOfAServerThatFailsDoesNotHealIt() {
        Server failing = ONE.failing(10, 20, 1, Outcome.ofStatus(500), ServiceTime.exactly(0.25));
        assertThat(run(even(failing.slowerDuring(15, 20, 2))).success()).isCloseTo(89.0 / 99, within(1e-9));
        Run run = run(even(failing.during(15, 20, ServiceTime.exactly(0.75))));
        assertThat(run.success()).isCloseTo(89.0 / 99, within(1e-9));
        assertThat(run.mean()).isCloseTo(0.25 + 0.5 * 5 / 99, within(1e-9));
    }

    @Test
    void aSlowFailureIsSlowerInABrownOutToo() {
        Server failing = ONE.failing(10, 20, 1, Outcome.ofStatus(500), ServiceTime.exactly(0.5));
        assertThat(run(even(failing.slowerDuring(10, 20, 1.5))).mean()).isCloseTo(0.25 + 0.5 * 10 / 99, within(1e-9));
    }

    @Test
    void onlyTheCallsOfOneRouteFail() {
        Scenario.Builder scenario = Scenario.named("routes")
                .server(ONE.failingOnRoute(0, Server.ALWAYS, 1, Outcome.ofStatus(500)))
                .routes(4)
                .rate(10)
                .calls(20_000)
                .warmUp(0);
        assertThat(run(scenario).success()).isCloseTo(0.75, within(4 * Math.sqrt(0.25 * 0.75 / 20_000)));
    }

    @Test
    void aSilentServerIsGivenUpAtTheTimeOut() {
        Run run = run(even(ONE.silentFrom(50)).timeOut(3));
        assertThat(run.gaveUp()).isEqualTo(50);
        assertThat(run.success()).isCloseTo(49.0 / 99, within(1e-9));
        assertThat(run.mean()).isCloseTo(0.25, within(1e-9));
    }

    @Test
    void withoutATimeOutASilentServersCallsStayOpenAndTheRunEndsAllTheSame() {
        Run run = run(even(ONE.silentFrom(50)));
        assertThat(run.gaveUp()).isZero();
        assertThat(run.success()).isCloseTo(49.0 / 99, within(1e-9));
    }

    @Test
    void anAnswerAfterTheDeadlineIsWaitedForAndNoSuccess() {
        Run run = run(even(ONE.during(10, 20, ServiceTime.exactly(0.75))).deadline(0.5));
        assertThat(run.success()).isCloseTo(89.0 / 99, within(1e-9));
        assertThat(run.mean()).isGreaterThan(0.25);
        assertThat(run.gaveUp()).isZero();
    }

    @Test
    void theNetworkCostsItsDelayTwice() {
        assertThat(run(even(ONE).delay(0.125)).mean()).isCloseTo(0.5, within(1e-9));
    }

    @Test
    void warmUpIsNotMeasured() {
        Run run = run(even(ONE.during(0, 50, ServiceTime.exactly(0.75))).warmUp(50));
        assertThat(run.calls()).isEqualTo(50);
        assertThat(run.mean()).isCloseTo(0.25, within(1e-9));
    }

    @Test
    void aClientOfOneCallAtATimeBeginsTheNextWhenItsPauseIsOver() {
        Run run = run(Scenario.named("loop")
                .server(ONE)
                .clients(2)
                .oneAtATime(0.75)
                .warmUp(0)
                .lasts(100));
        assertThat(run.calls()).isEqualTo(200);
        assertThat(run.callsAtServer()).isCloseTo(2 * 0.25, within(1e-6));
    }

    @Test
    void littlesLawHolds() {
        // The mean number is the rate times the mean time, at any load, for any selector.
        Run run = run(Scenario.named("fleet").servers(4).load(0.7).calls(200_000));
        assertThat(run.callsAtServer()).isCloseTo(0.7 * run.mean(), within(0.02));
        assertThat(run.shareOfServersWith(1)).isCloseTo(0.7, within(0.02));
    }

    @Test
    void aServerOfTwiceTheSpeedTakesHalfTheTime() {
        assertThat(run(even(ONE.withSpeed(2))).mean()).isCloseTo(0.125, within(1e-9));
    }

    @Test
    void anEjectionOfTheRealPoolIsSeen() {
        Server failing = ONE.failing(0, Server.ALWAYS, 1, Outcome.ofStatus(500), ServiceTime.exactly(0.25));
        Scenario.Builder scenario = Scenario.named("outage")
                .server(failing)
                .servers(3, ONE)
                .rate(20)
                .lasts(100)
                .warmUp(0);
        assertThat(run(scenario).ejections()).isEqualTo(1);
        assertThat(run(scenario.pool(pool -> pool.outlierDetection(OutlierDetection.off())))
                        .ejections())
                .isZero();
    }

    @Test
    void callsHaveKeysWhereTheScenarioHas() {
        Map<String, Integer> seen = new TreeMap<>();
        Selector counting = new Counting(seen);
        Scenario.Builder scenario =
                Scenario.named("keys").server(ONE).rate(10).calls(1000).warmUp(0);
        Simulation.run(scenario.build(), counting, 1);
        assertThat(seen).containsOnlyKeys("none");
        seen.clear();
        Simulation.run(scenario.keys(4).build(), counting, 1);
        assertThat(seen).containsOnlyKeys("key-0", "key-1", "key-2", "key-3");
        // A quarter each: 250 and four deviations of 13.7.
        assertThat(seen.values()).allSatisfy(count -> assertThat(count).isBetween(195, 305));
    }

    private record Counting(Map<String, Integer> seen) implements Selector {
        @Override
        public String name() {
            return "counting";
        }

        @Override
        public Compiler forPool(RandomGenerator random) {
            return candidates -> (context, now) -> {
                seen.merge(context.key() == null ? "none" : context.key(), 1, Integer::sum);
                return candidates.available().get(0);
            };
        }
    }

    @Test
    void answersTellHowManyCallsTheServerHasLeft() {
        List<Double> reports = new ArrayList<>();
        Selector listening = new Listening(reports);
        Server server = Server.queue(ServiceTime.exactly(2.5));
        Scenario.Builder scenario = Scenario.named("reports")
                .server(server)
                .evenly()
                .rate(1)
                .lasts(4.5)
                .warmUp(0);
        Simulation.run(scenario.build(), listening, 1);
        assertThat(reports).isEmpty();
        Simulation.run(scenario.reports().build(), listening, 1);
        // Calls at 1, 2, 3, 4; answers at 3.5, 6, 8.5, 11.
        assertThat(reports).containsExactly(2.0, 2.0, 1.0, 0.0);
    }

    private record Listening(List<Double> reports) implements Selector {
        @Override
        public String name() {
            return "listening";
        }

        @Override
        public Compiler forPool(RandomGenerator random) {
            Compiler inner = Selectors.roundRobin().forPool(random);
            return new Compiler() {
                @Override
                public Picker compile(Candidates candidates) {
                    return inner.compile(candidates);
                }

                @Override
                public Gauge gauge() {
                    return new Gauge() {
                        @Override
                        public void reported(LoadReport report, int inFlight, long now) {
                            reports.add(report.callsInFlight());
                        }
                    };
                }
            };
        }
    }

    /** One server, one client, a call at each of 1, 2, … 99. */
    private static Scenario.Builder even(Server server) {
        return Scenario.named("even")
                .server(server)
                .evenly()
                .rate(1)
                .lasts(99.5)
                .warmUp(0)
                .pool(pool -> pool.outlierDetection(OutlierDetection.off()));
    }

    private static Run run(Scenario.Builder scenario) {
        return Simulation.run(scenario.build(), P2C, 1);
    }

    private static String told(Run run) {
        return run.calls() + " " + run.mean() + " " + run.quantile(0.999) + " " + run.worstShare() + " "
                + run.callsAtServer();
    }

    // ---- calls that are sent again

    @Test
    void aFailedCallIsSentToAnotherServerAndItsTimeIsOfAllAttempts() {
        Scenario scenario = Scenario.named("again")
                .server(ONE.failing(0, Server.ALWAYS, 1, Outcome.ofStatus(503), ServiceTime.exactly(0.25)))
                .server(ONE)
                .rate(0.1)
                .evenly()
                .unit(Duration.ofSeconds(1))
                .warmUp(0)
                .lasts(200)
                .retries(RetryRules.defaults().withPauses(Duration.ZERO, Duration.ZERO))
                .pool(pool -> pool.outlierDetection(OutlierDetection.off()))
                .build();
        Run run = Simulation.run(scenario, Selectors.random(), 1);
        assertThat(run.success()).isEqualTo(1);
        assertThat(run.sends() - run.calls()).isEqualTo(Math.round(run.share(0) * run.sends()));
        assertThat(run.quantile(1)).isEqualTo(0.5, within(0.001));
        assertThat(run.quantile(0.01)).isEqualTo(0.25, within(0.001));
    }

    @Test
    void whatNobodyCanServeIsTriedAsOftenAsTheRulesAndTheBudgetAllow() {
        Scenario.Builder scenario = Scenario.named("again")
                .servers(3, ONE.failing(0, Server.ALWAYS, 1, Outcome.ofStatus(503), ServiceTime.exactly(0.25)))
                .rate(10)
                .evenly()
                .unit(Duration.ofSeconds(1))
                .warmUp(0)
                .lasts(100)
                .retries(RetryRules.defaults());
        Run bounded = Simulation.run(scenario.build(), Selectors.roundRobin(), 1);
        assertThat(bounded.success()).isZero();
        assertThat(bounded.sends()).isBetween(1000 + 250L, 1000 + 100 + 3L * 111);
        Run unbounded = Simulation.run(
                scenario.pool(pool -> pool.retryBudget(1, 1_000_000)).build(), Selectors.roundRobin(), 1);
        assertThat(unbounded.sends()).isEqualTo(3 * unbounded.calls());
    }

    @Test
    void aStormOfRetriesEndsWithABudgetAndNeverWithout() {
        Scenario.Builder storm = QualityTrials.retryStorm("storm").warmUp(1500);
        assertThat(Simulation.run(storm.build(), P2C, 1).success()).isGreaterThan(0.99);
        Scenario without = storm.pool(
                        pool -> pool.outlierDetection(OutlierDetection.off()).retryBudget(1, 1_000_000))
                .build();
        Run never = Simulation.run(without, P2C, 1);
        assertThat(never.success()).isLessThan(0.001);
        assertThat(never.sends() / (double) never.calls()).isGreaterThan(3.9);
    }
}

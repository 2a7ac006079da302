package io.github.evenkeel.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.evenkeel.Backend;
import io.github.evenkeel.CallContext;
import io.github.evenkeel.NoBackendAvailableException;
import io.github.evenkeel.Outcome;
import io.github.evenkeel.health.ProbeRules;
import io.github.evenkeel.health.Status;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@ValueSource(longs = {1, 2, 3})
class ProbesTest {
    private final long seed;
    private final Bench bench;
    private final BackendPool pool;
    private final Probing probes;

    ProbesTest(long seed) {
        this.seed = seed;
        bench = new Bench(seed, "a", "b", "c", "d");
        pool = bench.pool;
        probes = new Probing(pool);
    }

    @Test
    void theObserverIsToldOfEveryMemberAndOfEveryChange() {
        pool.add(Bench.backend("e"));
        pool.remove("a");
        pool.update(List.of(Backend.of("elsewhere", 80).withId("b"), Bench.backend("c"), Bench.backend("d")));
        assertThat(probes.news).containsExactly("+a", "+b", "+c", "+d", "+e", "-a", "-b", "-e", "+b");
        assertThat(probes.targets.get("b").backend().host()).isEqualTo("elsewhere");
        assertThat(probes.targets.get("b")).hasToString("ProbeTarget[b (elsewhere:80)]");
        probes.running.close();
        assertThat(probes.news).endsWith("-c", "-d", "-b");
    }

    @Test
    void membersPresentServeUntilThreeBadProbesAndReturnAfterTwoGoodOnes() {
        probes.bad("a");
        probes.bad("a");
        assertThat(bench.picked()).contains("a");
        probes.bad("a");
        assertThat(bench.picked()).containsExactly("b", "c", "d");
        assertThat(bench.member("a").why()).isEqualTo("3 probes in a row failed, last: refused");
        probes.good("a");
        assertThat(bench.picked()).doesNotContain("a");
        probes.good("a");
        assertThat(bench.picked()).contains("a");
        assertThat(bench.events(PoolEvent.StatusChanged.class))
                .extracting(PoolEvent.StatusChanged::to)
                .containsExactly(Status.UNHEALTHY, Status.HEALTHY);
    }

    @Test
    void aMemberThatJoinsWaitsForItsFirstGoodProbe() {
        pool.add(Bench.backend("e"));
        assertThat(bench.member("e").status()).isEqualTo(Status.STARTING);
        assertThat(bench.picked()).doesNotContain("e");
        probes.bad("e");
        assertThat(bench.picked()).doesNotContain("e");
        probes.good("e");
        assertThat(bench.picked()).contains("e");
    }

    @Test
    void aStartingMemberServesOnlyWhenNoOneElseIsLeft() {
        pool.add(Bench.backend("e"));
        for (String id : List.of("a", "b", "c")) pool.maintenance(id);
        assertThat(bench.picked()).containsExactly("d");
        pool.forceMaintenance("d");
        assertThat(bench.picked()).containsExactly("e");
        pool.ready("b");
        assertThat(bench.picked()).containsExactly("b");
    }

    @Test
    void whenAllAreReplacedTheFirstThatPassesDoesNotCarryTheLoadOfAll() {
        List<Backend> fresh =
                IntStream.range(0, 10).mapToObj(i -> Bench.backend("n" + i)).toList();
        pool.update(fresh);
        assertThat(bench.picked()).as("nobody else is left").hasSize(10);
        probes.good("n3");
        assertThat(bench.picked()).hasSize(10).contains("n3");
        probes.bad("n7");
        assertThat(bench.picked()).as("it has failed a probe").hasSize(9).doesNotContain("n7");
        pool.add(Bench.backend("late"));
        assertThat(bench.picked()).as("it never served").hasSize(9).doesNotContain("late");
        for (String id : List.of("n0", "n1", "n2", "n4")) probes.good(id);
        assertThat(bench.picked()).as("five of eleven are fewer than half").hasSize(9);
        probes.good("n5");
        assertThat(bench.picked()).as("six are enough").containsExactly("n0", "n1", "n2", "n3", "n4", "n5");
        probes.good("n7");
        assertThat(bench.picked()).hasSize(7).contains("n7");
    }

    @Test
    void whenAllAreReplacedByBadOnesAllServe() {
        pool.update(List.of(Bench.backend("x"), Bench.backend("y")));
        probes.fail("x", "y");
        assertThat(bench.picked()).containsExactly("x", "y");
    }

    @Test
    void manyStartingMembersAreNoPanic() {
        for (int i = 0; i < 20; i++) pool.add(Bench.backend("new" + i));
        assertThat(pool.status().panic()).isFalse();
        assertThat(bench.picked()).containsExactly("a", "b", "c", "d");
    }

    @Test
    void whenAllProbesFailAllServeAndTheStatusAndAnEventSaySo() {
        probes.fail("a", "b", "c", "d");
        assertThat(bench.picked()).containsExactly("a", "b", "c", "d");
        assertThat(pool.status().panic()).isTrue();
        assertThat(pool.status().members()).allMatch(member -> member.status() == Status.UNHEALTHY);
        PoolEvent.PanicChanged panic =
                bench.events(PoolEvent.PanicChanged.class).get(0);
        assertThat(panic.to()).hasToString("IGNORE_PROBES");
        assertThat(panic.healthy()).isEqualTo(1); // it began when one was left of four
        probes.recover("a", "b");
        assertThat(pool.status().panic()).as("leaving takes one more").isTrue();
        probes.recover("c");
        assertThat(pool.status().panic()).isFalse();
        assertThat(bench.picked()).containsExactly("a", "b", "c");
        assertThat(bench.events(PoolEvent.PanicChanged.class)).hasSize(2);
    }

    @Test
    void drainingAndMaintenanceServeNotEvenInPanic() {
        pool.drain("a", Duration.ZERO);
        pool.maintenance("b");
        probes.fail("a", "b", "c", "d");
        assertThat(pool.status().panic()).isTrue();
        assertThat(bench.picked()).containsExactly("c", "d");
        pool.maintenance("c");
        assertThat(bench.picked()).containsExactly("d");
    }

    @Test
    void greenProbesDoNotEndAnEjectionAndTheDisagreementIsSaid() {
        probes.good("a");
        bench.eject("a");
        assertThat(bench.events(PoolEvent.ProbeDisagrees.class)).singleElement().satisfies(event -> {
            assertThat(event.probe()).isEqualTo("200");
            assertThat(event.traffic()).hasToString("5 in a row: 5 x FAILURE 500");
        });
        probes.recover("a");
        assertThat(bench.picked()).doesNotContain("a");
    }

    @Test
    void anEjectionWithoutGreenProbesIsNoDisagreement() {
        bench.eject("a");
        assertThat(bench.events(PoolEvent.ProbeDisagrees.class)).isEmpty();
    }

    @Test
    void inPanicByProbesTheTrafficStillCounts() {
        probes.fail("a", "b", "c", "d");
        bench.eject("a");
        assertThat(bench.picked()).containsExactly("b", "c", "d");
        assertThat(bench.member("a").ejections())
                .as("what happens in panic lengthens no back-off")
                .isZero();
    }

    @Test
    void aLateReportOfAMemberThatLeftChangesNothing() {
        ProbeTarget gone = probes.targets.get("a");
        pool.remove("a");
        pool.add(Bench.backend("a"));
        probes.good("a");
        for (int i = 0; i < 9; i++) gone.report(false, "late");
        assertThat(bench.member("a").status()).isEqualTo(Status.HEALTHY);
        probes.running.close();
        probes.fail("b");
        assertThat(bench.member("b").status()).isEqualTo(Status.HEALTHY);
    }

    @Test
    void whenChecksStopAllAreUncheckedAndServe() {
        probes.fail("a");
        pool.add(Bench.backend("e"));
        probes.running.close();
        assertThat(bench.picked()).containsExactly("a", "b", "c", "d", "e");
        probes.running.close();
        Probing again = new Probing(pool);
        again.fail("b");
        probes.running.close(); // the old checks' end is not the new ones'
        assertThat(bench.member("b").status()).isEqualTo(Status.UNHEALTHY);
    }

    @Test
    void checksRunOnce() {
        assertThatThrownBy(() -> new Probing(pool))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("pool orders: checks run already");
    }

    @Test
    void anObserverThatThrowsHarmsNobody() {
        Bench other = new Bench(seed, "a", "b");
        ProbeObserver throwing = new ProbeObserver() {
            @Override
            public void joined(ProbeTarget target) {
                throw new IllegalStateException("on purpose");
            }

            @Override
            public void left(ProbeTarget target) {
                throw new AssertionError("on purpose");
            }
        };
        Subscription running = other.pool.startChecks(new ProbeRules(3, 2), throwing);
        assertThatCode(() -> {
                    other.pool.add(Bench.backend("c"));
                    other.pool.remove("a");
                    running.close();
                })
                .doesNotThrowAnyException();
        assertThat(other.picked()).containsExactly("b", "c");
    }

    @Test
    void whoFailsFastGetsAnErrorThatSaysWhy() {
        Bench fast = new Bench(seed, BackendPool.Builder::failFast, "a", "b");
        new Probing(fast.pool).fail("a", "b");
        assertThat(fast.pool.status().panic()).isFalse();
        assertThatThrownBy(() -> fast.pool.acquire(CallContext.any()))
                .isInstanceOf(NoBackendAvailableException.class)
                .hasMessage("pool orders: no backend available: 2 members: "
                        + "a (a:80) UNHEALTHY (3 probes in a row failed, last: refused); "
                        + "b (b:80) UNHEALTHY (3 probes in a row failed, last: refused)")
                .extracting("pool")
                .isEqualTo("orders");
    }

    @Test
    void anEjectionIsToldToTheObserverOfItsMemberOnly() {
        bench.eject("b");
        assertThat(probes.news)
                .endsWith("!b")
                .filteredOn(news -> news.startsWith("!"))
                .hasSize(1);
        probes.running.close();
        bench.eject("c");
        assertThat(probes.news).filteredOn(news -> news.startsWith("!")).hasSize(1);
    }

    @Test
    void whatTheObserverHasToSayIsAmongTheWarningsWhileChecksRun() {
        assertThat(pool.status().warnings()).isEmpty();
        probes.warnings = List.of("every: 1 s (too often)");
        assertThat(pool.status().warnings()).containsExactly("every: 1 s (too often)");
        assertThat(pool.status().toString()).contains("\nwarning: every: 1 s (too often)\n");
        probes.warnings = null;
        assertThat(pool.status().warnings())
                .as("one that fails has nothing to say")
                .isEmpty();
        probes.warnings = List.of("late");
        probes.running.close();
        assertThat(pool.status().warnings()).isEmpty();
    }

    private double weightOf(String id) {
        return pool.control.rotation().candidates().all().stream()
                .filter(member -> member.id().equals(id))
                .findFirst()
                .orElseThrow()
                .weight();
    }

    @Test
    void aDegradedAnswerLowersTheWeightAndPutsNobodyOut() {
        probes.targets.get("a").report(0.25, "HTTP 218");
        assertThat(weightOf("a")).isEqualTo(0.25);
        assertThat(bench.member("a").status()).isEqualTo(Status.HEALTHY);
        assertThat(bench.member("a").inRotation()).isTrue();
        assertThat(bench.member("a").why()).isEqualTo("degraded to 25 % of its weight: HTTP 218");
        assertThat(probes.targets.get("a").probes().share()).isEqualTo(0.25);
        assertThat(weightOf("b")).isEqualTo(1);
        pool.update(
                List.of(Bench.backend("a").withWeight(4), Bench.backend("b"), Bench.backend("c"), Bench.backend("d")));
        assertThat(weightOf("a")).as("a quarter of the new weight").isEqualTo(1);
        probes.good("a");
        assertThat(weightOf("a")).isEqualTo(4);
        assertThat(bench.member("a").why()).isEmpty();
        assertThat(bench.events(PoolEvent.MemberDegraded.class))
                .extracting(PoolEvent.MemberDegraded::share)
                .containsExactly(0.25, 1.0);
    }

    @Test
    void aShareThatJittersIsNotFollowed() {
        ProbeTarget a = probes.targets.get("a");
        for (double share : new double[] {0.96, 0.5, 0.54, 0.46, 0.5, 0.55}) a.report(share, "");
        assertThat(bench.events(PoolEvent.MemberDegraded.class))
                .extracting(PoolEvent.MemberDegraded::share)
                .containsExactly(0.5);
        assertThatThrownBy(() -> a.report(1.1, "")).hasMessage("share: 1.1 (expected: 0.0 to 1.0)");
        assertThatThrownBy(() -> a.report(Double.NaN, "")).hasMessage("share: NaN (expected: 0.0 to 1.0)");
    }

    /** Of a thousand members that say something else with each probe, nobody wants a line and a rotation each. */
    @Test
    void smallChangesOfShareAreFollowedTogetherWithinASecondAndToldWhenTheyAddUp() {
        ProbeTarget a = probes.targets.get("a");
        ProbeTarget b = probes.targets.get("b");
        a.report(0.5, "");
        b.report(0.5, "");
        Rotation before = pool.control.rotation();
        a.report(0.6, "");
        b.report(0.4, "");
        b.report(0.46, "");
        bench.time.advance(Duration.ofSeconds(1).minusNanos(1));
        assertThat(pool.control.rotation()).isSameAs(before);
        bench.time.advance(Duration.ofNanos(1));
        Rotation after = pool.control.rotation();
        assertThat(after).isNotSameAs(before);
        assertThat(weightOf("a")).isCloseTo(0.6, within(1e-6));
        assertThat(weightOf("b")).isCloseTo(0.46, within(1e-6));
        bench.time.advance(Duration.ofSeconds(5));
        assertThat(pool.control.rotation()).isSameAs(after);
        a.report(0.7, "");
        assertThat(weightOf("a")).as("a fifth more than was told").isCloseTo(0.7, within(1e-6));
        assertThat(bench.events(PoolEvent.MemberDegraded.class))
                .extracting(PoolEvent.MemberDegraded::share)
                .containsExactly(0.5, 0.5, 0.7);
        a.report(0.65, "");
        pool.close();
        assertThat(bench.time.pending()).isZero();
    }

    @Test
    void inPanicWhoPassesKeepsItsShareAndWhoFailsHasAllAndWithoutChecksNobodyIsDegraded() {
        for (String id : List.of("a", "b")) probes.targets.get(id).report(0.1, "busy");
        probes.fail("b", "c", "d");
        assertThat(pool.status().panic()).isTrue();
        assertThat(weightOf("a")).as("its probes are good").isCloseTo(0.1, within(1e-6));
        assertThat(weightOf("b")).as("its probes are not believed").isEqualTo(1);
        probes.recover("b", "c", "d");
        assertThat(weightOf("a")).isCloseTo(0.1, within(1e-6));
        probes.running.close();
        assertThat(weightOf("a")).isEqualTo(1);
    }

    @Test
    void degradedMembersAreDrawnByWhatIsLeftOfTheirWeight() {
        probes.targets.get("a").report(0.25, "busy");
        int[] calls = new int[1];
        for (int i = 0; i < 13_000; i++) {
            if (bench.pick(CallContext.any()).equals("a")) calls[0]++;
        }
        // 13,000 / 3.25 x 0.25 = 1,000; the standard deviation is 30.
        assertThat(calls[0]).isBetween(850, 1150);
    }

    @Test
    void whoStartsIsToldOfOnceAndOnlyWhenItsGraceIsOver() {
        pool.add(Bench.backend("e"));
        bench.time.advance(Duration.ofSeconds(60).minusNanos(1));
        probes.bad("e");
        assertThat(bench.events(PoolEvent.StillStarting.class)).isEmpty();
        bench.time.advance(Duration.ofNanos(1));
        probes.good("a");
        probes.bad("a");
        assertThat(bench.events(PoolEvent.StillStarting.class)).isEmpty();
        probes.bad("e");
        probes.bad("e");
        assertThat(bench.events(PoolEvent.StillStarting.class)).singleElement().satisfies(event -> {
            assertThat(event.backend().id()).isEqualTo("e");
            assertThat(event.since()).isEqualTo(Duration.ofSeconds(60));
            assertThat(event.probe()).isEqualTo("refused");
        });
        assertThat(bench.member("e").status())
                .as("still not a reason for panic")
                .isEqualTo(Status.STARTING);
        probes.good("e");
        assertThat(bench.picked()).contains("e");
    }

    @Test
    void aMemberThatFlapsIsHeldAndTheStatusSaysUntilWhen() {
        probes.fail("a");
        probes.recover("a");
        probes.fail("a");
        probes.recover("a");
        assertThat(bench.picked()).doesNotContain("a");
        assertThat(bench.member("a").why())
                .matches(
                        "2 good probes since; it flaps \\(out for the 2nd time\\), so held until it is good for 3[0-3]\\.\\d s, "
                                + "3[0-3]\\.\\d s left");
        bench.time.advance(Duration.ofSeconds(33));
        probes.good("a");
        assertThat(bench.picked()).contains("a");
    }

    @Test
    void theOperatorEndsAHold() {
        probes.fail("a");
        probes.recover("a");
        probes.fail("a");
        probes.good("a");
        pool.ready("a");
        assertThat(bench.picked()).as("probes still have their say").doesNotContain("a");
        probes.good("a");
        assertThat(bench.picked()).contains("a");
    }

    /** Holds must not keep the panic up when all are well again: in panic all serve anyway, good and bad. */
    @Test
    void whatFlapsInPanicIsNotHeldForItAndThePanicEndsWithItsCause() {
        for (int i = 0; i < 5; i++) {
            probes.fail("a", "b", "c", "d");
            assertThat(pool.status().panic()).isTrue();
            probes.recover("a", "b", "c", "d");
            assertThat(pool.status().panic()).isFalse();
        }
        assertThat(probes.targets.get("d").probes().flaps().times())
                .as("it failed in panic only")
                .isZero();
        for (String id : List.of("a", "b", "c")) {
            assertThat(probes.targets.get(id).probes().flaps().times())
                    .as("these failed before")
                    .isEqualTo(5);
        }
        assertThat(bench.picked()).containsExactly("a", "b", "c", "d");
    }

    @Test
    void aProbeThatHasNothingToSayOfItsFailureIsCountedAllTheSame() {
        for (int i = 0; i < 3; i++) probes.targets.get("a").report(0, null);
        assertThat(bench.member("a").why()).isEqualTo("3 probes in a row failed, last: ");
    }

    @Test
    void aPoolThatClosesTellsTheObserverThatAllHaveLeftAndHearsItNoMore() {
        pool.close();
        assertThat(probes.news).endsWith("-a", "-b", "-c", "-d");
        probes.fail("a");
        assertThat(bench.member("a").status()).isEqualTo(Status.HEALTHY);
        assertThat(pool.status().warnings()).isEmpty();
    }

    @Test
    void whatFailedBeforeItsProbesDidIsNotHeldAgainstWhoReturns() {
        Bench bench = new Bench(5, "a", "b", "c");
        Probing probing = new Probing(bench.pool);
        bench.calls("a", 4, Outcome.CONNECT);
        probing.fail("a");
        bench.time.advance(Duration.ofHours(1));
        probing.recover("a");
        bench.call("a", Bench.BAD);
        bench.time.runDue();
        assertThat(bench.member("a").why()).isEmpty();
    }
}

package io.github.evenkeel.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.evenkeel.Backend;
import io.github.evenkeel.CallContext;
import io.github.evenkeel.NoBackendAvailableException;
import io.github.evenkeel.health.ProbeRules;
import io.github.evenkeel.health.Status;
import java.time.Duration;
import java.util.List;
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
}

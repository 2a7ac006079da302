package io.github.evenkeel.probe;

import static io.github.evenkeel.probe.Scripted.BAD;
import static io.github.evenkeel.probe.Scripted.GOOD;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.evenkeel.Backend;
import io.github.evenkeel.CallContext;
import io.github.evenkeel.health.Status;
import io.github.evenkeel.pool.MemberStatus;
import io.github.evenkeel.pool.PoolEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The verdicts, in virtual time. */
class HealthChecksTest {
    private final VirtualPool orders = new VirtualPool("a", "b", "c");

    @Test
    void aMemberServesUntilItsThirdFailureInARow() {
        orders.checks().start();
        assertThat(orders.status("a:80")).isEqualTo(Status.HEALTHY);
        for (int i = 0; i < 2; i++) {
            orders.next("a:80", BAD);
            assertThat(orders.status("a:80")).isEqualTo(Status.HEALTHY);
            assertThat(orders.member("a:80").inRotation()).isTrue();
        }
        orders.next("a:80", BAD);
        assertThat(orders.status("a:80")).isEqualTo(Status.UNHEALTHY);
        assertThat(orders.member("a:80").inRotation()).isFalse();
        assertThat(orders.member("a:80").why()).contains("3 probes in a row failed", "HTTP 503");
    }

    @Test
    void anySuccessStartsTheCountOfFailuresAnew() {
        orders.checks().start();
        for (ProbeResult result : List.of(BAD, BAD, GOOD, BAD, BAD)) {
            orders.next("a:80", result);
            assertThat(orders.status("a:80")).isEqualTo(Status.HEALTHY);
        }
        orders.next("a:80", BAD);
        assertThat(orders.status("a:80")).isEqualTo(Status.UNHEALTHY);
    }

    @Test
    void aMemberReturnsAtItsSecondSuccessInARow() {
        orders.checks().start();
        for (ProbeResult result : List.of(BAD, BAD, BAD, GOOD, BAD, GOOD)) orders.next("a:80", result);
        assertThat(orders.status("a:80")).isEqualTo(Status.UNHEALTHY);
        orders.next("a:80", GOOD);
        assertThat(orders.status("a:80")).isEqualTo(Status.HEALTHY);
        assertThat(orders.member("a:80").inRotation()).isTrue();
    }

    @Test
    void theThresholdsAreTheUsers() {
        orders.checks().unhealthyAfter(1).healthyAfter(3).start();
        orders.next("a:80", BAD);
        assertThat(orders.status("a:80")).isEqualTo(Status.UNHEALTHY);
        orders.next("a:80", GOOD);
        orders.next("a:80", GOOD);
        assertThat(orders.status("a:80")).isEqualTo(Status.UNHEALTHY);
        orders.next("a:80", GOOD);
        assertThat(orders.status("a:80")).isEqualTo(Status.HEALTHY);
    }

    @Test
    void aMemberThatJoinsIsProbedInTheSameInstantAndAdmittedByThatProbe() {
        orders.checks().start();
        orders.pool.add(Backend.of("d", 80));
        assertThat(orders.status("d:80")).isEqualTo(Status.STARTING);
        long joined = orders.time.now();
        orders.time.runDue();
        assertThat(orders.probe.times("d:80")).containsExactly(joined);
        assertThat(orders.status("d:80")).isEqualTo(Status.HEALTHY);
        assertThat(orders.member("d:80").inRotation()).isTrue();
    }

    @Test
    void aMemberThatJoinsDoesNotServeBeforeItsFirstGoodProbe() {
        orders.checks().start();
        orders.probe.says("d:80", BAD);
        orders.pool.add(Backend.of("d", 80));
        for (int i = 0; i < 5; i++) {
            orders.next("d:80");
            assertThat(orders.status("d:80")).isEqualTo(Status.STARTING);
            assertThat(orders.member("d:80").inRotation()).isFalse();
        }
        orders.next("d:80", GOOD);
        assertThat(orders.status("d:80")).isEqualTo(Status.HEALTHY);
        assertThat(orders.member("d:80").inRotation()).isTrue();
    }

    @Test
    void nobodyComplainsOfAMemberThatStartsBeforeItsGraceIsOver() {
        List<PoolEvent> told = new ArrayList<>();
        orders.pool.onEvent(event -> {
            if (event instanceof PoolEvent.StillStarting) told.add(event);
        });
        orders.checks().startGrace(Duration.ofSeconds(25)).jitter(0).start();
        orders.probe.says("d:80", BAD);
        orders.pool.add(Backend.of("d", 80));
        orders.time.advance(Duration.ofSeconds(25).minusNanos(1));
        assertThat(told).isEmpty();
        orders.time.advance(Duration.ofNanos(1));
        assertThat(told).hasSize(1);
        orders.time.advance(Duration.ofMinutes(5));
        assertThat(told).hasSize(1);
        orders.next("d:80", GOOD);
        assertThat(orders.status("d:80")).isEqualTo(Status.HEALTHY);
    }

    @Test
    void aDegradedAnswerLowersTheWeightInThePool() {
        orders.checks().start();
        orders.next("a:80", ProbeResult.degraded(0.5, "HTTP 218"));
        assertThat(orders.member("a:80").why()).isEqualTo("degraded to 50 % of its weight: HTTP 218");
        assertThat(orders.member("a:80").inRotation()).isTrue();
        orders.next("a:80", GOOD);
        assertThat(orders.member("a:80").why()).isEmpty();
    }

    @Test
    void whenEveryProbeFailsThePoolServesOnInPanic() {
        orders.checks().start();
        for (String id : List.of("a:80", "b:80", "c:80")) orders.probe.says(id, BAD);
        orders.time.advance(Duration.ofSeconds(30));
        assertThat(orders.pool.status().panic()).isTrue();
        assertThat(orders.pool.status().members())
                .allMatch(MemberStatus::inRotation)
                .allMatch(member -> member.status() == Status.UNHEALTHY);
        Set<String> served = new TreeSet<>();
        for (int i = 0; i < 100; i++) {
            var lease = orders.pool.acquire(CallContext.any());
            served.add(lease.backend().host());
            lease.close();
        }
        assertThat(served).containsExactly("a", "b", "c");
    }

    @Test
    void closingLeavesEverybodyUnchecked() {
        HealthChecks checks = orders.checks().start();
        for (int i = 0; i < 3; i++) orders.next("a:80", BAD);
        orders.probe.says("d:80", BAD);
        orders.pool.add(Backend.of("d", 80));
        orders.time.runDue();
        assertThat(orders.status("a:80")).isEqualTo(Status.UNHEALTHY);
        assertThat(orders.status("d:80")).isEqualTo(Status.STARTING);

        checks.close();
        assertThat(orders.pool.status().members())
                .hasSize(4)
                .allMatch(MemberStatus::inRotation)
                .allMatch(member -> member.status() == Status.HEALTHY);
        int probes = orders.probe.count("b:80");
        orders.time.advance(Duration.ofMinutes(1));
        assertThat(orders.probe.count("b:80")).isEqualTo(probes);
        orders.pool.add(Backend.of("e", 80));
        assertThat(orders.status("e:80")).isEqualTo(Status.HEALTHY);
    }

    @Test
    void closingLeavesNoTimerBehind() {
        int before = orders.time.pending();
        HealthChecks checks = orders.checks().start();
        assertThat(orders.time.pending()).as("one for each member").isEqualTo(before + 3);
        orders.next("a:80", GOOD);
        assertThat(orders.time.pending()).isEqualTo(before + 3);
        checks.close();
        assertThat(orders.time.pending()).isEqualTo(before);
    }

    @Test
    void aMemberThatLeavesIsProbedNoMore() {
        orders.checks().start();
        orders.next("a:80", GOOD);
        assertThat(orders.pool.remove("a:80")).isCompleted();
        orders.time.advance(Duration.ofMinutes(1));
        assertThat(orders.probe.count("a:80")).isEqualTo(1);
        assertThat(orders.probe.count("b:80")).isGreaterThanOrEqualTo(10);
    }

    @Test
    void closingTwiceOrAfterThePoolDoesNothingMore() {
        HealthChecks checks = orders.checks().start();
        checks.close();
        checks.close();
        HealthChecks later = orders.checks().start();
        orders.pool.close();
        later.close();
        later.close();
        orders.time.advance(Duration.ofMinutes(1));
        assertThat(orders.probe.count("a:80")).isZero();
    }

    @Test
    void aResultThatComesAfterTheEndOfTheChecksChangesNothing() {
        List<HealthChecks> checks = new ArrayList<>();
        orders.probe.does("a:80", (backend, timeout) -> {
            checks.get(0).close();
            checks.add(orders.checks().unhealthyAfter(1).start());
            return BAD;
        });
        checks.add(orders.checks().unhealthyAfter(1).start());
        orders.next("a:80");
        assertThat(orders.status("a:80")).isEqualTo(Status.HEALTHY);
        assertThat(Thread.interrupted()).as("interrupt left behind").isFalse();
        orders.next("a:80", BAD);
        assertThat(orders.status("a:80")).isEqualTo(Status.UNHEALTHY);
    }

    @Test
    void aResultForAMemberThatLeftDoesNotTouchItsSuccessor() {
        orders.checks().start();
        orders.probe.does("a:80", (backend, timeout) -> {
            assertThat(orders.pool.remove("a:80")).isCompleted();
            orders.probe.says("a:80", BAD);
            orders.pool.add(Backend.of("a", 80));
            return GOOD;
        });
        orders.time.advance(Duration.ofSeconds(5));
        assertThat(orders.probe.count("a:80")).isGreaterThanOrEqualTo(2);
        assertThat(orders.status("a:80")).isEqualTo(Status.STARTING);
        assertThat(Thread.interrupted()).as("interrupt left behind").isFalse();
        orders.next("a:80", GOOD);
        assertThat(orders.status("a:80")).isEqualTo(Status.HEALTHY);
    }

    @Test
    void aProbeThatThrowsOrReturnsNullIsAFailureThatSaysSo() {
        orders.checks().unhealthyAfter(1).start();
        orders.probe.does("a:80", (backend, timeout) -> {
            throw new IllegalStateException("no\n  luck");
        });
        orders.next("a:80");
        assertThat(orders.member("a:80").why()).endsWith("last: IllegalStateException: no luck");
        orders.probe.does("a:80", (backend, timeout) -> {
            throw new StackOverflowError();
        });
        orders.next("a:80");
        assertThat(orders.member("a:80").why()).endsWith("last: StackOverflowError");
        assertThat(Thread.interrupted()).isFalse();
        orders.probe.does("a:80", (backend, timeout) -> {
            throw new Wordless();
        });
        orders.next("a:80");
        assertThat(orders.member("a:80").why()).endsWith("Wordless");
        orders.next("a:80", null);
        assertThat(orders.member("a:80").why()).endsWith("last: the probe returned null");
        orders.probe.does("a:80", (backend, timeout) -> {
            throw new InterruptedException("not by the checks");
        });
        orders.next("a:80");
        assertThat(Thread.interrupted()).as("interrupt kept for the executor").isTrue();
        assertThat(orders.member("a:80").why()).endsWith("last: InterruptedException: not by the checks");
    }

    /** Cannot even say what is wrong. */
    @SuppressWarnings("serial") // never serialized
    static final class Wordless extends RuntimeException {
        @Override
        public String getMessage() {
            throw new IllegalStateException("no words");
        }
    }

    @Test
    void theProbeIsAskedForThePoolOnceAndReleasedAtTheEnd() {
        List<String> told = new ArrayList<>();
        Probe probe = new Probe() {
            @Override
            public ProbeResult check(Backend backend, Duration timeout) {
                throw new AssertionError("not bound to the pool");
            }

            @Override
            public Probe forPool(String pool) {
                told.add(pool);
                return new Probe() {
                    @Override
                    public ProbeResult check(Backend backend, Duration timeout) {
                        return timeout.equals(Duration.ofSeconds(1)) ? GOOD : BAD;
                    }

                    @Override
                    public void release() {
                        told.add("released");
                        throw new AssertionError("nobody minds");
                    }
                };
            }
        };
        HealthChecks checks = orders.checks()
                .probe(probe)
                .timeout(Duration.ofSeconds(1))
                .unhealthyAfter(1)
                .start();
        orders.time.advance(Duration.ofSeconds(5));
        assertThat(orders.pool.status().members()).allMatch(member -> member.status() == Status.HEALTHY);
        assertThat(told).containsExactly("orders");
        checks.close();
        assertThat(told).containsExactly("orders", "released");
    }

    @Test
    void theChecksSayWhatTheyAre() {
        HealthChecks checks = orders.checks()
                .probe(Probes.http("/readyz"))
                .timeout(Duration.ofMillis(1500))
                .start();
        assertThat(checks)
                .hasToString("HealthChecks[pool orders: HTTP /readyz every 5 s, time-out 1500 ms; "
                        + "a dead backend leaves after at most 18 s and returns after at most 12.5 s, "
                        + "one that flaps with the first good probe after 30 s to 330 s]");
        checks.close();
    }
}

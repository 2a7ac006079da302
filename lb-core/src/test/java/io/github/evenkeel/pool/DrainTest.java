package io.github.evenkeel.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.evenkeel.CallContext;
import io.github.evenkeel.Outcome;
import io.github.evenkeel.health.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@ValueSource(longs = {1, 2, 3})
class DrainTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private final Bench bench;
    private final BackendPool pool;

    DrainTest(long seed) {
        bench = new Bench(seed, "a", "b", "c");
        pool = bench.pool;
    }

    @Test
    void aDrainWithoutCallsIsOverAtOnce() {
        assertThat(pool.drain("a", SECOND)).isCompletedWithValue(new Drained(Bench.backend("a"), Duration.ZERO, 0));
        assertThat(bench.picked()).containsExactly("b", "c");
        assertThat(bench.member("a").status()).isEqualTo(Status.DRAINING);
    }

    @Test
    void aDrainEndsWithTheLastCallAndNotBefore() {
        Lease first = bench.open("a");
        Lease last = bench.open("a");
        CompletableFuture<Drained> drained = pool.drain("a", Duration.ofSeconds(60));
        first.close();
        bench.time.advance(Duration.ofSeconds(5));
        assertThat(drained).isNotDone();
        last.responded(Outcome.SUCCESS);
        bench.time.runDue();
        assertThat(drained).isNotDone();
        last.close();
        bench.time.runDue();
        assertThat(drained).isCompletedWithValue(new Drained(Bench.backend("a"), Duration.ofSeconds(5), 0));
        assertThat(bench.events(PoolEvent.DrainEnded.class)).singleElement().matches(event -> event.revoked() == 0);
        assertThat(bench.member("a").inFlight()).isZero();
    }

    @Test
    void openCallsAreRevokedOneAfterTheOtherOverTheLastFifthAndAllByTheTimeout() {
        List<Lease> open = new ArrayList<>();
        List<Long> at = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            bench.time.advance(Duration.ofNanos(1)); // so that one is the oldest
            open.add(bench.open("a"));
            open.get(i).onRevoked(() -> at.add(bench.time.now()));
        }
        long start = bench.time.now();
        pool.drain("a", Duration.ofSeconds(10));
        bench.time.advance(Duration.ofMillis(8_400).minusNanos(1));
        assertThat(open).noneMatch(Lease::revoked);
        for (int i = 0; i < 5; i++) {
            bench.time.advance(Duration.ofNanos(1));
            assertThat(open.get(i).revoked()).as("the oldest first").isTrue();
            assertThat(open.stream().filter(Lease::revoked)).hasSize(i + 1);
            if (i < 4) bench.time.advance(Duration.ofMillis(400).minusNanos(1));
        }
        assertThat(at)
                .extracting(each -> (each - start) / 1_000_000)
                .containsExactly(8_400L, 8_800L, 9_200L, 9_600L, 10_000L);
    }

    @Test
    void whoEndsInTimeSparesTheOthersSomeOfTheHaste() {
        List<Lease> open = new ArrayList<>();
        for (int i = 0; i < 4; i++) open.add(bench.open("a"));
        pool.drain("a", Duration.ofSeconds(10));
        bench.time.advance(Duration.ofSeconds(8));
        open.subList(0, 3).forEach(Lease::close);
        bench.time.advance(Duration.ofSeconds(2).minusNanos(1));
        assertThat(open.get(3).revoked()).isFalse();
        bench.time.advance(Duration.ofNanos(1));
        assertThat(open.get(3).revoked()).isTrue();
    }

    @Test
    void manyCallsAreRevokedInFineStepsOverFiveSecondsAtMost() {
        List<Long> at = new ArrayList<>();
        List<Lease> open = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            open.add(bench.open("a"));
            open.get(i).onRevoked(() -> at.add(bench.time.now()));
        }
        long start = bench.time.now();
        pool.drain("a", Duration.ofMinutes(5));
        bench.time.advance(Duration.ofMinutes(5));
        assertThat(at).hasSize(2_000);
        assertThat(at.get(0) - start)
                .isGreaterThanOrEqualTo(Duration.ofSeconds(295).toNanos());
        assertThat(at.get(1_999) - start).isEqualTo(Duration.ofMinutes(5).toNanos());
        for (int second = 0; second < 5; second++) {
            long from = start + Duration.ofSeconds(295 + second).toNanos();
            long to = from + Duration.ofSeconds(1).toNanos();
            assertThat(at.stream()
                            .filter(each -> each - from > 0 && each - to <= 0)
                            .count())
                    .isBetween(380L, 420L);
        }
    }

    @Test
    void theLastMemberThatServesIsTakenOutByForceOnly() {
        pool.drain("a", SECOND);
        pool.maintenance("b");
        String last = "pool orders: c is the last member that serves (expected: another one that does, or %s)";
        assertThatThrownBy(() -> pool.drain("c", SECOND))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(last, "forceDrain");
        assertThatThrownBy(() -> pool.remove("c")).hasMessage(last, "forceRemove");
        assertThatThrownBy(() -> pool.maintenance("c")).hasMessage(last, "forceMaintenance");
        assertThat(bench.picked()).containsExactly("c");
        pool.remove("b");
        pool.forceRemove("c");
        assertThat(bench.picked()).isEmpty();
        pool.ready("a");
        pool.forceMaintenance("a");
        pool.forceDrain("a", SECOND);
        assertThat(bench.picked()).isEmpty();
    }

    @Test
    void aListOfBackendsIsNeverRefused() {
        pool.update(List.of(Bench.backend("d")));
        assertThat(bench.picked()).containsExactly("d");
    }

    @Test
    void openCallsAreRevokedAndCountedOnce() {
        List<Lease> open = new ArrayList<>();
        AtomicInteger revoked = new AtomicInteger();
        for (int i = 0; i < 3; i++) {
            open.add(bench.open("a"));
            open.get(i).onRevoked(revoked::incrementAndGet);
        }
        bench.open("a").close();
        CompletableFuture<Drained> drained = pool.drain("a", SECOND);
        bench.time.advance(SECOND.minusNanos(1));
        assertThat(revoked).hasValue(2);
        bench.time.advance(Duration.ofNanos(1));
        assertThat(revoked).hasValue(3);
        assertThat(open).allMatch(Lease::revoked);
        bench.time.advance(Duration.ofSeconds(10));
        assertThat(revoked).as("once each").hasValue(3);
        assertThat(drained).as("a drain waits for its calls").isNotDone();
        open.forEach(Lease::close);
        bench.time.runDue();
        assertThat(drained).isCompletedWithValueMatching(result -> result.revoked() == 3);
    }

    @Test
    void anActionRegisteredLateRunsAtOnceAndTheLatestCounts() {
        Lease late = bench.open("a");
        Lease twice = bench.open("a");
        List<String> ran = new ArrayList<>();
        twice.onRevoked(() -> ran.add("first"));
        twice.onRevoked(() -> ran.add("second"));
        pool.drain("a", Duration.ZERO);
        bench.time.runDue();
        assertThat(ran).containsExactly("second");
        late.onRevoked(() -> ran.add("late"));
        bench.time.runDue();
        assertThat(ran).containsExactly("second", "late");
    }

    @Test
    void anActionThatThrowsHarmsNobody() {
        Lease throwing = bench.open("a");
        throwing.onRevoked(() -> {
            throw new AssertionError("on purpose");
        });
        AtomicInteger other = new AtomicInteger();
        Lease quiet = bench.open("a");
        quiet.onRevoked(other::incrementAndGet);
        CompletableFuture<Drained> drained = pool.drain("a", Duration.ZERO);
        bench.time.runDue();
        assertThat(other).hasValue(1);
        throwing.close();
        quiet.close();
        bench.time.runDue();
        assertThat(drained).isCompletedWithValueMatching(result -> result.revoked() == 2);
    }

    @Test
    void aClosedLeaseIsNotRevoked() {
        AtomicInteger revoked = new AtomicInteger();
        Lease stays = bench.open("a");
        try (Lease lease = bench.open("a")) {
            lease.onRevoked(revoked::incrementAndGet);
        }
        pool.drain("a", Duration.ZERO);
        bench.time.runDue();
        assertThat(revoked).hasValue(0);
        assertThat(stays.revoked()).isTrue();
    }

    @Test
    void readyGivesADrainUp() {
        Lease lease = bench.open("a");
        CompletableFuture<Drained> drained = pool.drain("a", SECOND);
        pool.ready("a");
        bench.time.advance(Duration.ofSeconds(10));
        assertThat(drained).isCompletedExceptionally();
        assertThat(drained.handle((result, thrown) -> thrown).join()) // join() itself wraps in newer JDKs
                .isInstanceOf(CancellationException.class)
                .hasMessage("a is ready again");
        assertThat(lease.revoked()).isFalse();
        assertThat(bench.member("a").inRotation()).isTrue();
    }

    @Test
    void aSecondCommandGivesTheSameDrainANewTimeout() {
        Lease lease = bench.open("a");
        CompletableFuture<Drained> first = pool.drain("a", SECOND);
        CompletableFuture<Drained> second = pool.drain("a", Duration.ofSeconds(5));
        bench.time.advance(Duration.ofSeconds(4));
        assertThat(lease.revoked()).isFalse();
        bench.time.advance(SECOND);
        assertThat(lease.revoked()).isTrue();
        lease.close();
        bench.time.runDue();
        assertThat(first).isCompleted();
        assertThat(second).isCompleted();
    }

    @Test
    void removeDrainsFirstAndTheMemberIsSeenUntilItsLastCall() {
        Lease lease = bench.open("a");
        CompletableFuture<Drained> removed = pool.remove("a");
        assertThat(bench.picked()).containsExactly("b", "c");
        assertThat(pool.backends()).extracting("id").containsExactly("b", "c");
        assertThat(bench.member("a").why()).isEqualTo("removed; its last calls finish");
        bench.time.advance(Duration.ofSeconds(30).minusNanos(1));
        assertThat(lease.revoked()).isFalse();
        bench.time.advance(Duration.ofNanos(1));
        assertThat(lease.revoked()).isTrue();
        assertThat(removed).isNotDone();
        lease.close();
        bench.time.runDue();
        assertThat(removed).isCompletedWithValue(new Drained(Bench.backend("a"), Duration.ofSeconds(30), 1));
        assertThat(bench.member("a")).isNull();
    }

    @Test
    void removingADrainingMemberGoesOnWithTheSameDrainAndTakesNoTimeFromIt() {
        Lease lease = bench.open("a");
        CompletableFuture<Drained> drained = pool.drain("a", Duration.ofSeconds(60));
        CompletableFuture<Drained> removed = pool.remove("a");
        bench.time.advance(Duration.ofSeconds(60).minusNanos(1));
        assertThat(lease.revoked()).isFalse();
        bench.time.advance(Duration.ofNanos(1));
        assertThat(lease.revoked()).isTrue();
        assertThat(drained).isNotDone();
        lease.close();
        bench.time.runDue();
        Drained result = new Drained(Bench.backend("a"), Duration.ofSeconds(60), 1);
        assertThat(drained).isCompletedWithValue(result);
        assertThat(removed).isCompletedWithValue(result);
        assertThat(bench.events(PoolEvent.DrainEnded.class)).hasSize(1);
    }

    @Test
    void maintenanceLetsCallsFinishInTheirOwnTime() {
        Lease lease = bench.open("a");
        pool.maintenance("a");
        bench.time.advance(Duration.ofHours(1));
        assertThat(lease.revoked()).isFalse();
        assertThat(bench.picked()).containsExactly("b", "c");
        assertThat(bench.member("a").status()).isEqualTo(Status.MAINTENANCE);
        lease.close();
        pool.ready("a");
        assertThat(bench.picked()).containsExactly("a", "b", "c");
    }

    @Test
    void whenEveryMemberIsDrainedNobodyServes() {
        pool.drain("a", SECOND);
        pool.drain("b", SECOND);
        pool.forceMaintenance("c");
        assertThat(bench.picked()).isEmpty();
        assertThatThrownBy(() -> pool.acquire(CallContext.any()))
                .hasMessage("pool orders: no backend available: 3 members: "
                        + "a (a:80) DRAINING (by the operator); b (b:80) DRAINING (by the operator); "
                        + "c (c:80) MAINTENANCE (by the operator)");
        assertThat(pool.status().panic())
                .as("what the operator does is no panic")
                .isFalse();
    }

    @Test
    void whatFailedBeforeMaintenanceIsNotHeldAgainstWhoReturns() {
        Bench bench = new Bench(5, "a", "b", "c");
        for (String id : List.of("a", "b", "c")) bench.calls(id, 50, Outcome.SUCCESS);
        List<Lease> open = new ArrayList<>();
        for (int i = 0; i < 6; i++) open.add(bench.open("a"));
        Lease last = open.remove(0);
        bench.pool.maintenance("a");
        open.forEach(lease -> lease.responded(Outcome.RESET)); // it is restarted
        open.forEach(Lease::close);
        bench.time.advance(Duration.ofHours(1));
        bench.pool.ready("a");
        last.responded(Outcome.RESET);
        last.close();
        bench.calls("a", 4, Bench.BAD); // no run that ejects
        bench.time.runDue();
        assertThat(bench.member("a").why()).isEmpty();
    }
}

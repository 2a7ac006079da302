package io.github.evenkeel.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.evenkeel.CallContext;
import io.github.evenkeel.NoBackendAvailableException;
import io.github.evenkeel.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class ClosedPoolTest {
    private final Bench bench = new Bench(2, "a", "b");
    private final BackendPool pool = bench.pool;

    @Test
    void noCallBeginsAndTheMessageSaysWhy() {
        pool.close();
        pool.close();
        assertThatThrownBy(() -> pool.acquire(CallContext.any()))
                .isInstanceOf(NoBackendAvailableException.class)
                .hasMessage("pool orders: no backend available: the pool is closed");
        assertThat(pool.status().members()).noneMatch(MemberStatus::inRotation);
    }

    @Test
    void callsInFlightFinishUntouched() {
        Lease lease = bench.open("a");
        pool.close();
        bench.time.advance(Duration.ofHours(1));
        assertThat(lease.revoked()).isFalse();
        lease.responded(Outcome.SUCCESS);
        lease.close();
        assertThat(bench.member("a").inFlight()).isZero();
        assertThat(bench.member("a").calls()).isEqualTo(1);
    }

    @Test
    void faultsAfterTheEndChangeNothing() {
        List<Lease> leases =
                List.of(bench.open("a"), bench.open("a"), bench.open("a"), bench.open("a"), bench.open("a"));
        pool.close();
        leases.forEach(lease -> lease.responded(Bench.BAD));
        leases.forEach(Lease::close);
        bench.time.advance(Duration.ofHours(1));
        assertThat(bench.events).isEmpty();
        assertThat(bench.time.pending()).as("timers end with the pool").isZero();
    }

    @Test
    void drainsAreGivenUpAndChecksEnd() {
        bench.open("a").responded(Outcome.SUCCESS);
        Probing probes = new Probing(pool);
        CompletableFuture<Drained> drained = pool.drain("a", Duration.ofSeconds(1));
        pool.close();
        bench.time.runDue();
        assertThat(drained.handle((result, thrown) -> thrown).join()) // join() itself wraps in newer JDKs
                .isInstanceOf(CancellationException.class)
                .hasMessage("the pool is closed");
        assertThat(probes.news).endsWith("-a", "-b");
        probes.running.close();
        probes.fail("a");
    }

    @Test
    void commandsAreRefused() {
        pool.close();
        for (ThrowingCallable command : List.<ThrowingCallable>of(
                () -> pool.add(Bench.backend("c")),
                () -> pool.update(List.of(Bench.backend("c"))),
                () -> pool.remove("a"),
                () -> pool.drain("a", Duration.ZERO),
                () -> pool.ready("a"),
                () -> pool.maintenance("a"),
                () -> new Probing(pool))) {
            assertThatThrownBy(command)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("pool orders is closed");
        }
        assertThat(pool.backends()).hasSize(2);
    }

    @Test
    void aLostSchedulerLeavesThePoolServing() {
        bench.time.scheduler().shutdown();
        bench.calls("a", 5, Bench.BAD);
        assertThat(bench.member("a").left()).isNotNull();
        assertThat(bench.picked()).containsExactly("b");
        pool.ready("a");
        bench.call("a", Outcome.SUCCESS);
        assertThat(bench.picked()).containsExactly("a", "b");
    }
}

package io.github.evenkeel.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.evenkeel.CallContext;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class LostLeaseTest {
    private static final Duration SWEEP = Duration.ofSeconds(11);
    private final Bench bench = new Bench(1, "a");

    /** Begins a call and forgets it. */
    private void forget() {
        assertThat(bench.pool.acquire(CallContext.any())).isNotNull();
    }

    private void collectUntil(BooleanSupplier done) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!done.getAsBoolean() && System.nanoTime() - deadline < 0) {
            System.gc();
            bench.time.advance(SWEEP);
        }
        assertThat(done.getAsBoolean()).isTrue();
    }

    @Test
    void aForgottenLeaseIsFoundCountedOutAndReported() {
        Lease held = bench.open("a");
        forget();
        forget();
        assertThat(bench.member("a").inFlight()).isEqualTo(3);
        collectUntil(() -> bench.member("a").leaked() == 2);
        assertThat(bench.member("a").inFlight()).isEqualTo(1);
        assertThat(bench.events(PoolEvent.LeaseLeaked.class)).hasSize(2);
        held.close();
        assertThat(bench.member("a").inFlight()).isZero();
        assertThat(bench.member("a").leaked()).isEqualTo(2);
    }

    @Test
    void aDrainEndsWithAForgottenLease() {
        forget();
        CompletableFuture<Drained> removed = bench.pool.forceRemove("a");
        assertThat(removed).isNotDone();
        collectUntil(removed::isDone);
        assertThat(removed).isCompletedWithValueMatching(drained -> drained.revoked() <= 1);
    }

    @Test
    void aClosedLeaseIsNotLost() {
        for (int i = 0; i < 1000; i++) bench.open("a").close();
        forget();
        collectUntil(() -> bench.member("a").leaked() > 0);
        assertThat(bench.member("a").leaked()).isEqualTo(1);
        assertThat(bench.member("a").inFlight()).isZero();
    }

    /** What many a wrapper of a response does: closes what nobody closed. */
    @SuppressWarnings({"removal", "deprecation", "Finalize"})
    private static final class Wrapper {
        private final Lease lease;
        private final CountDownLatch found;
        private final CountDownLatch closed;

        Wrapper(Lease lease, CountDownLatch found, CountDownLatch closed) {
            this.lease = lease;
            this.found = found;
            this.closed = closed;
        }

        @Override
        protected void finalize() throws InterruptedException {
            found.await(20, TimeUnit.SECONDS); // others are finalized before it
            lease.close();
            closed.countDown();
        }
    }

    private Object wrapped(CountDownLatch found, CountDownLatch closed) {
        return new Wrapper(bench.open("a"), found, closed);
    }

    @Test
    void aLostLeaseThatAFinalizerClosesIsCountedOutOnce() throws InterruptedException {
        CountDownLatch found = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        assertThat(wrapped(found, closed)).isNotNull();
        collectUntil(() -> bench.member("a").leaked() == 1);
        found.countDown();
        assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(bench.member("a").inFlight()).isZero();
    }
}

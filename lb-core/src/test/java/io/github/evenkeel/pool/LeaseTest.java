package io.github.evenkeel.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.evenkeel.CallContext;
import io.github.evenkeel.Outcome;
import io.github.evenkeel.testing.VirtualTime;
import org.junit.jupiter.api.Test;

class LeaseTest {
    private final VirtualTime time = VirtualTime.seeded(1);
    private final BackendPool pool = BackendPool.builder("orders")
            .backend("a", 80)
            .clock(time.clock())
            .scheduler(time.scheduler())
            .build();

    @Test
    void aDiscardedLeaseIsCountedOutAndLeavesNoTrace() {
        Lease lease = pool.acquire(CallContext.any());
        assertThat(member().inFlight()).isEqualTo(1);
        lease.discard();
        lease.responded(Outcome.FAILURE);
        lease.close();
        assertThat(member().inFlight()).isZero();
        assertThat(member().calls()).isZero();
        assertThat(member().unanswered()).isZero();
    }

    private MemberStatus member() {
        return pool.status().members().get(0);
    }
}

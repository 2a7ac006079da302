package io.github.evenkeel.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.evenkeel.retry.RetryBudget;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PoolRetryBudgetTest {
    @Test
    void aPoolHasOneBudgetOnItsOwnClockThatStartsFull() {
        Bench bench = new Bench(1, "a");
        RetryBudget budget = bench.pool.retryBudget();
        assertThat(bench.pool.retryBudget()).isSameAs(budget);
        assertThat(budget.share()).isEqualTo(0.1);
        assertThat(budget.perSecond()).isEqualTo(3);
        try (Lease lease = bench.open("a")) {
            assertThat(lease.startedAt())
                    .isEqualTo(bench.pool.environment().clock().getAsLong());
            assertThat(budget.balance(lease.startedAt())).isEqualTo(30);
        }
    }

    @Test
    void itsStateIsInTheStatusOnceItIsUsed() {
        Bench bench = new Bench(2, builder -> builder.retryBudget(0.5, 0), "a");
        assertThat(bench.pool.status().figures()).isEmpty();
        long now = bench.pool.environment().clock().getAsLong();
        RetryBudget budget = bench.pool.retryBudget();
        for (int i = 0; i < 6; i++) budget.deposit(now);
        assertThat(bench.pool.status().figures())
                .isEqualTo(Map.of("retries", 0L, "retriesLeft", 3L, "retriesRefused", 0L));
        for (int i = 0; i < 4; i++) budget.tryWithdraw(now);
        assertThat(bench.pool.status().figures())
                .isEqualTo(Map.of("retries", 3L, "retriesLeft", 0L, "retriesRefused", 1L));
        assertThat(bench.pool.status().toString()).contains("\nretries: 3\nretriesLeft: 0\nretriesRefused: 1\n");
        bench.time.advance(Duration.ofSeconds(10));
        assertThat(bench.pool.status().figures()).containsEntry("retries", 3L).containsEntry("retriesLeft", 0L);
    }

    @Test
    void itsSettingsAreCheckedAtOnce() {
        BackendPool.Builder builder = BackendPool.builder("orders");
        assertThatThrownBy(() -> builder.retryBudget(2, 3)).hasMessage("share: 2.0 (expected: 0.0 to 1.0)");
        assertThatThrownBy(() -> builder.retryBudget(0.1, -1)).hasMessageStartingWith("perSecond: -1.0 (expected: ");
    }
}

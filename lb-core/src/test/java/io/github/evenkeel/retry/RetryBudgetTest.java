package io.github.evenkeel.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetryBudgetTest {
    private static final long SECOND = 1_000_000_000;

    /** So that the clock overflows within the test; no constant, or the compiler would not have it. */
    private static final long START = Long.valueOf(Long.MAX_VALUE) - 5 * SECOND - 123;

    private final RetryBudget budget = new RetryBudget(0.1, 3, START);

    private static int withdrawAll(RetryBudget budget, long now) {
        int taken = 0;
        while (budget.tryWithdraw(now)) taken++;
        return taken;
    }

    @Test
    void itStartsFull() {
        assertThat(budget.used()).isFalse();
        assertThat(budget.balance(START)).isEqualTo(30);
        assertThat(withdrawAll(budget, START)).isEqualTo(30);
        assertThat(budget.balance(START)).isZero();
        assertThat(budget.granted()).isEqualTo(30);
        assertThat(budget.refused()).isEqualTo(1);
        assertThat(budget.used()).isTrue();
        assertThat(budget).hasToString("10 % of the calls of 10 s and 3.0 per second; 30 sent again, 1 refused");
    }

    @Test
    void aCallGivesItsShare() {
        for (int i = 0; i < 1000; i++) budget.deposit(START);
        assertThat(budget.used()).isTrue();
        assertThat(withdrawAll(budget, START)).isEqualTo(130);
        for (int i = 0; i < 9; i++) budget.deposit(START);
        assertThat(budget.tryWithdraw(START)).isFalse();
        budget.deposit(START);
        assertThat(budget.tryWithdraw(START)).isTrue();
    }

    @Test
    void whatWasSpentCountsUntilItsSecondIsTenSecondsOld() {
        assertThat(withdrawAll(budget, START + SECOND - 1)).isEqualTo(30);
        assertThat(budget.balance(START + 10 * SECOND - 1)).isZero();
        assertThat(budget.balance(START + 10 * SECOND)).isEqualTo(30);
    }

    @Test
    void callsCountUntilTheirSecondIsTenSecondsOld() {
        for (int i = 0; i < 100; i++) budget.deposit(START + 2 * SECOND);
        for (int i = 0; i < 50; i++) budget.deposit(START + 3 * SECOND - 1);
        for (int i = 0; i < 50; i++) budget.deposit(START + 3 * SECOND);
        assertThat(budget.balance(START + 12 * SECOND - 1)).isEqualTo(50);
        assertThat(budget.balance(START + 12 * SECOND)).isEqualTo(35);
        assertThat(budget.balance(START + 13 * SECOND - 1)).isEqualTo(35);
        assertThat(budget.balance(START + 13 * SECOND)).isEqualTo(30);
    }

    @Test
    void afterALongSilenceItIsFull() {
        for (int i = 0; i < 1000; i++) budget.deposit(START);
        withdrawAll(budget, START);
        assertThat(withdrawAll(budget, START + 3_600 * SECOND)).isEqualTo(30);
    }

    @Test
    void aTimeThatIsALittleOlderIsThePresent() {
        budget.deposit(START + 20 * SECOND);
        assertThat(withdrawAll(budget, START + 19 * SECOND)).isEqualTo(30);
        assertThat(budget.balance(START + 29 * SECOND)).isZero();
        assertThat(budget.balance(START + 30 * SECOND)).isEqualTo(30);
        assertThat(budget.balance(START - SECOND)).isEqualTo(30);
    }

    @Test
    void nothingIsWithdrawnFromABudgetOfNothing() {
        RetryBudget none = new RetryBudget(0, 0, START);
        assertThat(none.tryWithdraw(START)).isFalse();
        assertThat(none.used()).as("who is refused has asked").isTrue();
        none.deposit(START);
        assertThat(none.tryWithdraw(START)).isFalse();
    }

    @Test
    void badInputIsNamed() {
        assertThatThrownBy(() -> new RetryBudget(1.1, 3, 0)).hasMessage("share: 1.1 (expected: 0.0 to 1.0)");
        assertThatThrownBy(() -> new RetryBudget(0.1, -1, 0)).hasMessageStartingWith("perSecond: -1.0 (expected: ");
        assertThatThrownBy(() -> new RetryBudget(0.1, Double.NaN, 0)).hasMessageStartingWith("perSecond: NaN");
    }

    /** The same by lists of instants. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void itCountsAsAListOfInstantsWould(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Deque<Long> calls = new ArrayDeque<>();
        Deque<Long> again = new ArrayDeque<>();
        long now = 0;
        for (int i = 0; i < 20_000; i++) {
            now += random.nextInt(100) == 0
                    ? random.nextLong(15 * SECOND)
                    : random.nextLong(random.nextBoolean() ? SECOND / 10 : SECOND / 1000);
            long first = now / SECOND - 9;
            calls.removeIf(at -> at < first);
            again.removeIf(at -> at < first);
            if (random.nextInt(3) > 0) {
                budget.deposit(START + now);
                calls.add(now / SECOND);
            } else {
                boolean expected = 0.1 * calls.size() + 30 - again.size() >= 1;
                assertThat(budget.tryWithdraw(START + now)).isEqualTo(expected);
                if (expected) again.add(now / SECOND);
            }
        }
        assertThat(budget.granted()).isPositive();
        assertThat(budget.refused()).isPositive();
    }

    /** The promise of the class, over any stretch of time. */
    @ParameterizedTest
    @ValueSource(ints = {1, 5, 10, 13, 25, 60})
    void noStretchOfTimeHasMoreThanItsShare(int stretch) {
        SplittableRandom random = new SplittableRandom(stretch);
        int seconds = 300;
        int[] calls = new int[seconds];
        int[] again = new int[seconds];
        for (int second = 0; second < seconds; second++) {
            // Outages: everybody wants to send again for a while.
            boolean outage = second / 20 % 2 == 1;
            for (int part = 0; part < 10; part++) {
                long now = START + second * SECOND + part * SECOND / 10;
                int some = random.nextInt(40);
                for (int i = 0; i < some; i++) budget.deposit(now);
                calls[second] += some;
                if (!outage) continue;
                for (int i = 0; i < 3 * some; i++) {
                    if (budget.tryWithdraw(now)) again[second]++;
                }
            }
        }
        for (int from = 0; from + stretch <= seconds; from++) {
            long sum = 0;
            long made = 0;
            for (int second = from; second < from + stretch; second++) sum += again[second];
            for (int second = Math.max(0, from - 9); second < from + stretch; second++) made += calls[second];
            assertThat((double) sum).isLessThanOrEqualTo(0.1 * made + 3 * (stretch + 10));
        }
    }

    @Test
    void threadsTogetherGetNoMoreThanOne() throws Exception {
        int threads = 4;
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            for (int round = 0; round < 50; round++) {
                RetryBudget shared = new RetryBudget(0.1, 3, START);
                CountDownLatch go = new CountDownLatch(1);
                List<Future<Integer>> results = new ArrayList<>();
                Callable<Integer> caller = () -> {
                    go.await();
                    int taken = 0;
                    for (int i = 0; i < 250; i++) {
                        shared.deposit(START);
                        if (shared.tryWithdraw(START)) taken++;
                    }
                    return taken;
                };
                for (int i = 0; i < threads; i++) results.add(executor.submit(caller));
                go.countDown();
                int all = 0;
                for (Future<Integer> result : results) all += result.get();
                assertThat(all).isLessThanOrEqualTo(130);
                assertThat(shared.granted()).isEqualTo(all);
                assertThat(all + withdrawAll(shared, START)).isEqualTo(130);
            }
        } finally {
            executor.shutdownNow();
        }
    }
}

package io.github.evenkeel.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.evenkeel.CallContext;
import io.github.evenkeel.LoadReport;
import io.github.evenkeel.Outcome;
import io.github.evenkeel.select.Candidates;
import io.github.evenkeel.select.Gauge;
import io.github.evenkeel.select.Picker;
import io.github.evenkeel.select.Selector;
import io.github.evenkeel.select.Selectors;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** A strategy of the user's own whose measuring throws whenever it can. */
class BrokenGaugeTest {
    private static final class Broken implements Gauge {
        private static IllegalStateException broken() {
            return new IllegalStateException("broken");
        }

        @Override
        public void begun(long now) {
            throw broken();
        }

        @Override
        public void answered(Outcome outcome, long startedAt, long now) {
            throw broken();
        }

        @Override
        public void unanswered(long startedAt) {
            throw broken();
        }

        @Override
        public void lost() {
            throw broken();
        }

        @Override
        public void reported(LoadReport report, int inFlight, long now) {
            throw broken();
        }
    }

    private static final class Measuring implements Selector {
        @Override
        public String name() {
            return "measuring";
        }

        @Override
        public Compiler forPool(RandomGenerator random) {
            Compiler inner = Selectors.random().forPool(random);
            return new Compiler() {
                @Override
                public Picker compile(Candidates candidates) {
                    return inner.compile(candidates);
                }

                @Override
                public Gauge gauge() {
                    return new Broken();
                }
            };
        }
    }

    @Test
    void breaksNoCallAndLeavesNoneCountedIn() {
        Bench bench = new Bench(1, builder -> builder.selector(new Measuring()), "a");
        for (int i = 0; i < 3; i++) {
            try (Lease lease = bench.pool.acquire(CallContext.any())) {
                lease.reported(LoadReport.ofCallsInFlight(1));
                lease.responded(Outcome.SUCCESS);
            }
            bench.pool.acquire(CallContext.any()).close();
            bench.pool.acquire(CallContext.any()).discard();
        }
        bench.time.runDue();
        assertThat(bench.member("a").inFlight()).isZero();
        assertThat(bench.member("a").outcomes()).containsEntry(Outcome.Kind.SUCCESS, 3L);
        assertThat(bench.member("a").unanswered()).isEqualTo(3);
    }
}

package io.github.evenkeel.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.evenkeel.Outcome;
import io.github.evenkeel.select.Selectors;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How long an idle pool leaves a member alone after a fault. */
class FaultFadeTest {
    private final Bench bench = new Bench(1, builder -> builder.selector(Selectors.leastConnections()), "a", "b");

    private void good(String id, long millis) {
        try (Lease lease = bench.open(id)) {
            bench.time.advance(Duration.ofMillis(millis));
            lease.responded(Outcome.SUCCESS);
        }
    }

    @ParameterizedTest
    @CsvSource({"20, 1000", "1000, 1000", "4000, 4000", "60000, 10000"})
    void aSecondOrAsLongAsItsCallsTakeUpToTen(long latency, long fade) {
        good("a", latency);
        bench.call("a", Bench.BAD);
        bench.time.advance(Duration.ofMillis(fade).minusNanos(1));
        assertThat(bench.picked()).containsExactly("b");
        bench.time.advance(Duration.ofNanos(1));
        assertThat(bench.picked()).containsExactly("a", "b");
    }

    @Test
    void aMemberThatNeverAnsweredIsTriedAgainAfterASecond() {
        good("b", 4000);
        bench.call("a", Bench.BAD);
        bench.time.advance(Duration.ofSeconds(1).minusNanos(1));
        assertThat(bench.picked()).containsExactly("b");
        bench.time.advance(Duration.ofNanos(1));
        assertThat(bench.picked()).containsExactly("a", "b");
    }

    @ParameterizedTest
    @CsvSource({"0, 1000", "200, 1000", "400, 2000", "1000, 5000", "30000, 10000"})
    void aMemberThatKeepsItsCallersWaitingBeforeItFailsIsLeftAloneForFiveTimesAsLong(long took, long fade) {
        good("b", 20);
        good("a", 20);
        try (Lease lease = bench.open("a")) {
            bench.time.advance(Duration.ofMillis(took));
            lease.responded(Bench.BAD);
        }
        bench.time.advance(Duration.ofMillis(fade).minusNanos(1));
        assertThat(bench.picked()).containsExactly("b");
        bench.time.advance(Duration.ofNanos(1));
        assertThat(bench.picked()).containsExactly("a", "b");
    }
}

package io.github.evenkeel.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.evenkeel.Outcome;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@ValueSource(longs = {1, 2, 3})
class HoldOffTest {
    private static final Duration TEN = Duration.ofSeconds(10);
    private final long seed;
    private final Bench bench;

    HoldOffTest(long seed) {
        this.seed = seed;
        bench = new Bench(seed, "a", "b");
    }

    private static void pause(Bench bench, String id, Duration pause) {
        bench.call(id, Outcome.overloaded(503, pause));
        bench.time.runDue();
    }

    @Test
    void aBackendThatAsksForAPauseGetsItToTheNanosecond() {
        pause(bench, "a", TEN);
        assertThat(bench.events(PoolEvent.HeldOff.class))
                .singleElement()
                .matches(event -> event.pause().equals(TEN));
        assertThat(bench.member("a").why()).isEqualTo("asked for a pause");
        bench.time.advance(TEN.minusNanos(1));
        assertThat(bench.picked()).containsExactly("b");
        bench.time.advance(Duration.ofNanos(1));
        assertThat(bench.picked()).containsExactly("a", "b");
        assertThat(bench.member("a").why()).isEmpty();
    }

    @Test
    void aPauseIsCapped() {
        pause(bench, "a", Duration.ofHours(1));
        assertThat(bench.events(PoolEvent.HeldOff.class).get(0).pause()).isEqualTo(Duration.ofSeconds(30));
        bench.time.advance(Duration.ofSeconds(30));
        assertThat(bench.picked()).contains("a");
        Bench mine = new Bench(seed, builder -> builder.maxHoldOff(TEN), "a", "b");
        pause(mine, "a", Duration.ofSeconds(11));
        assertThat(mine.events(PoolEvent.HeldOff.class).get(0).pause()).isEqualTo(TEN);
    }

    @Test
    void theLastOnesThatCanServeGetNoPause() {
        pause(bench, "a", TEN);
        pause(bench, "b", TEN);
        assertThat(bench.events(PoolEvent.HeldOff.class)).hasSize(1);
        assertThat(bench.picked()).containsExactly("b");
    }

    @Test
    void askingAgainDuringAPauseChangesNothing() {
        pause(bench, "a", TEN);
        bench.time.advance(Duration.ofSeconds(5));
        try (Lease lease = bench.open("a")) {
            lease.responded(Outcome.overloaded(429, TEN));
        }
        bench.time.advance(Duration.ofSeconds(5));
        assertThat(bench.events(PoolEvent.HeldOff.class)).hasSize(1);
        assertThat(bench.picked()).contains("a");
    }

    @Test
    void aPauseIsNoFault() {
        for (int i = 0; i < 20; i++) {
            pause(bench, "a", Duration.ofSeconds(1));
            bench.time.advance(Duration.ofSeconds(2));
        }
        assertThat(bench.member("a").faults()).isZero();
        assertThat(bench.member("a").left()).isNull();
    }

    @Test
    void overloadWithoutATimeWeighsLikeAFaultAndFades() {
        bench.call("a", Outcome.ofStatus(429));
        assertThat(bench.picked()).containsExactly("b");
        bench.time.advance(Duration.ofSeconds(1));
        assertThat(bench.picked()).containsExactly("a", "b");
        assertThat(bench.events(PoolEvent.HeldOff.class)).isEmpty();
    }

    @Test
    void aFaultIsFeltForASecond() {
        bench.call("a", Bench.BAD);
        bench.time.advance(Duration.ofSeconds(1).minusNanos(1));
        assertThat(bench.picked()).containsExactly("b");
        bench.time.advance(Duration.ofNanos(1));
        assertThat(bench.picked()).containsExactly("a", "b");
    }
}

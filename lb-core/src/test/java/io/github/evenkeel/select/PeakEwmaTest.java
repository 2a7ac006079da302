package io.github.evenkeel.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.evenkeel.CallContext;
import io.github.evenkeel.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PeakEwmaTest {
    private static final long MS = 1_000_000;
    private static final long SECOND = 1000 * MS;
    private final List<Fake> members = Fake.equal(2);
    private long now = Long.MAX_VALUE - 5 * MS;
    private Picker picker;

    @BeforeEach
    void compile() {
        Selector.Compiler compiler = Selectors.peakEwma().forPool(new SplittableRandom(1));
        members.forEach(member -> member.gauge = compiler.gauge());
        picker = compiler.compile(Fake.all(members));
    }

    private PeakGauge gauge(int member) {
        return (PeakGauge) members.get(member).gauge;
    }

    private void good(int member, long millis) {
        gauge(member).answered(Outcome.SUCCESS, now - millis * MS, now);
    }

    private double millis(int member) {
        return gauge(member).latency(now) / MS;
    }

    @Test
    void aSlowerAnswerCountsAtOnceAndInFull() {
        good(0, 10);
        assertThat(millis(0)).isEqualTo(10);
        good(0, 70);
        assertThat(millis(0)).isEqualTo(70);
    }

    @Test
    void fasterOnesBringItDownOverTheMemory() {
        good(0, 110);
        now += 10 * SECOND;
        good(0, 10);
        assertThat(millis(0)).isEqualTo(10 + 100 / Math.E, within(1e-6));
        good(0, 10);
        assertThat(millis(0)).as("no time has passed").isEqualTo(10 + 100 / Math.E, within(1e-6));
    }

    @Test
    void withoutNewsItNearsTheTypicalOfThePoolFromBothSides() {
        good(0, 10);
        now += 200 * MS;
        good(1, 90);
        double typical = gauge(0).latency(now + 3600 * SECOND) / MS;
        assertThat(typical).isBetween(40.0, 60.0);
        assertThat(gauge(0).latency(now + 10 * SECOND) / MS).isBetween(10.0, typical);
        assertThat(gauge(1).latency(now + 10 * SECOND) / MS).isBetween(typical, 90.0);
    }

    @Test
    void whoeverNeverAnsweredIsTypical() {
        good(0, 30);
        assertThat(gauge(1).known()).isFalse();
        assertThat(millis(1)).isEqualTo(30);
    }

    @Test
    void whatACancelledCallWaitedCountsOnlyIfMore() {
        good(0, 30);
        gauge(0).answered(Outcome.CANCELLED, now - 10 * MS, now);
        assertThat(millis(0)).isEqualTo(30);
        gauge(0).answered(Outcome.CANCELLED, now - 50 * MS, now);
        assertThat(millis(0)).isEqualTo(50);
        gauge(0).answered(Outcome.TIMEOUT, now - 500 * MS, now);
        assertThat(millis(0)).isEqualTo(50);
    }

    @Test
    void aCallCancelledSoonDoesNotBringAnOldPeakBack() {
        good(0, 5000);
        now += 600 * SECOND;
        for (int i = 0; i < 10; i++) good(0, 10);
        gauge(0).answered(Outcome.CANCELLED, now - MS, now);
        assertThat(millis(0)).isEqualTo(10, within(0.01));
    }

    @Test
    void theFasterOfTwoIdleOnesIsChosenAndCallsInFlightMultiply() {
        good(0, 10);
        good(1, 25);
        for (int i = 0; i < 100; i++)
            assertThat(picker.pick(CallContext.any(), now)).isSameAs(members.get(0));
        members.get(0).inFlight = 2;
        for (int i = 0; i < 100; i++)
            assertThat(picker.pick(CallContext.any(), now)).isSameAs(members.get(1));
    }

    @Test
    void aMemoryOfNothingIsRefused() {
        assertThatThrownBy(() -> Selectors.peakEwma(Duration.ZERO)).hasMessage("memory: PT0S (expected: > 0)");
    }
}

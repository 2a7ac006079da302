package io.github.evenkeel.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.evenkeel.health.ProbeState.Verdict;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@ValueSource(longs = {0, Long.MAX_VALUE - 10, Long.MIN_VALUE, -100_000_000_000L})
class FlapsTest {
    private static final long SECOND = 1_000_000_000;
    private static final ProbeRules RULES = new ProbeRules(1, 1);
    private final long t;

    FlapsTest(long start) {
        t = start;
    }

    private static Signal.Probed probe(boolean good) {
        return new Signal.Probed(good, "", RULES);
    }

    private static ProbeState failedAndBack(ProbeState before, long at, long backAt) {
        return before.next(probe(false), at).next(probe(true), backAt);
    }

    @Test
    void theFirstFailingHasNoHold() {
        ProbeState back = failedAndBack(ProbeState.UNCHECKED, t, t);
        assertThat(back.verdict()).isEqualTo(Verdict.PASSING);
        assertThat(back.flaps()).isEqualTo(new Flaps(1, 0, t));
    }

    @Test
    void aHoldIsOverAtItsNanosecondAndNotBefore() {
        ProbeState again = failedAndBack(ProbeState.UNCHECKED, t, t).next(probe(false), t);
        assertThat(again.next(probe(true), t + 30 * SECOND - 1).verdict()).isEqualTo(Verdict.FAILING);
        assertThat(again.next(probe(true), t + 30 * SECOND).verdict()).isEqualTo(Verdict.PASSING);
    }

    @Test
    void asManyBadProbesAsPutAMemberOutBeginTheHoldAnewAndFewerDoNot() {
        ProbeRules three = RULES.withUnhealthyAfter(3);
        Signal.Probed bad = new Signal.Probed(false, "", three);
        Signal.Probed good = new Signal.Probed(true, "", three);
        ProbeState out =
                ProbeState.UNCHECKED.next(bad, t).next(bad, t).next(bad, t).next(good, t);
        out = out.next(bad, t).next(bad, t).next(bad, t).next(good, t);
        assertThat(out.verdict()).isEqualTo(Verdict.FAILING);
        ProbeState two = out.next(bad, t + 10 * SECOND).next(bad, t + 15 * SECOND);
        assertThat(two.next(good, t + 30 * SECOND - 1).verdict()).isEqualTo(Verdict.FAILING);
        assertThat(two.next(good, t + 30 * SECOND).verdict()).isEqualTo(Verdict.PASSING);
        ProbeState anew = two.next(bad, t + 20 * SECOND);
        assertThat(anew.next(good, t + 50 * SECOND - 1).verdict()).isEqualTo(Verdict.FAILING);
        assertThat(anew.next(good, t + 50 * SECOND).verdict()).isEqualTo(Verdict.PASSING);
    }

    @Test
    void inPanicNoHoldKeepsOutWhoPasses() {
        ProbeState held =
                failedAndBack(ProbeState.UNCHECKED, t, t).next(probe(false), t).next(probe(true), t);
        assertThat(held.verdict()).isEqualTo(Verdict.FAILING);
        ProbeState back = held.next(new Signal.Probed(1, "", RULES, 0, false), t);
        assertThat(back.verdict()).isEqualTo(Verdict.PASSING);
        assertThat(back.flaps().times()).as("nor is anything forgiven").isEqualTo(2);
    }

    @Test
    void aBadProbeBeginsTheHoldAnew() {
        ProbeState again = failedAndBack(ProbeState.UNCHECKED, t, t).next(probe(false), t);
        ProbeState broken = again.next(probe(true), t + 20 * SECOND).next(probe(false), t + 29 * SECOND);
        assertThat(broken.next(probe(true), t + 59 * SECOND - 1).verdict()).isEqualTo(Verdict.FAILING);
        assertThat(broken.next(probe(true), t + 59 * SECOND).verdict()).isEqualTo(Verdict.PASSING);
    }

    @Test
    void eachHoldIsTwiceAsLongUpToTheCap() {
        ProbeState probes = failedAndBack(ProbeState.UNCHECKED, t, t);
        long now = t;
        for (long expected : new long[] {30, 60, 120, 240, 300, 300}) {
            probes = probes.next(probe(false), now);
            assertThat(probes.flaps().holdNanos()).isEqualTo(expected * SECOND);
            now += expected * SECOND;
            probes = probes.next(probe(true), now);
            assertThat(probes.verdict()).isEqualTo(Verdict.PASSING);
        }
    }

    @Test
    void eachFiveMinutesInServiceForgiveOne() {
        ProbeState twice = failedAndBack(failedAndBack(ProbeState.UNCHECKED, t, t), t, t + 30 * SECOND);
        long back = t + 30 * SECOND;
        assertThat(timesAfter(twice, back + 300 * SECOND - 1)).isEqualTo(3);
        assertThat(timesAfter(twice, back + 300 * SECOND)).isEqualTo(2);
        assertThat(timesAfter(twice, back + 600 * SECOND - 1)).isEqualTo(2);
        assertThat(timesAfter(twice, back + 600 * SECOND)).isEqualTo(1);
        assertThat(timesAfter(twice, back + 6000 * SECOND)).isEqualTo(1);
    }

    private static int timesAfter(ProbeState probes, long now) {
        return probes.next(probe(false), now).flaps().times();
    }

    @Test
    void chanceLengthensAHoldByATenthAtMost() {
        ProbeState back = failedAndBack(ProbeState.UNCHECKED, t, t);
        ProbeState held = back.next(new Signal.Probed(0, "", RULES, 0.5, true), t);
        assertThat(held.flaps().holdNanos()).isEqualTo(31_500_000_000L);
    }

    @Test
    void whatDoesNotCountLengthensNothing() {
        ProbeState probes = ProbeState.UNCHECKED;
        Signal.Probed inPanic = new Signal.Probed(0, "", RULES, 0, false);
        for (int i = 0; i < 5; i++) probes = probes.next(inPanic, t).next(probe(true), t);
        assertThat(probes.flaps().times()).isZero();
        assertThat(probes.verdict()).isEqualTo(Verdict.PASSING);
    }

    @Test
    void theHoldIsTheUsers() {
        ProbeRules rules = RULES.withHold(Duration.ofSeconds(1), Duration.ofSeconds(2))
                .withUnhealthyAfter(4)
                .withHealthyAfter(5)
                .withStartGrace(Duration.ofSeconds(3));
        assertThat(rules.hold()).isEqualTo(new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(2), 0.1));
        assertThat(rules.unhealthyAfter()).isEqualTo(4);
        assertThat(rules.healthyAfter()).isEqualTo(5);
        assertThat(rules.startGrace()).isEqualTo(Duration.ofSeconds(3));
        assertThatThrownBy(() -> rules.withStartGrace(Duration.ofSeconds(-1)))
                .hasMessage("startGrace: PT-1S (expected: >= 0)");
    }

    @Test
    void aCountOfFailingsDoesNotOverflow() {
        Flaps most = new Flaps(Integer.MAX_VALUE, 0, t);
        Flaps again = most.failed(RULES.hold(), 0, true, t);
        assertThat(again.times()).isEqualTo(Integer.MAX_VALUE);
        assertThat(again.holdNanos()).isEqualTo(300 * SECOND);
    }

    @Test
    void theReasonSaysHowOftenItFlappedAndHowLongItMustBeGood() {
        ProbeState probes = failedAndBack(ProbeState.UNCHECKED, t, t);
        long now = t;
        String[] expected = {
            "1 good probes since; it flaps (out for the 2nd time), so held until it is good for 30.0 s, 20.0 s left",
            "1 good probes since; it flaps (out for the 3rd time), so held until it is good for 60.0 s, 50.0 s left",
            "1 good probes since; it flaps (out for the 4th time), so held until it is good for 120.0 s, 110.0 s left"
        };
        for (String why : expected) {
            probes = probes.next(new Signal.Probed(false, "refused", RULES), now);
            assertThat(probes.whyFailing(now))
                    .startsWith("1 probes in a row failed, last: refused; it flaps (out for the ")
                    .endsWith(String.format(
                            Locale.ROOT, ", %.1f s left", probes.flaps().holdNanos() / 1e9));
            probes = probes.next(probe(true), now + 10 * SECOND);
            assertThat(probes.whyFailing(now + 10 * SECOND)).isEqualTo(why);
            now += probes.flaps().holdNanos();
            assertThat(probes.whyFailing(now)).as("the hold is over").isEqualTo("1 good probes since, more are needed");
            probes = probes.next(probe(true), now);
            assertThat(probes.verdict()).isEqualTo(Verdict.PASSING);
        }
    }

    @Test
    void aShareIsFollowedFromAChangeOfFiveInAHundredOnAndToTheWholeAlways() {
        ProbeState probes = ProbeState.UNCHECKED.next(new Signal.Probed(0.05, "busy", RULES, 0, true), t);
        assertThat(probes.whyDegraded()).isEqualTo("degraded to 5 % of its weight: busy");
        assertThat(share(probes, 0.0999)).isEqualTo(0.05);
        assertThat(share(probes, 0.1)).isEqualTo(0.1);
        ProbeState nearly = ProbeState.UNCHECKED.next(new Signal.Probed(0.9, "busy", RULES, 0, true), t);
        nearly = nearly.next(new Signal.Probed(0.96, "busy", RULES, 0, true), t);
        assertThat(share(nearly, 0.99)).isEqualTo(0.96);
        assertThat(share(nearly, 1)).isEqualTo(1);
        assertThat(ProbeState.UNCHECKED.next(probe(true), t).whyDegraded()).isEmpty();
    }

    private double share(ProbeState probes, double said) {
        return probes.next(new Signal.Probed(said, "busy", RULES, 0, true), t).share();
    }
}

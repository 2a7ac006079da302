package io.github.evenkeel.health;

import static io.github.evenkeel.health.Sample.MILLI;
import static io.github.evenkeel.health.Sample.SECOND;
import static io.github.evenkeel.health.Sample.answers;
import static io.github.evenkeel.health.Sample.calls;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.evenkeel.Outcome.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@ValueSource(longs = {0, Long.MAX_VALUE - 30 * SECOND, -40 * SECOND})
class RecentTest {
    private static final OutlierDetection RULES = OutlierDetection.defaults()
            .withLatency(3, Duration.ofMillis(50), 50); // 50 calls, and 50 answers, are enough for all
    private final long t;

    RecentTest(long start) {
        t = start;
    }

    @Test
    void aBusyMemberIsJudgedByItsLastSweepAlone() {
        Recent recent = Recent.from(t).next(calls(50, 0), t + 10 * SECOND, RULES);
        assertThat(recent.counts().calls()).isEqualTo(50);
        recent = recent.next(calls(60, 2), t + 20 * SECOND, RULES);
        assertThat(recent.counts().calls()).isEqualTo(62);
        assertThat(recent.counts().errors()).isEqualTo(2);
    }

    @Test
    void tooFewCallsAreCarriedOverUntilThereAreTwiceEnough() {
        Recent recent = Recent.from(t).next(calls(49, 0), t + 10 * SECOND, RULES);
        recent = recent.next(calls(1, 1), t + 20 * SECOND, RULES);
        assertThat(recent.counts().calls()).isEqualTo(51);
        assertThat(recent.counts().errors()).isEqualTo(1);
        recent = recent.next(calls(48, 0), t + 30 * SECOND, RULES);
        assertThat(recent.counts().calls()).isEqualTo(99);
        recent = recent.next(calls(1, 0), t + 40 * SECOND, RULES);
        assertThat(recent.counts().calls()).isEqualTo(100);
        recent = recent.next(calls(3, 0), t + 50 * SECOND, RULES);
        assertThat(recent.counts().calls())
                .as("a hundred calls, and 99 answers")
                .isEqualTo(103);
        assertThat(recent.next(calls(3, 0), t + 59 * SECOND, RULES).counts().calls())
                .isEqualTo(3);
    }

    @Test
    void howManyCallsASweepToldOfIsKnownWhateverIsJudged() {
        Recent recent = Recent.from(t).next(calls(30, 3), t + 10 * SECOND, RULES);
        assertThat(recent.fresh()).isEqualTo(33);
        recent = recent.next(calls(20, 1), t + 20 * SECOND, RULES);
        assertThat(recent.fresh()).as("of 54 that are judged").isEqualTo(21);
        assertThat(recent.without(calls(20, 1)).fresh()).isEqualTo(21);
        recent = recent.next(calls(100, 0), t + 30 * SECOND, RULES).next(calls(7, 0), t + 40 * SECOND, RULES);
        assertThat(recent.fresh()).isEqualTo(7);
        assertThat(recent.next(Counts.NONE, t + 50 * SECOND, RULES).fresh()).isZero();
    }

    @Test
    void whatATallyHoldsIsTakenAsCountsAreAndLatenessIsLeftOutIfAskedFor() {
        for (boolean lenient : new boolean[] {false, true}) {
            Tally tally = new Tally();
            for (int i = 0; i < 20; i++) tally.record(Kind.SUCCESS, MILLI);
            tally.record(Kind.SLOW, 100 * MILLI);
            tally.record(Kind.TIMEOUT, SECOND);
            tally.record(Kind.FAILURE, MILLI);
            Recent first = Recent.from(t).next(calls(10, 0), t + 10 * SECOND, RULES);
            Recent recent = first.next(tally, lenient, t + 20 * SECOND, RULES);
            assertThat(recent.counts().errors()).isEqualTo(lenient ? 1 : 3);
            assertThat(recent.counts().calls()).isEqualTo(lenient ? 32 : 33);
            assertThat(recent.fresh()).isEqualTo(lenient ? 22 : 23);
            assertThat(recent.counts().latencies().count()).isEqualTo(31);
            assertThat(tally.calls()).isZero();
        }
    }

    /** Calls enough in each sweep, and answers enough in none: its latency would never be judged. */
    @Test
    void answersAreCarriedOverWhereRefusalsMakeUpTheCalls() {
        Tally tally = new Tally();
        for (int i = 0; i < 36; i++) tally.record(Kind.SUCCESS, 900 * MILLI);
        for (int i = 0; i < 24; i++) tally.record(Kind.CLIENT_ERROR, MILLI);
        Counts sweep = tally.take();
        Recent recent = Recent.from(t).next(sweep, t + 10 * SECOND, RULES).next(sweep, t + 20 * SECOND, RULES);
        assertThat(recent.counts().latencies().count()).isEqualTo(72);
        recent = recent.next(sweep, t + 30 * SECOND, RULES);
        assertThat(recent.next(sweep, t + 40 * SECOND, RULES)
                        .counts()
                        .latencies()
                        .count())
                .isEqualTo(36);
        OutlierDetection errorsOnly = RULES.withLatency(0, Duration.ZERO, 50);
        Recent judged = Recent.from(t).next(sweep, t + 10 * SECOND, errorsOnly);
        assertThat(judged.next(sweep, t + 20 * SECOND, errorsOnly).counts().calls())
                .isEqualTo(60);
    }

    @Test
    void aSlowMemberThatMostlyRefusesIsFound() {
        Tally slow = new Tally();
        Recent recent = Recent.from(t);
        for (int sweep = 1; sweep <= 2; sweep++) {
            for (int i = 0; i < 36; i++) slow.record(Kind.SUCCESS, 900 * MILLI);
            for (int i = 0; i < 24; i++) slow.record(Kind.CLIENT_ERROR, MILLI);
            recent = recent.next(slow.take(), t + sweep * (10 * SECOND), RULES);
        }
        Recent quick = Recent.from(t).next(answers(1000, 60, 0, 0), t + 10 * SECOND, RULES);
        List<Observed<String>> members =
                List.of(new Observed<>("slow", recent), new Observed<>("b", quick), new Observed<>("c", quick));
        assertThat(Observed.judge(RULES, members).verdicts())
                .extracting(Judgement.Verdict::who)
                .containsExactly("slow");
    }

    @Test
    void countsAreCarriedOverForAMinuteAndNotLonger() {
        Recent young = Recent.from(t).next(calls(3, 0), t + 60 * SECOND - 1, RULES);
        Recent old = Recent.from(t).next(calls(3, 0), t + 60 * SECOND, RULES);
        assertThat(young.next(calls(1, 0), t + 70 * SECOND, RULES).counts().calls())
                .isEqualTo(4);
        assertThat(old.next(calls(1, 0), t + 70 * SECOND, RULES).counts().calls())
                .isEqualTo(1);
    }

    @Test
    void howManyAreEnoughIsTheMostThatADetectorAsksFor() {
        OutlierDetection few = RULES.withFailureShare(0, 50).withLatency(0, Duration.ZERO, 50);
        Recent recent = Recent.from(t).next(calls(20, 0), t + 10 * SECOND, few);
        assertThat(recent.next(calls(1, 0), t + 20 * SECOND, few).counts().calls())
                .isEqualTo(1);
    }

    @Test
    void whatIsOverFadesWithAMinute() {
        Recent recent = Recent.from(t).next(calls(900, 100), t + 10 * SECOND, RULES);
        recent = recent.next(calls(50, 0), t + 20 * SECOND, RULES);
        assertThat(recent.calls()).isEqualTo(1050);
        assertThat(recent.errors()).isEqualTo(100);
        recent = recent.next(calls(50, 0), t + 80 * SECOND, RULES); // those 60 s are over only at the next sweep
        assertThat(recent.calls()).isCloseTo(50 + 50 + 1000 * Math.exp(-10 / 60.0), within(1e-6));
        recent = recent.next(Counts.NONE, t + 90 * SECOND, RULES);
        assertThat(recent.errors()).isCloseTo(100 * Math.exp(-70 / 60.0), within(1e-6));
    }

    @Test
    void theLatencyOfBeforeIsKeptApartFromTheJudged() {
        Recent recent = Recent.from(t).next(answers(100, 10, 0, 0), t + 10 * SECOND, RULES);
        recent = recent.next(answers(100, 1000, 0, 0), t + 20 * SECOND, RULES);
        assertThat(recent.past().quantileNanos(0.95)).isBetween(10 * MILLI, 13 * MILLI);
        assertThat(recent.past().answers()).isEqualTo(100);
        assertThat(recent.past().above(100 * MILLI)).isZero();
        assertThat(recent.past().above(MILLI)).isEqualTo(100);
        assertThat(recent.counts().latencies().above(100 * MILLI)).isEqualTo(100);
    }

    @Test
    void aMemberWithoutCallsIsIdleOnceItsPastIsGone() {
        assertThat(Recent.from(t).idle()).isTrue();
        assertThat(Past.NONE.quantileNanos(0.95)).isZero();
        Recent recent = Recent.from(t).next(calls(100, 0), t + 10 * SECOND, RULES);
        assertThat(recent.idle()).isFalse();
        int sweeps = 0;
        for (long now = t + 20 * SECOND; !recent.idle(); now += 10 * SECOND) {
            recent = recent.next(Counts.NONE, now, RULES);
            sweeps++;
        }
        assertThat(sweeps).isBetween(24, 42); // 100 calls fade to half a one in five minutes
    }

    /** Against sums over a list of all that ever was. */
    @Test
    void theSumsAreThoseOfAllThatEverWas() {
        SplittableRandom random = new SplittableRandom(11);
        record Window(Counts counts, long from, long to) {}
        for (int life = 0; life < 100; life++) {
            List<Window> over = new ArrayList<>();
            List<Counts> window = new ArrayList<>();
            long from = t;
            long last = t;
            long now = t;
            Recent recent = Recent.from(t);
            for (int i = 0; i < 30; i++) {
                now += random.nextLong(20 * SECOND);
                Counts fresh = calls(random.nextInt(60), random.nextInt(3));
                recent = recent.next(fresh, now, RULES);
                Counts sum = window.stream().reduce(Counts.NONE, Counts::plus);
                // Only good answers have a latency here, so they are always fewer than the calls.
                int enough = last - from < 12 * SECOND ? 50 : 100;
                if (sum.calls() - sum.errors() >= enough || last - from >= 60 * SECOND) {
                    over.add(new Window(sum, from, last));
                    window.clear();
                    from = last;
                }
                window.add(fresh);
                last = now;
                double calls = 0;
                double errors = 0;
                for (Window each : over) {
                    double left = Math.exp(-(from - each.to) / 60e9);
                    calls += left * each.counts.calls();
                    errors += left * each.counts.errors();
                }
                int judged = window.stream().mapToInt(Counts::calls).sum();
                assertThat(recent.counts().calls()).isEqualTo(judged);
                assertThat(recent.calls()).isCloseTo(calls + judged, within(1e-6));
                assertThat(recent.errors() - recent.counts().errors()).isCloseTo(errors, within(1e-6));
            }
        }
    }

    @Test
    void theMeanIsThatOfTheAnswersToBeJudged() {
        Recent recent = Recent.from(t).next(answers(100, 10, 0, 0), t + 10 * SECOND, RULES);
        assertThat(recent.meanNanos()).isBetween(9.0 * MILLI, 11.0 * MILLI);
        recent = recent.next(answers(50, 100, 50, 300), t + 20 * SECOND, RULES);
        assertThat(recent.meanNanos()).isBetween(180.0 * MILLI, 220.0 * MILLI);
        assertThat(recent.next(calls(0, 100), t + 30 * SECOND, RULES).meanNanos())
                .as("no answers, no mean")
                .isZero();
    }

    @Test
    void whatIsSlowerThanTheLastBucketBeginsIsAsSlowAsThatAtTheLeast() {
        Recent recent = Recent.from(t).next(answers(0, 0, 100, 500_000), t + 10 * SECOND, RULES);
        recent = recent.next(Counts.NONE, t + 20 * SECOND, RULES);
        long last = Latencies.least(Latencies.BUCKETS - 1);
        assertThat(recent.past().quantileNanos(0.95)).isEqualTo(last);
        assertThat(recent.latency(0.95)).isEqualTo(Duration.ofNanos(last));
    }

    @Test
    void badSharesAreNamed() {
        Recent recent = Recent.from(t);
        for (double share : new double[] {0, -1, 1.1, Double.NaN}) {
            assertThatThrownBy(() -> recent.latency(share))
                    .hasMessage("share: " + share + " (expected: above 0, at most 1)");
        }
        assertThat(recent.latency(1)).isZero();
    }

    @Test
    void whatIsExcusedIsNoLongerJudgedAndNeverLessThanNothing() {
        Recent recent = Recent.from(t).next(calls(60, 40), t + 10 * SECOND, RULES);
        Recent rest = recent.without(calls(10, 30));
        assertThat(rest.counts().calls()).isEqualTo(60);
        assertThat(rest.counts().errors()).isEqualTo(10);
        assertThat(rest.counts().latencies().count()).isEqualTo(50);
        Recent none = recent.without(calls(70, 50));
        assertThat(none.counts().calls()).isZero();
        assertThat(none.counts().latencies().count()).isZero();
        assertThat(Recent.from(t).without(calls(1, 1)).idle()).isTrue();
        assertThat(recent.without(Counts.NONE).counts()).isSameAs(recent.counts());
        Counts faults = recent.without(calls(0, 10)).counts();
        assertThat(faults.errors()).isEqualTo(30);
        assertThat(faults.latencies())
                .as("faults have none")
                .isSameAs(recent.counts().latencies());
    }

    @Test
    void whatIsLeftWithoutAnAnswerGoesOnAsIfThereHadBeenNone() {
        Counts answered = answers(20, 10, 0, 0);
        Recent left = Recent.from(t)
                .next(answered.plus(calls(0, 3)), t + 10 * SECOND, RULES)
                .without(answered);
        assertThat(left.counts().calls()).isEqualTo(3);
        assertThat(left.latency(0.95)).isZero();
        for (int sweep = 2; sweep < 12; sweep++) left = left.next(calls(0, 3), t + sweep * 10L * SECOND, RULES);
        assertThat(left.latency(0.95)).isZero();
    }

    @Test
    void aQuantileOfThePastEndsWithTheBucketThatReachesIt() {
        Recent recent = Recent.from(t).next(answers(95, 10, 5, 1000), t + 10 * SECOND, RULES);
        assertThat(recent.latency(0.95)).isLessThan(Duration.ofMillis(13));
        assertThat(recent.latency(0.951)).isGreaterThan(Duration.ofSeconds(1));
        recent = recent.next(answers(195, 10, 5, 1000), t + 20 * SECOND, RULES);
        assertThat(recent.latency(0.96)).as("10 of 300").isLessThan(Duration.ofMillis(13));
    }

    @Test
    void whatIsOfTwelveSecondsIsOfMoreThanOneSweep() {
        Counts enough = calls(50, 0);
        assertThat(Recent.from(t).next(enough, t + 12 * SECOND - 1, RULES).carries(RULES))
                .isFalse();
        assertThat(Recent.from(t).next(enough, t + 12 * SECOND, RULES).carries(RULES))
                .isTrue();
    }
}

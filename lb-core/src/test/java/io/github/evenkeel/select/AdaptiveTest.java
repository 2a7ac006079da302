package io.github.evenkeel.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.evenkeel.CallContext;
import io.github.evenkeel.LoadReport;
import io.github.evenkeel.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Members a, b, c … of one pool, one call at a time or a few; times are milliseconds after an instant just below the overflow. */
class AdaptiveTest {
    private static final Outcome CLIENT_ERROR = Outcome.ofStatus(404);
    private static final long MS = 1_000_000;
    private long now = Long.MAX_VALUE - 3 * MS;

    private final class Crew {
        final List<Fake> members;
        final Selector.Compiler compiler;
        final Picker picker;

        Crew(Adaptive selector, int size) {
            members = Fake.equal(size);
            compiler = selector.forPool(new SplittableRandom(1));
            for (Fake member : members) member.gauge = compiler.gauge();
            picker = compiler.compile(Fake.all(members));
        }

        AdaptiveGauge gauge(int member) {
            return (AdaptiveGauge) members.get(member).gauge;
        }

        double slowness(int member) {
            return gauge(member).slowness();
        }

        /** A call that takes so long; the clock goes forward by it. */
        void call(int member, double millis, Outcome outcome) {
            long start = now;
            gauge(member).begun(start);
            now += Math.round(millis * MS);
            gauge(member).answered(outcome, start, now);
        }

        void good(int member, double millis) {
            call(member, millis, Outcome.SUCCESS);
        }

        /** Everyone answers, many times. */
        void settle(double... millis) {
            for (int i = 0; i < 1000; i++) {
                for (int k = 0; k < millis.length; k++) if (millis[k] > 0) good(k, millis[k]);
            }
        }

        int picked(int member, int calls) {
            int count = 0;
            for (int i = 0; i < calls; i++) if (picker.pick(CallContext.any(), now) == members.get(member)) count++;
            return count;
        }
    }

    private final Crew crew = new Crew(Selectors.adaptive(), 3);

    // ---- latency

    @Test
    void upToTheBandAllAreAlike() {
        crew.settle(10, 10, 14.99);
        assertThat(crew.slowness(2)).isEqualTo(1);
        assertThat(crew.picked(2, 30_000)).isBetween(9_600, 10_400);
    }

    @Test
    void whatIsSlowByLessThanAMillisecondIsNotSlow() {
        crew.settle(0.2, 0.2, 1.49);
        assertThat(crew.slowness(2)).isEqualTo(1);
        crew.settle(0.2, 0.2, 3);
        assertThat(crew.slowness(2)).isCloseTo(4, within(0.01)); // twice the band times a millisecond, squared
    }

    @Test
    void beyondTheBandSlownessIsTheSquareOfWhatIsOverIt() {
        crew.settle(10, 10, 30);
        assertThat(crew.slowness(2)).isEqualTo(4, within(0.01));
        assertThat(crew.slowness(0)).isEqualTo(1);
        crew.members.get(0).inFlight = 2;
        crew.members.get(1).inFlight = 2;
        assertThat(crew.picked(2, 100)).as("4 calls against 3").isZero();
        crew.members.get(0).inFlight = 4;
        crew.members.get(1).inFlight = 4;
        assertThat(crew.picked(2, 100)).as("4 calls against 5").isEqualTo(100);
    }

    @Test
    void ofTwoEachIsHeldAgainstTheOther() {
        Crew two = new Crew(Selectors.adaptive(), 2);
        two.settle(10, 100);
        assertThat(two.slowness(1)).isGreaterThan(40);
        assertThat(two.slowness(0)).isEqualTo(1);
    }

    @Test
    void aloneNobodyIsSlow() {
        Crew one = new Crew(Selectors.adaptive(), 1);
        one.settle(10);
        one.good(0, 10_000);
        assertThat(one.slowness(0)).isEqualTo(1);
    }

    @Test
    void slownessHasABound() {
        crew.settle(1, 1, 10_000);
        assertThat(crew.slowness(2)).isEqualTo(65);
    }

    @Test
    void oneSlowAnswerOfManyChangesNothing() {
        crew.settle(10, 10, 10);
        crew.good(2, 30);
        crew.good(0, 10);
        crew.good(1, 10);
        assertThat(crew.slowness(2)).isEqualTo(1);
    }

    @Test
    void withoutNewEvidenceSlownessFadesEvenlyToNothing() {
        crew.settle(10, 10, 30);
        long told = now;
        // 200 typical latencies of 10 ms.
        for (long after : new long[] {500, 1000, 1500}) {
            now = told + (after - 10) * MS;
            crew.good(0, 10);
            assertThat(crew.slowness(2)).isEqualTo(1 + 3 * (1 - after / 2000.0), within(0.01));
        }
        now = told + 2000 * MS - 10 * MS - 1;
        crew.good(0, 10);
        assertThat(crew.slowness(2)).isGreaterThan(1);
        now = told + 2000 * MS - 10 * MS;
        crew.good(0, 10);
        now += 10 * MS;
        crew.good(1, 10);
        assertThat(crew.slowness(2)).isEqualTo(1);
    }

    @Test
    void slownessFadesInASecondAtLeastAndHalfAMinuteAtMost() {
        Forgetting forgetting = new Forgetting(200, Duration.ofSeconds(1), Duration.ofSeconds(30));
        assertThat(forgetting.nanos(0)).isEqualTo(1000 * MS);
        assertThat(forgetting.nanos(5 * MS)).isEqualTo(1000 * MS);
        assertThat(forgetting.nanos(50 * MS)).isEqualTo(10_000 * MS);
        assertThat(forgetting.nanos(150 * MS)).isEqualTo(30_000 * MS);
        assertThat(forgetting.nanos(5000 * MS)).isEqualTo(30_000 * MS);
    }

    @Test
    void afterAPauseTwoQuickAnswersAreBelieved() {
        crew.settle(10, 10, 4000);
        for (double mean : new double[] {10 + 0.3 * 30, 10 + 0.3 * 9}) {
            now += 60_000 * MS;
            crew.good(2, 10);
            assertThat(crew.gauge(2).meanLatency()).isEqualTo(mean * MS, within(0.1 * MS));
        }
        crew.good(0, 10);
        assertThat(crew.slowness(2)).isEqualTo(1);
    }

    /** In an idle pool a slow member is tried when its slowness is forgotten: that answer must tell as much as an earlier one. */
    @Test
    void aQuickAnswerIsBelievedAlsoWhenTheSlownessIsForgotten() {
        crew.settle(10, 10, 40);
        now += 5_000 * MS;
        crew.good(0, 10);
        assertThat(crew.slowness(2)).isEqualTo(1);
        crew.good(2, 10);
        assertThat(crew.gauge(2).meanLatency()).isEqualTo((10 + 0.3 * 30) * MS, within(0.1 * MS));
    }

    @Test
    void aSlowAnswerAfterAPauseCountsNoMoreThanAnother() {
        crew.settle(10, 10, 10);
        now += 60_000 * MS;
        crew.good(2, 30);
        assertThat(crew.gauge(2).meanLatency()).isEqualTo((10 + 20 / 30.0) * MS, within(0.01 * MS));
    }

    @Test
    void theFirstAnswerOfAColdServerSaysLittle() {
        crew.settle(10, 10, 0);
        crew.good(2, 130);
        assertThat(crew.gauge(2).meanLatency()).isEqualTo(11 * MS, within(0.01 * MS));
        crew.good(0, 10);
        assertThat(crew.slowness(2)).isEqualTo(1);
    }

    @Test
    void whatWasMeasuredWhileAllWereSlowStandsAgainstNobodyWhenTheyAreQuick() {
        Crew cold = new Crew(Selectors.adaptive(), 5);
        cold.settle(100, 100, 100, 100, 100);
        // Chance gives the last two no calls while the others warm up.
        for (int i = 0; i < 100; i++) for (int k = 0; k < 3; k++) cold.good(k, 10);
        assertThat(cold.slowness(3)).isEqualTo(1);
        assertThat(cold.slowness(4)).isEqualTo(1);
        // One that was slow then, among them, still is.
        Crew one = new Crew(Selectors.adaptive(), 5);
        one.settle(100, 100, 100, 100, 300);
        for (int i = 0; i < 40; i++) for (int k = 0; k < 3; k++) one.good(k, 10);
        assertThat(one.slowness(3)).isEqualTo(1);
        assertThat(one.slowness(4)).isGreaterThan(1.5);
    }

    @Test
    void ofALargePoolWithItsZonesInTurnsNobodyIsSlowForBeingFarther() {
        for (int zones = 2; zones <= 6; zones++) {
            Crew large = new Crew(Selectors.adaptive(), 256);
            for (int i = 0; i < 60; i++) {
                for (int k = 0; k < 256; k++) {
                    long start = now;
                    large.gauge(k).begun(start);
                    now += MS / 10;
                    large.gauge(k)
                            .answered(
                                    Outcome.SUCCESS,
                                    start - (long) (MS * (1 + 0.4 * (k % zones) / (zones - 1))),
                                    start);
                }
            }
            for (int k = 0; k < 256; k++) {
                assertThat(large.slowness(k))
                        .as("%d zones, member %d", zones, k)
                        .isEqualTo(1);
                double own = MS * (1 + 0.4 * (k % zones) / (zones - 1));
                assertThat(large.gauge(k).meanLatency()).isBetween(0.85 * own, 1.3 * own);
            }
        }
    }

    @Test
    void whatTheVeryFirstAnswersTookStandsAgainstNobodyEither() {
        crew.good(0, 500);
        for (int i = 0; i < 200; i++) for (int k = 1; k < 3; k++) crew.good(k, 10);
        assertThat(crew.slowness(0)).isEqualTo(1);
    }

    @Test
    void theMeanGoesOverThirtyAnswers() {
        crew.settle(10, 10, 10);
        double before = crew.gauge(2).meanLatency();
        // At once after another, so that the window of time has no say.
        long start = now - 40 * MS;
        crew.gauge(2).answered(Outcome.SUCCESS, start, now);
        assertThat(crew.gauge(2).meanLatency()).isEqualTo(before + (40 * MS - before) / 30, within(0.05 * MS));
    }

    @Test
    void anAnswerCountsAsFourTimesTheMeanAtMost() {
        crew.settle(10, 10, 10);
        for (int i = 0; i < 3; i++) {
            double before = crew.gauge(2).meanLatency();
            crew.gauge(2).answered(Outcome.SUCCESS, now - 4000 * MS, now);
            assertThat(crew.gauge(2).meanLatency()).isEqualTo(before * 1.1, within(0.1 * MS));
        }
    }

    @Test
    void oneCallInAHundredThatTakesLongAnywhereIsNoSlowness() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 3000; i++) {
            for (int k = 0; k < 3; k++) {
                // At once, as it would be beside others in flight.
                crew.gauge(k).answered(Outcome.SUCCESS, now - (random.nextInt(100) == 0 ? 1000 : 10) * MS, now);
            }
            now += 5 * MS;
            if (i > 100)
                for (int k = 0; k < 3; k++) assertThat(crew.slowness(k)).isLessThan(1.5);
        }
    }

    @Test
    void failuresTellNothingOfLatency() {
        crew.settle(10, 10, 10);
        double before = crew.gauge(2).meanLatency();
        crew.call(2, 500, Outcome.ofStatus(500));
        crew.call(2, 500, Outcome.TIMEOUT);
        assertThat(crew.gauge(2).meanLatency()).isEqualTo(before);
    }

    @Test
    void whatACancelledCallWaitedCountsWhereItIsMore() {
        crew.settle(10, 10, 10);
        double before = crew.gauge(2).meanLatency();
        crew.call(2, 1, Outcome.CANCELLED);
        assertThat(crew.gauge(2).meanLatency()).isEqualTo(before);
        crew.call(2, 1000, Outcome.CANCELLED);
        assertThat(crew.gauge(2).meanLatency()).isEqualTo(11 * MS, within(0.01 * MS));
    }

    @Test
    void aBlackHoleBehindImpatientCallersShows() {
        crew.settle(10, 10, 0);
        for (int i = 0; i < 20; i++) crew.call(2, 100, Outcome.CANCELLED);
        crew.good(0, 10);
        assertThat(crew.slowness(2)).isGreaterThan(20);
    }

    // ---- silence

    private void begin(int member, int calls) {
        for (int i = 0; i < calls; i++) crew.gauge(member).begun(now);
    }

    @Test
    void aMemberThatStopsAnsweringIsSlowAfterTheBand() {
        crew.settle(10, 10, 10);
        begin(2, 3);
        now += 4 * MS;
        crew.good(0, 10);
        assertThat(crew.slowness(2)).as("14 ms of silence").isEqualTo(1);
        crew.good(0, 10);
        assertThat(crew.slowness(2)).as("24 ms of silence").isEqualTo(2.4 * 2.4 / 2.25, within(0.03));
    }

    @Test
    void silenceEndsWithAnAnswerButATimeoutIsNone() {
        crew.settle(10, 10, 10);
        begin(2, 5);
        long start = now;
        now += 1000 * MS;
        crew.good(0, 10);
        assertThat(crew.slowness(2)).isEqualTo(65);
        crew.gauge(2).answered(Outcome.TIMEOUT, start, now);
        now += 10 * MS;
        crew.good(0, 10);
        assertThat(crew.slowness(2)).isEqualTo(65);
        crew.gauge(2).answered(Outcome.ofStatus(500), start, now);
        now += 10 * MS;
        crew.good(0, 10);
        assertThat(crew.slowness(2)).isEqualTo(1);
    }

    /** Calls that hang for good must not silence a member that serves others well. */
    @Test
    void aSilentMemberIsTriedAgainAndEachTryTells() {
        crew.settle(10, 10, 10);
        begin(2, 3);
        now += 2000 * MS; // 200 typical latencies
        crew.good(0, 10);
        assertThat(crew.slowness(2)).isEqualTo(1);
        begin(2, 1);
        now += 20 * MS;
        crew.good(0, 10);
        assertThat(crew.slowness(2)).as("nothing again").isEqualTo(65);
        now += 2000 * MS;
        crew.good(0, 10);
        crew.good(2, 10);
        crew.good(0, 10);
        assertThat(crew.slowness(2)).as("answered").isEqualTo(1);
    }

    @Test
    void oneOrTwoLongCallsAreNoSilence() {
        crew.settle(10, 10, 10);
        begin(2, 2);
        now += 60_000 * MS;
        crew.good(0, 10);
        assertThat(crew.slowness(2)).isEqualTo(1);
    }

    @Test
    void ofAMemberThatIsSlowAlreadyOneCallIsEnough() {
        crew.settle(10, 10, 30);
        now += 1000 * MS;
        crew.good(0, 10);
        assertThat(crew.slowness(2)).isBetween(2.0, 3.0);
        begin(2, 1);
        now += 60 * MS;
        crew.good(0, 10);
        assertThat(crew.slowness(2)).isEqualTo(49 / 2.25, within(1.0));
    }

    @Test
    void longCallsBesideOthersThatAreAnsweredAreNoSilence() {
        crew.settle(10, 10, 10);
        begin(2, 20);
        for (int i = 0; i < 1000; i++) {
            crew.good(2, 10);
            crew.good(0, 10);
            assertThat(crew.slowness(2)).isEqualTo(1);
        }
    }

    @Test
    void openStreamsAreNoSilence() {
        crew.settle(10, 10, 10);
        for (int i = 0; i < 5; i++) crew.good(2, 10); // answered, their bodies still open
        crew.members.get(2).inFlight = 5;
        now += 60_000 * MS;
        crew.good(0, 10);
        assertThat(crew.slowness(2)).isEqualTo(1);
    }

    @Test
    void callsThatEndedUnansweredOrWereLostAreNoSilence() {
        crew.settle(10, 10, 10);
        begin(2, 3);
        for (int i = 0; i < 4; i++) crew.gauge(2).unanswered(now);
        begin(1, 3);
        crew.gauge(1).lost();
        now += 60_000 * MS;
        crew.good(0, 10);
        assertThat(crew.slowness(2)).isEqualTo(1);
        assertThat(crew.slowness(1)).isEqualTo(1);
    }

    @Test
    void aMemberThatNeverAnsweredAnybodyIsSlow() {
        crew.settle(10, 10, 0);
        begin(2, 3);
        now += 1000 * MS;
        crew.good(0, 10);
        assertThat(crew.slowness(2)).isEqualTo(65);
    }

    // ---- client errors

    @Test
    void oneWhoAnswersWithMoreClientErrorsThanTheOthersIsSlow() {
        crew.settle(10, 10, 10);
        for (int i = 0; i < 6; i++) crew.call(2, 1, CLIENT_ERROR);
        crew.good(0, 10);
        assertThat(crew.slowness(2)).as("six of thirty may be chance").isEqualTo(1);
        for (int i = 0; i < 100; i++) crew.call(2, 1, CLIENT_ERROR);
        crew.good(0, 10);
        assertThat(crew.slowness(2)).isGreaterThan(15);
        assertThat(crew.gauge(2).meanLatency())
                .as("they tell nothing of latency")
                .isEqualTo(10 * MS, within(1.0));
    }

    @Test
    void clientErrorsEverywhereAreTheClientsOwn() {
        for (int i = 0; i < 200; i++) for (int k = 0; k < 3; k++) crew.call(k, 1, CLIENT_ERROR);
        for (int k = 0; k < 3; k++) assertThat(crew.slowness(k)).isEqualTo(1);
    }

    @Test
    void clientErrorsAreForgottenToo() {
        crew.settle(10, 10, 10);
        for (int i = 0; i < 100; i++) crew.call(2, 1, CLIENT_ERROR);
        now += 20_000 * MS;
        crew.good(0, 10);
        assertThat(crew.slowness(2)).isEqualTo(1);
    }

    // ---- reports

    @Test
    void reportsCountAsCallsWithThePoolsOwnTakenOff() {
        crew.settle(10, 10, 10);
        crew.gauge(0).reported(LoadReport.ofCallsInFlight(7), 3, now); // one of the three is the answered one
        assertThat(crew.gauge(0).others(now)).isEqualTo(5);
        crew.gauge(0).reported(LoadReport.ofCallsInFlight(1), 9, now);
        assertThat(crew.gauge(0).others(now)).isZero();
    }

    @Test
    void aReportNearsWhatIsUsualHalfwayInTwoTypicalLatencies() {
        crew.settle(10, 10, 10);
        crew.gauge(0).reported(LoadReport.ofCallsInFlight(4), 0, now);
        crew.gauge(1).reported(LoadReport.ofCallsInFlight(0), 0, now);
        double usual = crew.gauge(2).others(now);
        assertThat(usual).as("4, then one in a hundred of 0").isEqualTo(3.96, within(1e-9));
        assertThat(crew.gauge(1).others(now)).isZero();
        assertThat(crew.gauge(1).others(now + 20 * MS)).isEqualTo(usual / 2, within(0.01));
        assertThat(crew.gauge(1).others(now + 2_000_000 * MS)).isEqualTo(usual, within(0.01));
    }

    @Test
    void oneKnownToBeIdleIsChosenBeforeOneNotKnown() {
        crew.settle(10, 10, 10);
        for (int i = 0; i < 500; i++) crew.gauge(0).reported(LoadReport.ofCallsInFlight(4), 0, now);
        crew.gauge(1).reported(LoadReport.ofCallsInFlight(0), 0, now);
        assertThat(crew.picked(1, 100)).isEqualTo(100);
        crew.gauge(1).reported(LoadReport.ofCallsInFlight(20), 0, now);
        assertThat(crew.picked(1, 100)).isZero();
    }

    /** Seen by idle members: where nobody reports they are drawn by weight, else the heaviest has the least cost. */
    @Test
    void whatBackendsReportedLapsesAHundredReportMemoriesAfterTheLast() {
        List<Fake> members = Fake.ofWeights(1, 1, 4);
        Selector.Compiler compiler = Selectors.adaptive().forPool(new SplittableRandom(1));
        members.forEach(member -> member.gauge = compiler.gauge());
        Picker picker = compiler.compile(Fake.all(members));
        AdaptiveGauge first = (AdaptiveGauge) members.get(0).gauge;
        AdaptiveGauge other = (AdaptiveGauge) members.get(1).gauge;
        for (int i = 0; i < 100; i++) first.answered(Outcome.SUCCESS, now, now += 10 * MS);
        assertThat(light(picker, members)).isBetween(280, 390); // a third of 1,000
        first.reported(LoadReport.ofCallsInFlight(4), 0, now);
        assertThat(light(picker, members)).isZero();
        now += 100 * 2 * 10 * MS;
        first.answered(Outcome.SUCCESS, now - 10 * MS, now);
        assertThat(light(picker, members)).as("at that instant").isZero();
        now += 10 * MS;
        first.answered(Outcome.SUCCESS, now - 10 * MS, now);
        assertThat(light(picker, members)).as("a round later").isBetween(280, 390);
        // It begins again with what comes, not with what was usual before.
        other.reported(LoadReport.ofCallsInFlight(1), 0, now);
        assertThat(light(picker, members)).isZero();
        assertThat(first.others(now)).isEqualTo(1, within(0.05));
    }

    private int light(Picker picker, List<Fake> members) {
        int count = 0;
        for (int i = 0; i < 1_000; i++) if (picker.pick(CallContext.any(), now) != members.get(2)) count++;
        return count;
    }

    // ---- rounds

    @Test
    void inALargePoolNobodyIsComparedWithItselfAlone() {
        for (int size : new int[] {129, 130, 257}) {
            Crew large = new Crew(Selectors.adaptive(), size);
            for (int round = 0; round < 100; round++) {
                for (int k = 0; k < size; k++) {
                    large.gauge(k).answered(Outcome.SUCCESS, now - (k == size - 1 ? 100 : 10) * MS, now);
                }
                now += 10 * MS;
            }
            assertThat(large.slowness(size - 1)).as("of " + size).isGreaterThan(10);
        }
    }

    @Test
    void inALargePoolTheOrderOfTheListDoesNotMatter() {
        Crew zones = new Crew(Selectors.adaptive(), 256); // the second half in a zone ten times as far
        for (int round = 0; round < 100; round++) {
            for (int k = 0; k < 256; k++) {
                zones.gauge(k).answered(Outcome.SUCCESS, now - (k >= 160 ? 50 : 5) * MS, now);
            }
            now += 10 * MS;
        }
        for (int k = 160; k < 256; k++) assertThat(zones.slowness(k)).isGreaterThan(10);
    }

    @Test
    void aSelectorAroundAnotherMustHandOnItsGauges() {
        Selector.Compiler inner = Selectors.adaptive().forPool(new SplittableRandom(1));
        Selector.Compiler around = candidates -> inner.compile(candidates);
        assertThatThrownBy(() -> around.compile(Fake.all(Fake.equal(2))))
                .hasMessage(
                        "gauge of m0: null (expected: a AdaptiveGauge; a compiler around another one must return the"
                                + " inner one's gauge())");
    }

    @Test
    void ofMembersThatReportWeightsCountEvenWhereNoneOfOurCallsIs() {
        List<Fake> members = Fake.ofWeights(1, 1, 4);
        Selector.Compiler compiler = Selectors.adaptive().forPool(new SplittableRandom(1));
        members.forEach(member -> member.gauge = compiler.gauge());
        Picker picker = compiler.compile(Fake.all(members));
        double[] reports = {5, 5, 8};
        for (int i = 0; i < 3; i++) {
            ((AdaptiveGauge) members.get(i).gauge).reported(LoadReport.ofCallsInFlight(reports[i]), 0, now);
        }
        for (int i = 0; i < 100; i++)
            assertThat(picker.pick(CallContext.any(), now)).isSameAs(members.get(2));
    }

    @Test
    void inALargePoolEveryMemberIsLookedAtInTurn() {
        Crew large = new Crew(Selectors.adaptive(), 300);
        for (int round = 0; round < 100; round++) {
            for (int k = 0; k < 300; k++) {
                long start = now - (k == 299 ? 100 : 10) * MS;
                large.gauge(k).answered(Outcome.SUCCESS, start, now);
            }
            now += 10 * MS;
        }
        assertThat(large.slowness(299)).isGreaterThan(10);
        for (int k = 0; k < 299; k++) assertThat(large.slowness(k)).isEqualTo(1);
    }

    @Test
    void roundsKeepAPauseOfAnEighthOfTheTypicalLatencyAndAMillisecond() {
        crew.settle(80, 80, 80);
        for (int i = 0; i < 10; i++) crew.good(2, 800); // the last answer's own round sees it
        double seen = crew.slowness(2);
        assertThat(seen).isGreaterThan(1);
        crew.gauge(2).answered(Outcome.SUCCESS, now - 80 * MS, now + 10 * MS - 1);
        assertThat(crew.slowness(2)).as("too early").isEqualTo(seen);
        crew.gauge(2).answered(Outcome.SUCCESS, now - 80 * MS, now + 10 * MS);
        assertThat(crew.slowness(2)).isNotEqualTo(seen);
    }

    // ---- settings

    @Test
    void aSettingOutOfRangeIsNamed() {
        Adaptive adaptive = Selectors.adaptive();
        assertThatThrownBy(() -> adaptive.withBand(1)).hasMessage("band: 1.0 (expected: > 1, finite)");
        assertThatThrownBy(() -> adaptive.withBand(Double.NaN)).hasMessage("band: NaN (expected: > 1, finite)");
        assertThatThrownBy(() -> adaptive.withMemory(0)).hasMessage("memory: 0 (expected: 1 to 10000)");
        Duration second = Duration.ofSeconds(1);
        assertThatThrownBy(() -> adaptive.withForgetting(0, second, second))
                .hasMessage("forgetting: 0.0 (expected: > 0, finite)");
        assertThatThrownBy(() -> adaptive.withForgetting(1, Duration.ZERO, second))
                .hasMessage("atLeast: PT0S (expected: > 0)");
        assertThatThrownBy(() -> adaptive.withForgetting(1, second, second.minusNanos(1)))
                .hasMessage("atMost: PT0.999999999S (expected: at least PT1S)");
        assertThatThrownBy(() -> adaptive.withBand(Double.POSITIVE_INFINITY))
                .hasMessage("band: Infinity (expected: > 1, finite)");
        assertThatThrownBy(() -> adaptive.withMemory(10_001)).hasMessage("memory: 10001 (expected: 1 to 10000)");
        assertThatThrownBy(() -> adaptive.withForgetting(Double.POSITIVE_INFINITY, second, second))
                .hasMessage("forgetting: Infinity (expected: > 0, finite)");
        assertThatThrownBy(() -> adaptive.withScan(129)).hasMessage("scan: 129 (expected: 2 to 128)");
        assertThatThrownBy(() -> adaptive.withScan(1)).hasMessage("scan: 1 (expected: 2 to 128)");
        assertThatThrownBy(() -> adaptive.withDraws(65)).hasMessage("draws: 65 (expected: 2 to 64)");
        assertThatThrownBy(() -> adaptive.withReportMemory(Double.POSITIVE_INFINITY))
                .hasMessage("reportMemory: Infinity (expected: > 0, finite)");
        assertThatThrownBy(() -> adaptive.withDraws(1)).hasMessage("draws: 1 (expected: 2 to 64)");
        assertThatThrownBy(() -> adaptive.withReportMemory(0)).hasMessage("reportMemory: 0.0 (expected: > 0, finite)");
    }

    @Test
    void settingsAreKeptAndTold() {
        Adaptive adaptive = Selectors.adaptive()
                .withBand(2)
                .withMemory(10)
                .withForgetting(9, Duration.ofSeconds(5), Duration.ofSeconds(6))
                .withScan(20)
                .withDraws(3)
                .withReportMemory(1);
        assertThat(adaptive)
                .hasToString(
                        "Adaptive[band=2.0, memory=10,"
                                + " forgetting=Forgetting[latencies=9.0, atLeast=PT5S, atMost=PT6S], scan=20, draws=3, reportMemory=1.0]");
        Crew wide = new Crew(adaptive, 2);
        wide.settle(10, 19.9);
        assertThat(wide.slowness(1)).isEqualTo(1);
        wide.settle(10, 40);
        assertThat(wide.slowness(1)).isEqualTo(4, within(0.01));
        assertThat(new Crew(adaptive, 20).picker).isInstanceOf(LeastOfAll.class);
        assertThat(new Crew(adaptive, 21).picker).isInstanceOf(LeastOfSome.class);
    }
}

package io.github.evenkeel.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.evenkeel.Outcome;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@ValueSource(longs = {0, 1_000_000_000_000L, Long.MAX_VALUE - 10, Long.MIN_VALUE, -10_000_000_000L})
class MemberHealthTest {
    private static final long SECOND = 1_000_000_000;
    private static final Evidence FIVE = new Evidence(
            "5 in a row", Streak.NONE.plus(Outcome.RESET, 0, 0, 5, 0).counts());
    private static final ProbeRules RULES = new ProbeRules(3, 2);
    private final long t;
    private final MemberHealth fresh;

    MemberHealthTest(long start) {
        t = start;
        fresh = MemberHealth.unchecked(start);
    }

    private static Signal.Eject eject(long goodCalls, boolean counts) {
        return new Signal.Eject(FIVE, OutlierDetection.defaults().backoff(), 0, goodCalls, 100, counts);
    }

    private static Signal.Probed probe(boolean good) {
        return new Signal.Probed(good, good ? "200" : "refused", RULES);
    }

    @Test
    void anEjectionEndsAtItsNanosecondAndNotBefore() {
        MemberHealth out = fresh.next(eject(0, true), t);
        assertThat(out.status()).isEqualTo(Status.EJECTED);
        assertThat(out.next(new Signal.Tick(), t + 30 * SECOND - 1)).isSameAs(out);
        MemberHealth back = out.next(new Signal.Tick(), t + 30 * SECOND);
        assertThat(back.status()).isEqualTo(Status.HEALTHY);
        assertThat(back.since()).isEqualTo(t + 30 * SECOND);
        assertThat(back.traffic()).isEqualTo(new Traffic.In(1, t + 30 * SECOND, 30 * SECOND));
        assertThat(out.next(new Signal.Tick(), t + 30 * SECOND + 1).ejected()).isFalse();
    }

    @Test
    void whatIsLeftOfAnEjectionIsNeverNegative() {
        Traffic.Ejected out = (Traffic.Ejected) fresh.next(eject(0, true), t).traffic();
        assertThat(out.left(t)).isEqualTo(Duration.ofSeconds(30));
        assertThat(out.left(t + 30 * SECOND - 1)).isEqualTo(Duration.ofNanos(1));
        assertThat(out.left(t + 31 * SECOND)).isZero();
    }

    @Test
    void eachEjectionLastsTwiceAsLongUpToTheCap() {
        MemberHealth health = fresh;
        long now = t;
        for (long expected : new long[] {30, 60, 120, 240, 300, 300}) {
            health = health.next(eject(0, true), now);
            Traffic.Ejected out = (Traffic.Ejected) health.traffic();
            assertThat(out.until() - now).isEqualTo(expected * SECOND);
            now = out.until();
            health = health.next(new Signal.Tick(), now);
        }
    }

    /** A member that was out twice, the last time for 60 s, and is in since {@code returned()}. */
    private MemberHealth outTwice() {
        MemberHealth health = fresh.next(eject(0, true), t).next(new Signal.Tick(), t + 30 * SECOND);
        return health.next(eject(0, true), t + 30 * SECOND).next(new Signal.Tick(), returned());
    }

    private long returned() {
        return t + 90 * SECOND;
    }

    @Test
    void forgivenessTakesTimeAndCalls() {
        long minute = 60 * SECOND;
        assertThat(timesAfter(minute, 100)).isEqualTo(2);
        assertThat(timesAfter(minute - 1, 100)).isEqualTo(3);
        assertThat(timesAfter(minute, 99)).isEqualTo(3);
        assertThat(timesAfter(2 * minute, 199)).isEqualTo(2);
        assertThat(timesAfter(2 * minute - 1, 200)).isEqualTo(2);
        assertThat(timesAfter(2 * minute, 200)).isEqualTo(1);
        assertThat(timesAfter(1000 * minute, 1_000_000)).isEqualTo(1);
        assertThat(timesAfter(0, Long.MAX_VALUE)).isEqualTo(3);
    }

    private int timesAfter(long inService, long goodCalls) {
        return outTwice()
                .next(eject(goodCalls, true), returned() + inService)
                .traffic()
                .times();
    }

    @Test
    void whatHappensInPanicNeverLengthensABackoff() {
        MemberHealth back = fresh.next(eject(0, false), t).next(new Signal.Tick(), t + 30 * SECOND);
        assertThat(back.traffic().times()).isZero();
        Traffic.Ejected again =
                (Traffic.Ejected) back.next(eject(0, true), t + 30 * SECOND).traffic();
        assertThat(again.nanos()).isEqualTo(30 * SECOND);
        assertThat(outTwice().next(eject(0, false), returned()).traffic().times())
                .isEqualTo(2);
    }

    @Test
    void aTimeOutIsNumberedFromOneForPeople() {
        assertThat(fresh.next(eject(0, false), t).why(t))
                .isEqualTo("5 in a row: 1 x RESET; ejection no. 1, 30.0 s left");
        assertThat(outTwice().next(eject(0, true), returned()).why(returned()))
                .isEqualTo("5 in a row: 1 x RESET; ejection no. 3, 120.0 s left");
    }

    @Test
    void theOperatorOutranksProbesAndProbesOutrankTraffic() {
        MemberHealth out = fresh.next(eject(0, true), t);
        MemberHealth both = out.next(probe(false), t).next(probe(false), t).next(probe(false), t);
        assertThat(both.status()).isEqualTo(Status.UNHEALTHY);
        assertThat(both.next(new Signal.Operate(Operator.DRAINING), t).status()).isEqualTo(Status.DRAINING);
        assertThat(both.next(new Signal.Operate(Operator.MAINTENANCE), t).status())
                .isEqualTo(Status.MAINTENANCE);
        assertThat(MemberHealth.starting(t)
                        .next(new Signal.Operate(Operator.DRAINING), t)
                        .status())
                .isEqualTo(Status.DRAINING);
    }

    @Test
    void readyEndsAnEjectionAndKeepsItsCount() {
        MemberHealth back = fresh.next(eject(0, true), t).next(new Signal.Operate(Operator.READY), t + 5);
        assertThat(back.status()).isEqualTo(Status.HEALTHY);
        assertThat(back.traffic()).isEqualTo(new Traffic.In(1, t + 5, 30 * SECOND));
        assertThat(back.next(new Signal.Operate(Operator.READY), t + 6)).isSameAs(back);
    }

    @Test
    void anEjectionForWhatOthersDoTooIsAsIfItHadNotBeen() {
        MemberHealth out = fresh.next(eject(0, true), t);
        assertThat(((Traffic.Ejected) out.traffic()).since()).isEqualTo(t);
        MemberHealth back = out.next(new Signal.Absolve(), t + 5);
        assertThat(back.traffic()).isEqualTo(Traffic.FRESH);
        assertThat(back.status()).isEqualTo(Status.HEALTHY);
        assertThat(back.since()).isEqualTo(t + 5);
        assertThat(back.next(new Signal.Absolve(), t + 6)).isSameAs(back);
        for (boolean counts : new boolean[] {true, false}) {
            MemberHealth again = outTwice().next(eject(0, counts), returned());
            assertThat(again.next(new Signal.Absolve(), returned() + 1).traffic())
                    .isEqualTo(outTwice().traffic());
        }
        MemberHealth spared =
                outTwice().next(new Signal.Spare(FIVE), returned()).next(eject(0, true), returned());
        assertThat(spared.next(new Signal.Absolve(), returned()).traffic())
                .isEqualTo(outTwice().traffic());
    }

    @Test
    void leavingServiceVoidsWhatTheTrafficSaid() {
        MemberHealth out = fresh.next(eject(0, true), t).next(new Signal.Operate(Operator.MAINTENANCE), t + 1);
        assertThat(out.ejected()).isFalse();
        MemberHealth spared = fresh.next(new Signal.Spare(FIVE), t).next(new Signal.Operate(Operator.DRAINING), t);
        assertThat(spared.traffic()).isEqualTo(Traffic.FRESH);
    }

    @Test
    void nobodyIsEjectedOrSparedOutOfService() {
        MemberHealth draining = fresh.next(new Signal.Operate(Operator.DRAINING), t);
        assertThat(draining.next(eject(0, true), t)).isSameAs(draining);
        assertThat(draining.next(new Signal.Spare(FIVE), t)).isSameAs(draining);
    }

    @Test
    void anEjectedMemberIsNeitherEjectedAgainNorSpared() {
        MemberHealth out = fresh.next(eject(0, true), t);
        assertThat(out.next(eject(0, true), t + 1)).isSameAs(out);
        assertThat(out.next(new Signal.Spare(FIVE), t + 1)).isSameAs(out);
    }

    @Test
    void oneGoodAnswerRedeemsASparedMember() {
        MemberHealth spared = fresh.next(new Signal.Spare(FIVE), t);
        assertThat(spared.status()).isEqualTo(Status.HEALTHY);
        assertThat(spared.why(t)).isEqualTo("5 in a row: 1 x RESET; kept in, for no more may be ejected");
        assertThat(spared.next(new Signal.Redeemed(), t)).isEqualTo(fresh);
        assertThat(fresh.next(new Signal.Redeemed(), t)).isSameAs(fresh);
        assertThat(outTwice().next(new Signal.Spare(FIVE), returned()).traffic().times())
                .isEqualTo(2);
    }

    @Test
    void aSparedMemberCanStillBeEjectedWithItsCount() {
        MemberHealth spared = outTwice().next(new Signal.Spare(FIVE), returned());
        assertThat(spared.next(eject(100, true), returned() + 60 * SECOND)
                        .traffic()
                        .times())
                .isEqualTo(2);
    }

    @Test
    void theFirstGoodProbeAdmitsAStartingMemberAndBadOnesDoNotCount() {
        MemberHealth starting = MemberHealth.starting(t);
        assertThat(starting.why(t)).isEqualTo("awaits its first good probe");
        MemberHealth waiting = starting;
        for (int i = 0; i < 5; i++) waiting = waiting.next(probe(false), t);
        assertThat(waiting.status()).isEqualTo(Status.STARTING);
        assertThat(waiting.why(t)).isEqualTo("awaits its first good probe; 5 failed, last: refused");
        assertThat(waiting.next(probe(true), t).status()).isEqualTo(Status.HEALTHY);
    }

    @Test
    void probesNeedARowToPutOutAndARowToBringBack() {
        MemberHealth health = fresh.next(probe(false), t).next(probe(false), t);
        assertThat(health.status()).isEqualTo(Status.HEALTHY);
        assertThat(health.next(probe(true), t).next(probe(false), t).status()).isEqualTo(Status.HEALTHY);
        health = health.next(probe(false), t);
        assertThat(health.status()).isEqualTo(Status.UNHEALTHY);
        assertThat(health.why(t)).isEqualTo("3 probes in a row failed, last: refused");
        health = health.next(probe(true), t);
        assertThat(health.status()).isEqualTo(Status.UNHEALTHY);
        assertThat(health.why(t)).isEqualTo("1 good probes since, more are needed");
        assertThat(health.next(probe(false), t).next(probe(true), t).status()).isEqualTo(Status.UNHEALTHY);
        assertThat(health.next(probe(true), t).status()).isEqualTo(Status.HEALTHY);
    }

    @Test
    void countsOfProbesStopAtTheLargestInt() {
        ProbeState most = new ProbeState(ProbeState.Verdict.FAILING, Integer.MAX_VALUE, 0, "", 1, Flaps.NONE);
        assertThat(most.next(probe(false), t).failures()).isEqualTo(Integer.MAX_VALUE);
        ProbeState best = new ProbeState(ProbeState.Verdict.PASSING, 0, Integer.MAX_VALUE, "", 1, Flaps.NONE);
        assertThat(best.next(probe(true), t).successes()).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void whenChecksStopEveryoneIsUnchecked() {
        MemberHealth failing = fresh.next(probe(false), t).next(probe(false), t).next(probe(false), t);
        assertThat(failing.next(new Signal.ChecksStopped(), t).probes()).isEqualTo(ProbeState.UNCHECKED);
        assertThat(MemberHealth.starting(t).next(new Signal.ChecksStopped(), t).judged())
                .isTrue();
    }

    @Test
    void peopleAreToldWhoTookAMemberOut() {
        assertThat(fresh.why(t)).isEmpty();
        assertThat(fresh.next(new Signal.Operate(Operator.DRAINING), t).why(t)).isEqualTo("by the operator");
        assertThat(fresh.next(new Signal.Operate(Operator.MAINTENANCE), t).why(t))
                .isEqualTo("by the operator");
    }

    @Test
    void anEjectionOnItsWayCountsAsOneAndLeavesTheRestAsItIs() {
        MemberHealth about = fresh.asEjected();
        assertThat(about.ejected()).isTrue();
        assertThat(about.judged()).isTrue();
        assertThat(about.probes()).isEqualTo(fresh.probes());
        MemberHealth out = fresh.next(eject(0, true), t);
        assertThat(out.asEjected()).isSameAs(out);
    }

    @Test
    void aMemberThatBothVoicesKeepOutSaysSo() {
        MemberHealth out = fresh.next(eject(0, true), t);
        for (int i = 0; i < 3; i++) out = out.next(probe(false), t);
        assertThat(out.status()).isEqualTo(Status.UNHEALTHY);
        assertThat(out.why(t))
                .isEqualTo("3 probes in a row failed, last: refused; and ejected: 5 in a row: 1 x RESET;"
                        + " ejection no. 1, 30.0 s left");
    }

    // ---- trial

    private static final TrialRules THREE = new TrialRules(3, Duration.ofSeconds(5));

    private static Signal.Eject ejectWithTrial() {
        return new Signal.Eject(FIVE, OutlierDetection.defaults().backoff(), 0, 1_000, 100, true, THREE);
    }

    private MemberHealth onTrial() {
        return fresh.next(ejectWithTrial(), t).next(new Signal.Tick(), over());
    }

    private long over() {
        return t + 30 * SECOND;
    }

    private static long permit(MemberHealth health) {
        Traffic.Trial trial = (Traffic.Trial) health.traffic();
        assertThat(trial.pending()).isTrue();
        return trial.expires();
    }

    private MemberHealth passed(MemberHealth health) {
        MemberHealth tries = health.next(new Signal.Try(), over());
        return tries.next(new Signal.Passed(permit(tries)), over());
    }

    @Test
    void afterItsTimeAMemberIsOnTrialAndStillOut() {
        MemberHealth trial = onTrial();
        assertThat(trial.status()).isEqualTo(Status.TRIAL);
        assertThat(trial.since()).isEqualTo(over());
        assertThat(trial.ejected()).isTrue();
        assertThat(trial.judged()).isTrue();
        assertThat(trial.serves(Floor.Level.NORMAL)).isFalse();
        assertThat(trial.serves(Floor.Level.IGNORE_TRAFFIC)).isTrue();
        assertThat(trial.asEjected()).isSameAs(trial);
        assertThat(trial.why(over())).isEqualTo("5 in a row: 1 x RESET; trial: 0 of 3 good");
        assertThat(trial.next(new Signal.Tick(), over() + 1000 * SECOND)).isSameAs(trial);
    }

    @Test
    void threeGoodCallsInARowEndATrial() {
        MemberHealth two = passed(passed(onTrial()));
        assertThat(two.status()).isEqualTo(Status.TRIAL);
        assertThat(two.why(over())).endsWith("2 of 3 good");
        MemberHealth back = passed(two);
        assertThat(back.status()).isEqualTo(Status.HEALTHY);
        assertThat(back.traffic()).isEqualTo(new Traffic.In(1, over(), 30 * SECOND));
    }

    @Test
    void aBadTrialEjectsAgainAndForgivesNothing() {
        MemberHealth tries = passed(onTrial()).next(new Signal.Try(), over());
        MemberHealth out = tries.next(new Signal.Failed(permit(tries), ejectWithTrial()), over() + 1);
        assertThat(out.status()).isEqualTo(Status.EJECTED);
        assertThat(out.traffic())
                .isEqualTo(new Traffic.Ejected(2, over() + 1 + 60 * SECOND, 60 * SECOND, FIVE, THREE, null));
    }

    @Test
    void oneCallAtATimeIsTriedUntilItExpires() {
        MemberHealth tries = onTrial().next(new Signal.Try(), over());
        assertThat(tries.next(new Signal.Try(), over() + 5 * SECOND - 1)).isSameAs(tries);
        MemberHealth again = tries.next(new Signal.Try(), over() + 5 * SECOND);
        assertThat(again).isNotSameAs(tries);
        assertThat(permit(again)).isEqualTo(over() + 10 * SECOND);
        // The call that hung is no longer asked.
        assertThat(again.next(new Signal.Passed(permit(tries)), over())).isSameAs(again);
        assertThat(again.next(new Signal.Unjudged(permit(tries)), over())).isSameAs(again);
    }

    private MemberHealth hung() {
        MemberHealth tries = passed(passed(onTrial())).next(new Signal.Try(), over());
        return tries.next(new Signal.Try(), over() + 5 * SECOND);
    }

    @Test
    void aCallThatHangsEndsTheRow() {
        assertThat(((Traffic.Trial) hung().traffic()).good()).isZero();
        MemberHealth one = hung().next(new Signal.Passed(permit(hung())), over() + 6 * SECOND);
        assertThat(((Traffic.Trial) one.traffic()).good()).isEqualTo(1);
        assertThat(one.status()).isEqualTo(Status.TRIAL);
    }

    @Test
    void aCallThatAnswersAfterItsPatienceBeginsTheRowAnew() {
        MemberHealth tries = passed(passed(onTrial())).next(new Signal.Try(), over());
        MemberHealth inTime = tries.next(new Signal.Passed(permit(tries)), over() + 5 * SECOND - 1);
        assertThat(inTime.status()).isEqualTo(Status.HEALTHY);
        MemberHealth late = tries.next(new Signal.Passed(permit(tries)), over() + 5 * SECOND);
        assertThat(((Traffic.Trial) late.traffic()).good()).isEqualTo(1);
        MemberHealth cancelled = tries.next(new Signal.Unjudged(permit(tries)), over() + 5 * SECOND);
        assertThat(((Traffic.Trial) cancelled.traffic()).good()).isZero();
    }

    @Test
    void aCallThatHungAndThenFailedEjectsWhileTheTrialGoesOn() {
        long expired = over() + 5 * SECOND;
        Signal failed = new Signal.Failed(expired, ejectWithTrial());
        MemberHealth out = hung().next(failed, expired + 1);
        assertThat(out.traffic())
                .isEqualTo(new Traffic.Ejected(2, expired + 1 + 60 * SECOND, 60 * SECOND, FIVE, THREE, null));
        assertThat(out.next(failed, expired + 2)).isSameAs(out);
        // The next trial is not judged by a call of this one.
        long next = expired + 1 + 60 * SECOND;
        MemberHealth again = out.next(new Signal.Tick(), next).next(new Signal.Try(), next);
        assertThat(again.status()).isEqualTo(Status.TRIAL);
        assertThat(again.next(failed, next + 1)).isSameAs(again);
    }

    @Test
    void aCallThatFailsAtTheVeryEndOfItsPatienceEjectsThoughAnotherTriesAlready() {
        long expired = over() + 5 * SECOND;
        MemberHealth out = hung().next(new Signal.Failed(expired, ejectWithTrial()), expired);
        assertThat(out.traffic())
                .isEqualTo(new Traffic.Ejected(2, expired + 60 * SECOND, 60 * SECOND, FIVE, THREE, null));
    }

    @Test
    void aCallThatWasJudgedIsNotJudgedAgainByWhatComesOfItLater() {
        MemberHealth one = passed(onTrial());
        long permit = over() + 5 * SECOND;
        assertThat(one.next(new Signal.Failed(permit, ejectWithTrial()), over()))
                .isSameAs(one);
        assertThat(one.next(new Signal.Failed(permit, ejectWithTrial()), permit - 1))
                .isSameAs(one);
    }

    @Test
    void aCancelledTrialGivesItsPermitBackAndIsNotJudged() {
        MemberHealth tries = passed(onTrial()).next(new Signal.Try(), over());
        MemberHealth back = tries.next(new Signal.Unjudged(permit(tries)), over() + 1);
        assertThat(back).isEqualTo(passed(onTrial()));
        assertThat(back.next(new Signal.Try(), over() + 1)).isNotSameAs(back);
        assertThat(back.next(new Signal.Unjudged(permit(tries)), over() + 2)).isSameAs(back);
    }

    @Test
    void nobodyIsSentToAMemberOnTrialThatItsProbesKeepOut() {
        MemberHealth failing = onTrial();
        for (int i = 0; i < 3; i++) failing = failing.next(probe(false), over());
        assertThat(failing.next(new Signal.Try(), over())).isSameAs(failing);
        assertThat(failing.why(over()))
                .isEqualTo("3 probes in a row failed, last: refused; and ejected: 5 in a row: 1 x RESET;"
                        + " trial: 0 of 3 good");
    }

    @Test
    void onlyItsTrialsJudgeAMemberOnTrial() {
        MemberHealth trial = onTrial();
        assertThat(trial.next(ejectWithTrial(), over())).isSameAs(trial);
        assertThat(trial.next(new Signal.Spare(FIVE), over())).isSameAs(trial);
        assertThat(trial.next(new Signal.Redeemed(), over())).isSameAs(trial);
        assertThat(trial.next(new Signal.Absolve(), over())).isSameAs(trial);
        MemberHealth failed = trial.next(new Signal.Try(), over());
        long permit = ((Traffic.Trial) failed.traffic()).expires();
        failed = failed.next(new Signal.Failed(permit, eject(0, true)), over());
        assertThat(failed.traffic()).isInstanceOf(Traffic.Ejected.class);
        assertThat(failed.next(new Signal.Absolve(), over())).isSameAs(failed);
        assertThat(fresh.next(new Signal.Try(), t)).isSameAs(fresh);
        assertThat(fresh.next(new Signal.Passed(0), t)).isSameAs(fresh);
        MemberHealth out = fresh.next(ejectWithTrial(), t);
        assertThat(out.next(new Signal.Try(), t)).isSameAs(out);
    }

    @Test
    void theOperatorEndsATrial() {
        assertThat(onTrial().next(new Signal.Operate(Operator.READY), over()).traffic())
                .isEqualTo(new Traffic.In(1, over(), 30 * SECOND));
        assertThat(onTrial()
                        .next(new Signal.Operate(Operator.MAINTENANCE), over())
                        .ejected())
                .isFalse();
    }
}

package io.github.evenkeel.examples.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.evenkeel.examples.soak.FailedCall.Attempt;
import io.github.evenkeel.examples.soak.FailedCall.Reason;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FailedCallTest {
    private static final Attempt UNHARMED = new Attempt(List.of(), false);
    private static final Attempt CUT = new Attempt(List.of(), true);

    private static Attempt met(Fault... faults) {
        return new Attempt(List.of(faults), false);
    }

    /** A GET that was sent to backends and failed before it had an answer. */
    private static Reason get(Attempt... attempts) {
        return new FailedCall(true, false, true, List.of(attempts), false, false, false, false).reason();
    }

    @Test
    void aGetIsToBeSavedUntilItWasSentThreeTimes() {
        assertThat(get(met(Fault.RESET))).isEqualTo(Reason.NONE);
        assertThat(get(met(Fault.RESET), CUT)).isEqualTo(Reason.NONE);
        assertThat(get(met(Fault.RESET), CUT, met(Fault.HANG))).isEqualTo(Reason.ATTEMPTS);
    }

    @Test
    void eachAttemptMustHaveMetSomething() {
        assertThat(get(met(Fault.RESET), UNHARMED, met(Fault.HANG))).isEqualTo(Reason.NONE);
        assertThat(get(met(Fault.SLOW), met(Fault.CLOSE), met(Fault.HANG))).isEqualTo(Reason.NONE);
        assertThat(get(met(Fault.SLOW), CUT, met(Fault.HANG))).isEqualTo(Reason.NONE);
        assertThat(get()).isEqualTo(Reason.NONE);
    }

    @Test
    void whatMetOneAttemptTwiceExplainsNoOther() {
        Attempt resetAndCut = new Attempt(List.of(Fault.RESET), true);
        assertThat(get(resetAndCut, resetAndCut, UNHARMED)).isEqualTo(Reason.NONE);
        assertThat(get(met(Fault.RESET, Fault.OUTAGE), CUT, UNHARMED)).isEqualTo(Reason.NONE);
    }

    @Test
    void aPostIsNotToBeSavedOnceItWasSent() {
        assertThat(post(true, met(Fault.RESET))).isEqualTo(Reason.NOT_IDEMPOTENT);
        assertThat(post(false, met(Fault.RESET))).isEqualTo(Reason.NONE);
        assertThat(post(true, UNHARMED)).isEqualTo(Reason.NONE);
    }

    private static Reason post(boolean sent, Attempt attempt) {
        return new FailedCall(false, false, sent, List.of(attempt), false, false, false, false).reason();
    }

    @Test
    void whoHasTheHeadOfAnAnswerHasItsBodyOrAFaultInThat() {
        assertThat(headed(met(Fault.CUT_BODY))).isEqualTo(Reason.BODY);
        assertThat(headed(met(Fault.RESET))).isEqualTo(Reason.NONE);
        assertThat(headed(met(Fault.OUTAGE), met(Fault.RESET))).isEqualTo(Reason.NONE);
    }

    private static Reason headed(Attempt... attempts) {
        return new FailedCall(true, true, true, List.of(attempts), false, false, false, false).reason();
    }

    @Test
    void timeBudgetADrainAndAMachineThatStandsStillExplainToo() {
        List<Attempt> drip = List.of(met(Fault.DRIP));
        assertThat(new FailedCall(true, false, true, drip, true, false, false, false).reason())
                .isEqualTo(Reason.LATE);
        assertThat(new FailedCall(true, false, true, drip, false, false, true, false).reason())
                .isEqualTo(Reason.BUDGET);
        assertThat(new FailedCall(true, false, true, drip, false, true, false, false).reason())
                .isEqualTo(Reason.REVOKED);
        List<Attempt> nothing = List.of(UNHARMED);
        assertThat(new FailedCall(true, false, true, nothing, true, false, false, true).reason())
                .isEqualTo(Reason.STALL);
        assertThat(Stream.of(true, false)
                        .map(late -> new FailedCall(true, false, true, nothing, late, true, true, false).reason()))
                .containsOnly(Reason.NONE);
    }
}

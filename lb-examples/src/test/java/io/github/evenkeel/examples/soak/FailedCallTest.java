package io.github.evenkeel.examples.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.evenkeel.examples.soak.FailedCall.Reason;
import java.util.List;
import org.junit.jupiter.api.Test;

class FailedCallTest {
    /** A GET that was sent to one backend and failed before it had an answer. */
    private static FailedCall get(int attempts, int cuts, Fault... faults) {
        return new FailedCall(true, false, true, attempts, false, false, false, List.of(faults), cuts, false);
    }

    @Test
    void aGetIsToBeSavedUntilItWasSentThreeTimes() {
        assertThat(get(1, 0, Fault.RESET).reason()).isEqualTo(Reason.NONE);
        assertThat(get(2, 1, Fault.RESET).reason()).isEqualTo(Reason.NONE);
        assertThat(get(3, 1, Fault.RESET, Fault.HANG).reason()).isEqualTo(Reason.ATTEMPTS);
    }

    @Test
    void eachAttemptMustHaveMetSomething() {
        assertThat(get(3, 0, Fault.RESET, Fault.HANG).reason()).isEqualTo(Reason.NONE);
        assertThat(get(3, 1, Fault.SLOW, Fault.CLOSE, Fault.HANG).reason()).isEqualTo(Reason.NONE);
    }

    @Test
    void aPostIsNotToBeSavedOnceItWasSent() {
        assertThat(post(true, Fault.RESET).reason()).isEqualTo(Reason.NOT_IDEMPOTENT);
        assertThat(post(false, Fault.RESET).reason()).isEqualTo(Reason.NONE);
        assertThat(post(true).reason()).isEqualTo(Reason.NONE);
    }

    private static FailedCall post(boolean sent, Fault... faults) {
        return new FailedCall(false, false, sent, 1, false, false, false, List.of(faults), 0, false);
    }

    @Test
    void whoHasTheHeadOfAnAnswerHasItsBodyOrAFaultInThat() {
        assertThat(headed(Fault.CUT_BODY).reason()).isEqualTo(Reason.BODY);
        assertThat(headed(Fault.RESET).reason()).isEqualTo(Reason.NONE);
    }

    private static FailedCall headed(Fault fault) {
        return new FailedCall(true, true, true, 1, false, false, false, List.of(fault), 0, false);
    }

    @Test
    void timeBudgetADrainAndAMachineThatStandsStillExplainToo() {
        List<Fault> drip = List.of(Fault.DRIP);
        assertThat(new FailedCall(true, false, true, 1, true, false, false, drip, 0, false).reason())
                .isEqualTo(Reason.LATE);
        assertThat(new FailedCall(true, false, true, 1, false, false, true, drip, 0, false).reason())
                .isEqualTo(Reason.BUDGET);
        assertThat(new FailedCall(true, false, true, 1, false, true, false, drip, 0, false).reason())
                .isEqualTo(Reason.REVOKED);
        assertThat(new FailedCall(true, false, true, 1, true, false, false, List.of(), 0, true).reason())
                .isEqualTo(Reason.STALL);
        assertThat(new FailedCall(true, false, true, 1, true, false, false, List.of(), 0, false).reason())
                .isEqualTo(Reason.NONE);
    }
}

package io.github.evenkeel.examples.soak;

import java.util.List;

/**
 * A call that has failed, and what both sides know of it.
 *
 * @param idempotent true if it may be sent twice
 * @param head       true if the caller had the head of an answer: then it is the answer, whatever comes of the body
 * @param sent       true if the last attempt's request was sent, at least in part
 * @param attempts   how often it was given to a backend
 * @param late       true if its whole time was over
 * @param revoked    true if the pool ended it, as the time of a drain was over
 * @param unpaid     true if the retry budget was empty meanwhile
 * @param faults     what servers did to it
 * @param cuts       how many of the attempts failed on connections that the server had closed, or for a server that had ended
 * @param stalled    true if this process, or the machine, stood still meanwhile
 */
record FailedCall(
        boolean idempotent,
        boolean head,
        boolean sent,
        int attempts,
        boolean late,
        boolean revoked,
        boolean unpaid,
        List<Fault> faults,
        int cuts,
        boolean stalled) {
    /** As the standard rules have it. */
    private static final int MOST_ATTEMPTS = 3;

    FailedCall {
        faults = List.copyOf(faults);
    }

    /** Why it had to fail; or {@link Reason#NONE}. */
    Reason reason() {
        // Each attempt has failed, and must have met something.
        long harm = faults.stream().filter(fault -> !fault.harmless()).count();
        if (harm + cuts >= attempts && harm + cuts > 0) {
            if (head && faults.stream().anyMatch(Fault::afterTheHead)) return Reason.BODY;
            if (!head && !idempotent && sent) return Reason.NOT_IDEMPOTENT;
            if (!head && late) return Reason.LATE;
            if (revoked) return Reason.REVOKED;
            if (!head && attempts >= MOST_ATTEMPTS) return Reason.ATTEMPTS;
            if (!head && unpaid) return Reason.BUDGET;
        }
        return stalled ? Reason.STALL : Reason.NONE;
    }

    /** What forbids another attempt. */
    enum Reason {
        NOT_IDEMPOTENT("sent, and not idempotent"),
        BODY("cut in the body"),
        LATE("out of time"),
        REVOKED("held up a drain"),
        ATTEMPTS("three attempts"),
        BUDGET("no retry budget"),
        STALL("the machine stood still"),
        NONE("NOT EXPLAINED");

        private final String label;

        Reason(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }
    }
}

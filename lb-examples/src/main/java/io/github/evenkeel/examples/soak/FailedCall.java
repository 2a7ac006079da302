package io.github.evenkeel.examples.soak;

import java.util.List;

/**
 * A call that has failed, and what both sides know of it.
 *
 * @param idempotent true if it may be sent twice
 * @param head       true if the caller had the head of an answer: then it is the answer, whatever comes of the body
 * @param sent       true if the last attempt's request was sent, at least in part
 * @param attempts   what became of it each time that it was given to a backend
 * @param late       true if its whole time was over
 * @param revoked    true if the pool ended it, as the time of a drain was over
 * @param unpaid     true if the retry budget was empty meanwhile
 * @param stalled    true if this process, or the machine, stood still meanwhile
 */
record FailedCall(
        boolean idempotent,
        boolean head,
        boolean sent,
        List<Attempt> attempts,
        boolean late,
        boolean revoked,
        boolean unpaid,
        boolean stalled) {
    /** As the standard rules have it. */
    private static final int MOST_ATTEMPTS = 3;

    /**
     * One attempt.
     *
     * @param faults what the server did to it
     * @param cut    true if it failed on a connection that the server had closed, or for a server that had ended
     */
    record Attempt(List<Fault> faults, boolean cut) {
        Attempt {
            faults = List.copyOf(faults);
        }

        boolean harmed() {
            return cut || !faults.stream().allMatch(Fault::harmless);
        }

        boolean cutInTheBody() {
            return faults.stream().anyMatch(Fault::afterTheHead);
        }
    }

    FailedCall {
        attempts = List.copyOf(attempts);
    }

    /** Why it had to fail; or {@link Reason#NONE}. */
    Reason reason() {
        // Each attempt has failed, and must have met something.
        if (!attempts.isEmpty() && attempts.stream().allMatch(Attempt::harmed)) {
            if (head && attempts.get(attempts.size() - 1).cutInTheBody()) return Reason.BODY;
            if (!head && !idempotent && sent) return Reason.NOT_IDEMPOTENT;
            if (!head && late) return Reason.LATE;
            if (revoked) return Reason.REVOKED;
            if (!head && attempts.size() >= MOST_ATTEMPTS) return Reason.ATTEMPTS;
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

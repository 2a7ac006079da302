package io.github.evenkeel.health;

/**
 * What active checks say of a member.
 *
 * @param verdict   the standing verdict
 * @param failures  failed probes in a row
 * @param successes good probes in a row
 * @param detail    what the last probe saw, for people
 */
public record Probes(Verdict verdict, int failures, int successes, String detail) {
    /** Nobody probes this member. It serves. */
    public static final Probes UNCHECKED = new Probes(Verdict.UNCHECKED, 0, 0, "");

    /** Checks run and the member is new. It waits for its first good probe. */
    public static final Probes STARTING = new Probes(Verdict.STARTING, 0, 0, "");

    /** The verdicts. */
    public enum Verdict {
        /** No verdict yet; serves. */
        UNCHECKED,
        /** Joined while checks run; serves only when there is no one else. */
        STARTING,
        /** Good. */
        PASSING,
        /** Bad. */
        FAILING
    }

    /** These checks after one more probe. */
    Probes next(Signal.Probed probe) {
        return probe.good() ? afterSuccess(probe) : afterFailure(probe);
    }

    private Probes afterSuccess(Signal.Probed probe) {
        int row = saturated(successes);
        boolean passes = verdict != Verdict.FAILING || row >= probe.rules().healthyAfter();
        return new Probes(passes ? Verdict.PASSING : verdict, 0, row, probe.detail());
    }

    private Probes afterFailure(Signal.Probed probe) {
        int row = saturated(failures);
        boolean fails = verdict != Verdict.STARTING && row >= probe.rules().unhealthyAfter();
        return new Probes(fails ? Verdict.FAILING : verdict, row, 0, probe.detail());
    }

    private static int saturated(int count) {
        return count == Integer.MAX_VALUE ? count : count + 1;
    }
}

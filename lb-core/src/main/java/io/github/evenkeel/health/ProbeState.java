package io.github.evenkeel.health;

import java.util.Locale;

/**
 * What active checks say of a member. Immutable.
 *
 * @param verdict   the standing verdict
 * @param failures  failed probes in a row
 * @param successes good probes in a row
 * @param detail    what the last probe saw, for people
 * @param share     how much of its weight it should carry, by what good probes said: above 0, and 1 for all of it
 * @param flaps     how often it failed again soon after it recovered
 */
public record ProbeState(Verdict verdict, int failures, int successes, String detail, double share, Flaps flaps) {
    /** Nobody probes this member. It serves. */
    public static final ProbeState UNCHECKED = new ProbeState(Verdict.UNCHECKED, 0, 0, "", 1, Flaps.NONE);

    /** Checks run and the member is new. It waits for its first good probe. */
    public static final ProbeState STARTING = new ProbeState(Verdict.STARTING, 0, 0, "", 1, Flaps.NONE);

    /** A change of share below this is not followed: a figure that jitters would move keys with every probe. */
    private static final double LEAST_CHANGE = 0.05;

    /** The verdicts. */
    public enum Verdict {
        /** No verdict yet; serves. */
        UNCHECKED,
        /** Joined while checks run; serves only where there is no one else, and then until enough others pass. */
        STARTING,
        /** Good. */
        PASSING,
        /** Bad. */
        FAILING
    }

    /** These checks after one more probe. */
    ProbeState next(Signal.Probed probe, long now) {
        return probe.good() ? afterSuccess(probe, now) : afterFailure(probe, now);
    }

    private ProbeState afterSuccess(Signal.Probed probe, long now) {
        int row = saturated(successes);
        double carries = followed(probe.share());
        if (verdict != Verdict.FAILING) return new ProbeState(Verdict.PASSING, 0, row, probe.detail(), carries, flaps);
        // A pool in panic needs everyone who passes; and holds would keep it there when all are well again.
        boolean held = probe.counts() && flaps.holds(now);
        boolean back = row >= probe.rules().healthyAfter() && !held;
        return back
                ? new ProbeState(Verdict.PASSING, 0, row, probe.detail(), carries, flaps.recovered(now))
                : new ProbeState(verdict, 0, row, probe.detail(), carries, flaps);
    }

    private ProbeState afterFailure(Signal.Probed probe, long now) {
        int row = saturated(failures);
        if (verdict == Verdict.FAILING) {
            // What would not put it out does not keep it out: a server that pauses now and then must be able to return.
            boolean again = row >= probe.rules().unhealthyAfter();
            return new ProbeState(verdict, row, 0, probe.detail(), share, again ? flaps.failedAgain(now) : flaps);
        }
        boolean fails = verdict != Verdict.STARTING && row >= probe.rules().unhealthyAfter();
        if (!fails) return new ProbeState(verdict, row, 0, probe.detail(), share, flaps);
        Flaps failed = flaps.failed(probe.rules().hold(), probe.chance(), probe.counts(), now);
        return new ProbeState(Verdict.FAILING, row, 0, probe.detail(), share, failed);
    }

    private double followed(double said) {
        return said == 1 || Math.abs(said - share) >= LEAST_CHANGE ? said : share;
    }

    /** The operator vouches for the member: it is held no longer, but must still pass its probes. */
    ProbeState vouched() {
        Flaps free = flaps.vouched();
        return verdict != Verdict.FAILING || free == flaps
                ? this
                : new ProbeState(verdict, failures, successes, detail, share, free);
    }

    /** Why the verdict is FAILING, for people. */
    String whyFailing(long now) {
        String probed = failures > 0
                ? failures + " probes in a row failed, last: " + detail
                : successes + " good probes since, more are needed";
        if (!flaps.holds(now)) return probed;
        return String.format(
                Locale.ROOT,
                "%s; it flaps (out for the %s time), so held until it is good for %.1f s, %.1f s left",
                failures > 0 ? probed : successes + " good probes since",
                ordinal(flaps.times()),
                flaps.holdNanos() / 1e9,
                (flaps.at() - now) / 1e9);
    }

    private static String ordinal(int number) {
        return switch (number) {
            case 2 -> "2nd";
            case 3 -> "3rd";
            default -> number + "th";
        };
    }

    /** What is less than whole about a member that passes; {@code ""} if nothing. */
    String whyDegraded() {
        return share == 1
                ? ""
                : String.format(Locale.ROOT, "degraded to %.0f %% of its weight: %s", share * 100, detail);
    }

    private static int saturated(int count) {
        return count == Integer.MAX_VALUE ? count : count + 1;
    }
}

package io.github.evenkeel.health;

import io.github.evenkeel.health.ProbeState.Verdict;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of a member's health: three voices, each with its own memory. Immutable; changed only by
 * {@link #next(Signal, long)}, which is pure, so that any thread may compute a successor and swap it in atomically.
 *
 * <p>The operator outranks the rest. Probes and traffic are independent: a green probe never ends an ejection, and an answered call
 * never ends a probe's verdict.
 *
 * @param operator what the operator says
 * @param probes   what active checks say
 * @param traffic  what the member's own calls say
 * @param since    when {@link #status()} last changed, nanoseconds of the pool's clock
 */
public record MemberHealth(Operator operator, ProbeState probes, Traffic traffic, long since) {

    private static final Evidence PENDING = new Evidence("an ejection on its way", Map.of());

    /** A new member that serves at once. */
    public static MemberHealth unchecked(long now) {
        return new MemberHealth(Operator.READY, ProbeState.UNCHECKED, Traffic.FRESH, now);
    }

    /** A new member that waits for its first good probe. */
    public static MemberHealth starting(long now) {
        return new MemberHealth(Operator.READY, ProbeState.STARTING, Traffic.FRESH, now);
    }

    /**
     * The health after a signal. Returns this very object when the signal changes nothing.
     *
     * @param now nanoseconds of the pool's clock
     */
    public MemberHealth next(Signal signal, long now) {
        if (signal instanceof Signal.Operate operate) return operated(operate.verdict(), now);
        if (signal instanceof Signal.Probed probed) return with(operator, probes.next(probed, now), traffic, now);
        if (signal instanceof Signal.ChecksStopped) return with(operator, ProbeState.UNCHECKED, traffic, now);
        if (signal instanceof Signal.Eject eject) return ejected(eject, now);
        if (signal instanceof Signal.Spare spare) return spared(spare.evidence(), now);
        if (signal instanceof Signal.Redeemed) {
            return traffic instanceof Traffic.Spared spared ? with(operator, probes, spared.before(), now) : this;
        }
        if (signal instanceof Signal.Absolve) return absolved(now);
        if (signal instanceof Signal.Tick) return ticked(now);
        return traffic instanceof Traffic.Trial trial ? tried(trial, signal, now) : this;
    }

    /** What people are shown. */
    public Status status() {
        if (operator == Operator.MAINTENANCE) return Status.MAINTENANCE;
        if (operator == Operator.DRAINING) return Status.DRAINING;
        if (probes.verdict() == Verdict.STARTING) return Status.STARTING;
        if (probes.verdict() == Verdict.FAILING) return Status.UNHEALTHY;
        if (traffic instanceof Traffic.Trial) return Status.TRIAL;
        return ejected() ? Status.EJECTED : Status.HEALTHY;
    }

    /** True while the traffic keeps it out: for a time, or on trial. */
    public boolean ejected() {
        return traffic instanceof Traffic.Ejected || traffic instanceof Traffic.Trial;
    }

    /** This health as the floor must count it while a caller is about to eject the member. */
    public MemberHealth asEjected() {
        if (ejected()) return this;
        return new MemberHealth(
                operator, probes, new Traffic.Ejected(traffic.times(), 0, 0, PENDING, TrialRules.OFF, null), since);
    }

    /** True for members that health may judge: neither taken out by an operator nor still starting. */
    public boolean judged() {
        return operator == Operator.READY && probes.verdict() != Verdict.STARTING;
    }

    /** True if a member in this health gets calls at this level of the floor. */
    public boolean serves(Floor.Level level) {
        return judged()
                && (level != Floor.Level.NORMAL || probes.verdict() != Verdict.FAILING)
                && (level == Floor.Level.IGNORE_TRAFFIC || !ejected());
    }

    /** Why the status is what it is, for people; {@code ""} if there is nothing to say. */
    public String why(long now) {
        return switch (status()) {
            case MAINTENANCE, DRAINING -> "by the operator";
            case STARTING ->
                probes.failures() == 0
                        ? "awaits its first good probe"
                        : "awaits its first good probe; " + probes.failures() + " failed, last: " + probes.detail();
            case UNHEALTHY ->
                ejected() ? probes.whyFailing(now) + "; and ejected: " + ejectedWhy(now) : probes.whyFailing(now);
            case EJECTED, TRIAL -> ejectedWhy(now);
            case HEALTHY, WARMING ->
                traffic instanceof Traffic.Spared spared
                        ? spared.evidence() + "; kept in, for no more may be ejected"
                        : probes.whyDegraded();
        };
    }

    private String ejectedWhy(long now) {
        if (traffic instanceof Traffic.Ejected out) {
            Duration left = out.left(now);
            return "%s; ejection no. %d, %.1f s left"
                    .formatted(out.evidence(), Math.max(1, out.times()), left.toNanos() / 1e9);
        }
        Traffic.Trial trial = (Traffic.Trial) traffic;
        return "%s; trial: %d of %d good"
                .formatted(trial.evidence(), trial.good(), trial.rules().goodCalls());
    }

    /**
     * Leaving READY, or coming back to it, makes what the traffic said of the member's old life void; the count stays. READY ends the
     * hold of a member that flaps, too.
     */
    private MemberHealth operated(Operator verdict, long now) {
        ProbeState vouched = verdict == Operator.READY ? probes.vouched() : probes;
        if (verdict == operator && !(verdict == Operator.READY && ejected()))
            return with(operator, vouched, traffic, now);
        return with(verdict, vouched, returned(now), now);
    }

    private MemberHealth ejected(Signal.Eject eject, long now) {
        if (operator != Operator.READY || ejected()) return this;
        return ejectedAgain(traffic.times() - forgiven(eject, now), eject, in(), now);
    }

    private MemberHealth ejectedAgain(int unforgiven, Signal.Eject eject, Traffic.@Nullable In before, long now) {
        int times = unforgiven + (eject.counts() ? 1 : 0);
        // A first time that does not count is as long as a first time, and leaves nothing behind.
        long nanos = eject.backoff().nanos(Math.max(1, times), eject.chance());
        Traffic out = new Traffic.Ejected(times, now + nanos, nanos, eject.evidence(), eject.trial(), before);
        return with(operator, probes, out, now);
    }

    private MemberHealth tried(Traffic.Trial trial, Signal signal, long now) {
        // Nobody is sent to a member that its probes keep out.
        if (signal instanceof Signal.Try) {
            return status() == Status.TRIAL ? with(operator, probes, trial.given(now), now) : this;
        }
        if (signal instanceof Signal.Unjudged unjudged && trial.valid(unjudged.permit())) {
            return with(operator, probes, trial.back(trial.row(now)), now);
        }
        if (signal instanceof Signal.Passed passed && trial.valid(passed.permit())) {
            int good = trial.row(now) + 1;
            return with(operator, probes, good < trial.rules().goodCalls() ? trial.back(good) : returned(now), now);
        }
        boolean failed =
                signal instanceof Signal.Failed of && (trial.valid(of.permit()) || late(trial, of.permit(), now));
        return failed ? ejectedAgain(trial.times(), ((Signal.Failed) signal).eject(), null, now) : this;
    }

    /** True for an expired permit of this trial: whoever was tried instead, that call speaks against the member too. */
    private boolean late(Traffic.Trial trial, long permit, long now) {
        if (status() != Status.TRIAL) return false;
        long patience = trial.rules().patience().toNanos();
        long given = permit - patience - since; // after the trial began; before, it was of another
        return given >= 0 && given <= now - since - patience;
    }

    /** Time alone proves nothing and calls alone may come in a second: both together take times off the count. */
    private int forgiven(Signal.Eject eject, long now) {
        Traffic.In in = in();
        if (in.times() == 0) return 0;
        long byTime = Math.max(0, now - in.returnedAt()) / in.lastNanos();
        long byCalls = eject.goodCalls() / eject.forgiveAfter();
        return (int) Math.min(in.times(), Math.min(byTime, byCalls));
    }

    private Traffic.In in() {
        if (traffic instanceof Traffic.Spared spared) return spared.before();
        return (Traffic.In) traffic;
    }

    private MemberHealth spared(Evidence evidence, long now) {
        if (operator != Operator.READY || !(traffic instanceof Traffic.In in)) return this;
        return with(operator, probes, new Traffic.Spared(in, evidence), now);
    }

    private MemberHealth absolved(long now) {
        if (!(traffic instanceof Traffic.Ejected out) || out.before() == null) return this;
        return with(operator, probes, out.before(), now);
    }

    private MemberHealth ticked(long now) {
        if (!(traffic instanceof Traffic.Ejected out) || now - out.until() < 0) return this;
        boolean tries = out.trial().goodCalls() > 0;
        return with(operator, probes, tries ? Traffic.Trial.after(out) : returned(now), now);
    }

    private Traffic returned(long now) {
        if (traffic instanceof Traffic.Ejected out) return new Traffic.In(out.times(), now, out.nanos());
        if (traffic instanceof Traffic.Trial trial) return new Traffic.In(trial.times(), now, trial.nanos());
        return in();
    }

    private MemberHealth with(Operator newOperator, ProbeState newProbes, Traffic newTraffic, long now) {
        MemberHealth next = new MemberHealth(newOperator, newProbes, newTraffic, since);
        if (next.equals(this)) return this;
        return next.status() == status() ? next : new MemberHealth(newOperator, newProbes, newTraffic, now);
    }
}

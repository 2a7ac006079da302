package io.github.evenkeel.pool;

import io.github.evenkeel.Outcome;
import io.github.evenkeel.health.Evidence;
import io.github.evenkeel.health.Signal;
import io.github.evenkeel.health.Status;
import io.github.evenkeel.health.Traffic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The members whose ejection is over and that must show first that they are well: one call at a time goes to them past the selector,
 * through the closed gate, as soon as a call comes that has tried nobody yet. Three such calls are all it takes, and of one that fails
 * a retry goes elsewhere; so there is no point in spreading them out. Any thread, no lock; a pool where nobody is on trial pays one look
 * at an empty list.
 *
 * <p>A permit's number is its call's beginning and the patience, so that a lease has nothing to remember but that it is one. There is
 * nothing to clean up either: a permit that nobody gives back is void when its time is over, and the next call takes the next.
 */
final class Trials {
    private final Ejector ejector;
    private final ControlPlane control;

    Trials(Ejector ejector, ControlPlane control) {
        this.ejector = ejector;
        this.control = control;
    }

    /** Who is on trial; in panic too, or those would never be well again whom only panic lets serve. */
    List<Member> among(List<Member> members) {
        if (ejector.budget().out().isEmpty()) return List.of(); // who is on trial is out
        List<Member> tried = new ArrayList<>();
        for (Member member : members) {
            if (member.health().traffic() instanceof Traffic.Trial) tried.add(member);
        }
        return List.copyOf(tried);
    }

    /**
     * The member that a call is to try, counted in; null if there is none now. Not one that the call's route avoids, until it is on trial
     * there too: were it to wait for other calls, it might wait for ever, and the route's own trial needs a member that serves.
     */
    @Nullable
    Member enter(List<Member> tried, @Nullable Avoidance avoidance, long now) {
        for (Member member : tried) {
            if ((avoidance == null || !avoidance.excludes(member))
                    && member.health().traffic() instanceof Traffic.Trial trial
                    && trial.free(now)
                    && member.penalty(now) == 0
                    && !member.take(new Signal.Try(), now).nothing()) {
                if (member.enterOnTrial(now)) return member;
                member.take(new Signal.Unjudged(permit(trial, now)), now);
            }
        }
        return null;
    }

    /** A trial call told this, as the pool judges it. */
    void answered(Member member, Outcome outcome, long startedAt, long now) {
        if (!(member.health().traffic() instanceof Traffic.Trial trial)) return; // the operator was faster
        long permit = permit(trial, startedAt);
        switch (outcome.kind()) {
            case SUCCESS, CLIENT_ERROR -> passed(member, permit, now);
            case CANCELLED, OVERLOADED -> {
                // Nothing is known, and the next call would fare no better: not before a fault's load has faded.
                member.burden(0, now);
                unjudged(member, startedAt, now);
            }
            default -> failed(member, permit, outcome, now);
        }
    }

    /** A trial call ended and told nothing. */
    void unjudged(Member member, long startedAt, long now) {
        if (member.health().traffic() instanceof Traffic.Trial trial) {
            member.take(new Signal.Unjudged(permit(trial, startedAt)), now);
        }
    }

    private void passed(Member member, long permit, long now) {
        HealthChange change = member.take(new Signal.Passed(permit), now);
        if (change.before().ejected() && !change.after().ejected()) control.passed(member);
    }

    private void failed(Member member, long permit, Outcome outcome, long now) {
        Evidence evidence = new Evidence("trial failed", Map.of(outcome.toString(), 1));
        HealthChange change = member.take(new Signal.Failed(permit, ejector.signal(member, evidence)), now);
        if (!change.nothing()) control.ejected(member);
    }

    private static long permit(Traffic.Trial trial, long startedAt) {
        return startedAt + trial.rules().patience().toNanos();
    }

    /** True while the member is on trial, and this call's permit is out. */
    static boolean holds(Member member, long startedAt) {
        return member.health().status() == Status.TRIAL
                && member.health().traffic() instanceof Traffic.Trial trial
                && trial.valid(permit(trial, startedAt));
    }
}

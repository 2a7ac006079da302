package io.github.evenkeel.pool;

import io.github.evenkeel.CallContext;
import io.github.evenkeel.Outcome;
import io.github.evenkeel.health.Evidence;
import io.github.evenkeel.health.MemberHealth;
import io.github.evenkeel.health.Signal;
import io.github.evenkeel.health.Status;
import io.github.evenkeel.health.Traffic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Whose time out is over, and that must show first that they are well: one call at a time goes to them past the selector, as soon as a
 * call comes that has tried nobody yet and has no key. Three such calls are all it takes, and of one that fails a retry goes elsewhere;
 * so there is no point in spreading them out. Members are tried through their closed gates, and members on one route by calls of that.
 * Any thread, no lock; a pool where nobody is on trial pays one look at an empty list.
 *
 * <p>A permit's number is its call's beginning and the patience, so that a lease has nothing to remember but that it is one. There is
 * nothing to clean up either: a permit that nobody gives back is void when its time is over, and the next call takes the next.
 */
final class Trials {
    /**
     * How long a trial waits for calls without a key: one that has one would leave the member that knows it for a single call. But there
     * are pools where all calls have a key, and they must get their members back too. As long as a sweep: little after 30 s of ejection,
     * and time enough for a call without a key to come where there are any.
     */
    private static final long KEYED_AFTER_NANOS = TimeUnit.SECONDS.toNanos(10);

    private Trials() {}

    /**
     * The members on trial; in panic too, or those would never be well again whom only panic lets serve. Not those that stand by: of their
     * service only one priority may serve at a time.
     */
    static List<Member> among(List<Member> members) {
        List<Member> tried = new ArrayList<>();
        for (Member member : members) {
            if (member.health().traffic() instanceof Traffic.Trial && !member.standing().standsBy) tried.add(member);
        }
        return List.copyOf(tried);
    }

    /**
     * The member that a call is to try, counted in; null if there is none now. Not one that the call's route avoids, until it is on trial
     * there too: were it to wait for other calls, it might wait for ever, and the route's own trial needs a member that serves.
     */
    @Nullable
    static Member enter(List<Member> tried, @Nullable Avoidance avoidance, CallContext context, long now) {
        for (int i = 0; i < tried.size(); i++) { // an iterator would be an object for every call
            Member member = tried.get(i);
            if (open(member, avoidance, now) && enter(member, context, now)) return member;
        }
        return null;
    }

    /** The same for people: nobody is counted in. */
    @Nullable
    static Member preview(List<Member> tried, @Nullable Avoidance avoidance, CallContext context, long now) {
        for (Member member : tried) {
            if (open(member, avoidance, now) && waits(member, context, now)) return member;
        }
        return null;
    }

    private static boolean open(Member member, @Nullable Avoidance avoidance, long now) {
        // One that panic lets serve takes calls meanwhile, and may never be without a fault that fades.
        boolean rests = !member.available() && member.penalty(now) > 0;
        return !rests && (avoidance == null || !avoidance.excludes(member));
    }

    /** True if this call may try this one now, and is counted in. */
    static boolean enter(Judged one, CallContext context, long now) {
        if (!waits(one, context, now) || one.take(new Signal.Try(), now).nothing()) return false;
        if (one.enterOnTrial(now)) return true;
        unjudged(one, now, now);
        return false;
    }

    /** True if this one may be tried now, and by this call. */
    static boolean waits(Judged one, CallContext context, long now) {
        MemberHealth health = one.health();
        return health.status() == Status.TRIAL
                && health.traffic() instanceof Traffic.Trial trial
                && trial.free(now)
                && (context.key() == null || now - health.since() >= KEYED_AFTER_NANOS);
    }

    /** A trial call told this, as the pool judges it. */
    static void answered(Judged one, Outcome outcome, long startedAt, long now) {
        if (!(one.health().traffic() instanceof Traffic.Trial trial)) return; // the operator was faster
        long permit = permit(trial, startedAt);
        switch (outcome.kind()) {
            case SUCCESS, CLIENT_ERROR -> {
                HealthChange change = one.take(new Signal.Passed(permit), now);
                if (change.before().ejected() && !change.after().ejected()) one.tried(true);
            }
            case CANCELLED, OVERLOADED -> untold(one, startedAt, now);
            default -> {
                if (outcome.kind().late() && one.overloaded(now)) {
                    untold(one, startedAt, now);
                    return;
                }
                Evidence evidence = new Evidence("trial failed", Map.of(outcome.toString(), 1));
                HealthChange change = one.take(new Signal.Failed(permit, one.ejection(evidence)), now);
                if (!change.nothing()) one.tried(false);
            }
        }
    }

    /** Nothing is known, and the next call would fare no better: not before a fault's load has faded. */
    private static void untold(Judged one, long startedAt, long now) {
        one.rest(now);
        unjudged(one, startedAt, now);
    }

    /** A trial call ended and told nothing. */
    static void unjudged(Judged one, long startedAt, long now) {
        if (one.health().traffic() instanceof Traffic.Trial trial) {
            one.take(new Signal.Unjudged(permit(trial, startedAt)), now);
        }
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

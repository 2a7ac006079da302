package io.github.evenkeel.pool;

import io.github.evenkeel.CallContext;
import io.github.evenkeel.Outcome;
import io.github.evenkeel.Outcome.Kind;
import io.github.evenkeel.health.Counts;
import io.github.evenkeel.health.Evidence;
import io.github.evenkeel.health.MemberHealth;
import io.github.evenkeel.health.OutlierDetection;
import io.github.evenkeel.health.Recent;
import io.github.evenkeel.health.Signal;
import io.github.evenkeel.health.Streak;
import io.github.evenkeel.health.Tally;
import io.github.evenkeel.health.Traffic;
import io.github.evenkeel.select.Penalty;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * A member on one route: what its calls there told, and whether it is avoided there. Any number of callers record, without a lock and
 * without allocating but for faults; the control plane judges. Its health has the voice of the traffic alone.
 *
 * <p>What an avoided route still tells is not held against the member: that is what avoiding it is instead of.
 */
final class Leg {
    private static final AtomicReferenceFieldUpdater<Leg, Streak> STREAK =
            AtomicReferenceFieldUpdater.newUpdater(Leg.class, Streak.class, "streak");
    private static final AtomicReferenceFieldUpdater<Leg, MemberHealth> HEALTH =
            AtomicReferenceFieldUpdater.newUpdater(Leg.class, MemberHealth.class, "health");

    /** Five minutes, and five more pass until all that was told has faded: no call that anyone waits for takes as long. */
    private static final int SWEEPS_KEPT = 30;

    /** As long as few calls are carried over. */
    private static final long LATELY_NANOS = 60_000_000_000L;

    private final Member member;
    private final Route route;
    private final Tally tally = new Tally();
    private volatile Streak streak = Streak.NONE;
    private volatile MemberHealth health;
    private volatile Recent recent;
    private volatile int look; // faults in a row at which to look at how the others fare
    private volatile boolean suspected; // the control plane is asked to avoid it
    private volatile long returnedAt; // calls from before it was let back in are paid for
    private volatile long triedNotBefore;
    private volatile boolean blamed; // the last sweep found it at fault
    private volatile Counts ofMember = Counts.NONE;
    private volatile long goodAt; // the last sweep that had some
    private volatile long good; // good answers up to the last sweep

    /** Control plane only. */
    private long goodAtReturn;

    private int idleSweeps;
    private boolean told; // that it should be avoided and is not

    @Nullable
    Future<?> end;

    Leg(Member member, Route route, long now) {
        this.member = member;
        this.route = route;
        this.health = MemberHealth.unchecked(now);
        this.recent = Recent.from(now);
        this.look = route.rules().consecutiveFaults();
        this.returnedAt = now;
        this.triedNotBefore = now;
    }

    Member member() {
        return member;
    }

    Route route() {
        return route;
    }

    // ---- callers

    /** Takes what a call told, for the route and for the member; returns it as it is judged. */
    Outcome answered(Outcome outcome, long startedAt, long now, boolean trial) {
        long nanos = now - startedAt;
        boolean late = outcome.kind() == Kind.SUCCESS && nanos > route.slowAfterNanos();
        Outcome judged = late ? Outcome.SLOW : outcome;
        Kind kind = judged.kind();
        boolean outdated = kind.fault() && startedAt - returnedAt < 0;
        if (!outdated && (kind != Kind.CANCELLED || nanos > member.latencyNanos())) tally.record(kind, nanos);
        if (kind == Kind.SUCCESS || kind == Kind.CLIENT_ERROR) good(startedAt);
        if (kind.fault() && !outdated && !avoided()) fault(judged, startedAt, now);
        boolean excused = suspected || outdated || avoided();
        if (trial) tried(judged, startedAt, now);
        return member.answered(outcome, startedAt, now, excused);
    }

    private void good(long startedAt) {
        Streak run = streak;
        if (run.outlasts(startedAt)) {
            STREAK.compareAndSet(this, run, run.interrupted());
        } else if (run != Streak.NONE) {
            streak = Streak.NONE;
            look = route.rules().consecutiveFaults();
        }
    }

    /** As with a member's own run: believed when it is longer than chance makes it, by how the other members fare on this route. */
    private void fault(Outcome outcome, long startedAt, long now) {
        Streak before;
        Streak after;
        do {
            before = streak;
            after = before.plus(outcome, startedAt, now, look, member.inFlight());
            if (after.believed() && !before.believed()) {
                int enough = route.enough(this, now);
                look = Math.min(enough, 2 * after.length());
                after = before.plus(outcome, startedAt, now, enough, member.inFlight());
            }
        } while (!STREAK.compareAndSet(this, before, after));
        if (after.believed() && !before.believed() && route.worksElsewhere(this, now)) {
            suspected = true;
            route.suspect(this, after.evidence());
        }
    }

    /** True while the route does without the member: for a time, or on trial. */
    boolean avoided() {
        return health.ejected();
    }

    Streak streak() {
        return streak;
    }

    // ---- trials: as Trials has them for members

    /** A call that has tried nobody yet may try this; true if it has the permit, and is counted in at the member. */
    boolean tryOut(CallContext context, long now) {
        if (!(health.traffic() instanceof Traffic.Trial trial) || !trial.free(now)) return false;
        if (now - triedNotBefore < 0 || !member.available() || context.hasTried(member.id())) return false;
        if (!take(new Signal.Try(), now)) return false;
        if (member.enter(now)) return true;
        take(new Signal.Unjudged(permit(trial, now)), now);
        return false;
    }

    private void tried(Outcome outcome, long startedAt, long now) {
        if (!(health.traffic() instanceof Traffic.Trial trial)) return;
        long permit = permit(trial, startedAt);
        switch (outcome.kind()) {
            case SUCCESS, CLIENT_ERROR -> {
                if (take(new Signal.Passed(permit), now) && !avoided()) route.changed(this);
            }
            case CANCELLED, OVERLOADED -> {
                // Nothing is known, and the next call would fare no better at once.
                triedNotBefore = now + Penalty.FADE.toNanos();
                untried(startedAt, now);
            }
            default -> {
                Evidence evidence = new Evidence("trial failed", Map.of(outcome.toString(), 1));
                if (take(new Signal.Failed(permit, route.ejection(this, evidence)), now)) route.changed(this);
            }
        }
    }

    /** A trial call ended and told nothing. */
    void untried(long startedAt, long now) {
        if (health.traffic() instanceof Traffic.Trial trial) take(new Signal.Unjudged(permit(trial, startedAt)), now);
    }

    private static long permit(Traffic.Trial trial, long startedAt) {
        return startedAt + trial.rules().patience().toNanos();
    }

    // ---- health

    MemberHealth health() {
        return health;
    }

    /** Swaps in the health after a signal; true if that changed anything. Any thread. */
    boolean take(Signal signal, long now) {
        MemberHealth before;
        MemberHealth after;
        do {
            before = health;
            after = before.next(signal, now);
            if (after == before) return false;
        } while (!HEALTH.compareAndSet(this, before, after));
        return true;
    }

    // ---- control plane, but for what is only read

    Recent recent() {
        return recent;
    }

    /** Since the last sweep. */
    int calls() {
        return tally.calls();
    }

    int errors() {
        return tally.errors();
    }

    /** Its part in the calls that its member is judged by, and since: how many it answered well. */
    int goodLately() {
        return ofMember.good() + goodNow();
    }

    private int goodNow() {
        return tally.calls() - tally.errors();
    }

    /** True if it is not avoided, and answered something well in the last minute or the sweep before. */
    boolean works(long now) {
        return !avoided() && (goodNow() > 0 || (good > 0 && now - goodAt < LATELY_NANOS));
    }

    /** Its calls among those that its member is judged by. */
    Counts ofMember() {
        return ofMember;
    }

    /** The member is not judged by what this has told until now. */
    void excuse() {
        ofMember = Counts.NONE;
    }

    /** @param carried whether the member is still judged by what the sweeps before told */
    void add(Counts fresh, boolean carried) {
        ofMember = carried ? ofMember.plus(fresh) : fresh;
    }

    boolean blamed() {
        return blamed;
    }

    /** What the sweep found. One that is well now is worth telling of again when it is not. */
    void blame(boolean found) {
        blamed = found;
        if (!found && !streak.believed()) told = false;
    }

    /** True for the first time since it was well: a route that is broken is at fault in every sweep. */
    boolean tell() {
        if (told) return false;
        told = true;
        return true;
    }

    /** What came in since the last sweep. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // by the control plane alone
    Counts take(long now) {
        Counts fresh = tally.take();
        if (fresh.good() > 0) goodAt = now;
        good += fresh.good();
        return fresh;
    }

    /** The next sweep: returns all that is to be judged now. */
    Recent next(Counts fresh, long now, OutlierDetection rules) {
        recent = recent.next(fresh, now, rules);
        return recent;
    }

    /** Forgets all: the member is out, or avoided here. */
    void anew(long now) {
        recent = Recent.from(now);
        streak = Streak.NONE;
        look = route.rules().consecutiveFaults();
        blamed = false;
        told = false;
    }

    /** The route has the member back. */
    void returned(long now) {
        take(now);
        anew(now);
        returnedAt = now;
        goodAtReturn = good;
    }

    long goodSinceReturn() {
        return good - goodAtReturn;
    }

    /** The control plane has decided. */
    void decided() {
        suspected = false;
    }

    /** Asked once a sweep: true if nothing has been told for so long that no call can be out any more. */
    boolean forgotten() {
        idleSweeps = recent.idle() ? idleSweeps + 1 : 0;
        return idleSweeps > SWEEPS_KEPT;
    }

    /** Why it is avoided, for people. */
    String why(long now) {
        return health.why(now).replace("ejection no.", "avoided no.");
    }
}

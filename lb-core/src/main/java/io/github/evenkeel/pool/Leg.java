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
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * A member on one route: what its calls there told, and whether it is avoided there. Any number of callers record, without a lock and
 * without allocating but for faults; the control plane judges. Its health has the voice of the traffic alone.
 *
 * <p>What an avoided route still tells is not held against the member: that is what avoiding it is instead of.
 */
final class Leg implements Judged {
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
    private volatile boolean suspected; // the control plane is asked to avoid it
    private volatile long returnedAt; // calls from before it, or its member, was let back in are paid for
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

    /**
     * Takes what a call told, for the route and for the member.
     *
     * @param judged the same, or SLOW where an answer came too late
     */
    void answered(Outcome outcome, Outcome judged, long startedAt, long now, boolean trial) {
        long nanos = now - startedAt;
        Kind kind = judged.kind();
        boolean outdated = kind.fault() && startedAt - returnedAt < 0;
        if (!outdated && (kind != Kind.CANCELLED || nanos > member.latencyNanos())) tally.record(kind, nanos);
        if (kind == Kind.SUCCESS || kind == Kind.CLIENT_ERROR) good(startedAt);
        if (kind.fault() && !outdated && !avoided()) fault(judged, startedAt, now);
        boolean excused = suspected || outdated || avoided();
        if (trial) Trials.answered(this, judged, startedAt, now);
        member.answered(outcome, judged, startedAt, now, excused);
    }

    private void good(long startedAt) {
        Streak run = streak;
        if (run.outlasts(startedAt)) {
            STREAK.compareAndSet(this, run, run.interrupted());
        } else if (run != Streak.NONE) {
            streak = Streak.NONE;
        }
    }

    /** As with a member's own run: believed when it is longer than chance makes it, by how the other members fare on this route. */
    private void fault(Outcome outcome, long startedAt, long now) {
        Streak before;
        Streak after;
        do {
            before = streak;
            after = before.plus(
                    outcome,
                    startedAt,
                    now,
                    member.inFlight(),
                    route.rules().consecutiveFaults(),
                    run -> route.enough(this, run.late(), now));
        } while (!STREAK.compareAndSet(this, before, after));
        if (!after.believed() || before.believed()) return;
        if (route.worksElsewhere(this, now)) {
            suspected = true;
            route.suspect(this, after);
        } else {
            disbelieve(2); // it is the member, which is asked too
        }
    }

    /**
     * Nothing comes of the run as yet. Were it believed for good, nobody would look at it again while it goes on.
     *
     * @param times how many times as long it is then; 1 for its next fault, which the member will be held to as well
     */
    void disbelieve(int times) {
        STREAK.updateAndGet(this, run -> run.disbelieved(times * run.length()));
    }

    /** True while the route does without the member: for a time, or on trial. */
    boolean avoided() {
        return health.ejected();
    }

    @Override
    public boolean serves() {
        return member.available() && !avoided();
    }

    @Override
    public boolean tells() {
        return serves();
    }

    @Override
    public Streak streak() {
        return streak;
    }

    // ---- trials

    /** A call that has tried nobody yet may try this; true if it has the permit, and is counted in at the member. */
    boolean tryOut(CallContext context, long now) {
        return mayBeTried(now) && Trials.enter(this, context, now);
    }

    /** True if a call that has tried nobody yet would try this now; for people. */
    boolean waits(CallContext context, long now) {
        return mayBeTried(now) && Trials.waits(this, context, now);
    }

    private boolean mayBeTried(long now) {
        return now - triedNotBefore >= 0 && member.available();
    }

    @Override
    public boolean enterOnTrial(long now) {
        return member.enter(now);
    }

    @Override
    public Signal.Eject ejection(Evidence evidence) {
        return route.ejection(this, evidence);
    }

    @Override
    public void rest(long now) {
        triedNotBefore = now + Penalty.FADE.toNanos();
    }

    @Override
    public boolean overloaded(long now) {
        return member.overloaded(now);
    }

    @Override
    public void tried(boolean well) {
        route.changed(this);
    }

    // ---- health

    @Override
    public MemberHealth health() {
        return health;
    }

    @Override
    public HealthChange take(Signal signal, long now) {
        MemberHealth before;
        MemberHealth after;
        do {
            before = health;
            after = before.next(signal, now);
        } while (after != before && !HEALTH.compareAndSet(this, before, after));
        return new HealthChange(before, after);
    }

    // ---- control plane, but for what is only read

    @Override
    public Recent recent() {
        return recent;
    }

    @Override
    public long callsSince() {
        return tally.calls();
    }

    @Override
    public long faultsSince() {
        return tally.errors();
    }

    /** Its part in the calls that its member is judged by, and since: how many it answered well. */
    int goodLately() {
        return ofMember.good() + tally.good();
    }

    /** True if it is not avoided, and answered something well in the last minute or the sweep before. */
    boolean works(long now) {
        return !avoided() && (tally.good() > 0 || (good > 0 && now - goodAt < LATELY_NANOS));
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

    @Override
    public boolean blamed() {
        return blamed;
    }

    /** True if a sweep found it at fault, or it was told of: it may be well now. */
    boolean doubted() {
        return blamed || told;
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
        blamed = false;
        told = false;
    }

    /** The member serves again: a run of faults from before is void here too, and so are the faults of calls that began before. */
    void letIn(long now) {
        returnedAt = now;
        streak = Streak.NONE;
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
        return idle(recent.idle());
    }

    /** The same while the route avoids the member: true if its time is over for so long, and nobody has come to try it. */
    boolean abandoned(Counts fresh) {
        return idle(fresh.calls() == 0 && health.traffic() instanceof Traffic.Trial);
    }

    private boolean idle(boolean still) {
        idleSweeps = still ? idleSweeps + 1 : 0;
        return idleSweeps > SWEEPS_KEPT;
    }

    /** Why it is avoided, for people. */
    String why(long now) {
        return health.why(now).replace("ejection no.", "avoided no.");
    }
}

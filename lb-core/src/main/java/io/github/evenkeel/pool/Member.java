package io.github.evenkeel.pool;

import io.github.evenkeel.Backend;
import io.github.evenkeel.LoadReport;
import io.github.evenkeel.Outcome;
import io.github.evenkeel.health.Evidence;
import io.github.evenkeel.health.MemberHealth;
import io.github.evenkeel.health.Recent;
import io.github.evenkeel.health.Signal;
import io.github.evenkeel.health.Status;
import io.github.evenkeel.health.Streak;
import io.github.evenkeel.health.Tally;
import io.github.evenkeel.select.Candidate;
import io.github.evenkeel.select.Gauge;
import io.github.evenkeel.select.Penalty;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A backend in a pool with its running calls: all that a call reads and writes, in one small object, for at ten thousand members the
 * cost of a call is the cost of its cache misses. Everything else is in its {@link Standing}.
 *
 * <p>Whether a call may begin is decided in two places. The health is the truth, swapped atomically by whoever has a signal. The
 * {@link Gate} is what a pick looks at.
 */
final class Member extends Gate implements Candidate, Judged {
    private static final AtomicIntegerFieldUpdater<Member> IN_FLIGHT =
            AtomicIntegerFieldUpdater.newUpdater(Member.class, "inFlight");
    private static final AtomicLongFieldUpdater<Member> GOOD = AtomicLongFieldUpdater.newUpdater(Member.class, "good");
    private static final AtomicReferenceFieldUpdater<Member, Streak> STREAK =
            AtomicReferenceFieldUpdater.newUpdater(Member.class, Streak.class, "streak");

    private static final AtomicReferenceFieldUpdater<Member, Penalty> PENALTY =
            AtomicReferenceFieldUpdater.newUpdater(Member.class, Penalty.class, "penalty");

    /** A mean over about this many answers: as long a memory as tells a slow server from a slow call. */
    private static final float LATENCY_SHARE = 1 / 30f;

    private static final double LEAST_WEIGHT = 1e-30;
    private static final double MOST_WEIGHT = 1e30;

    private volatile int inFlight;
    private float weight; // a new weight is published with the rotation that follows
    private float latencyNanos; // racy on purpose: a mean may miss a sample
    private volatile long good = GoodAnswers.NONE;
    private volatile Penalty penalty = Penalty.NONE;
    private volatile Streak streak = Streak.NONE;
    private @Nullable GuardedGauge gauge; // another only when the member changes its priority or zone
    private @Nullable Tally tally; // its history's, once good answers came; here because it saves three steps
    private volatile @Nullable Ramp ramp; // null: warm
    private final Standing standing;

    Member(Standing standing) {
        this.standing = standing;
        this.weight = single(standing.backend().weight());
        this.gauge = standing.control().gauge(standing.backend());
    }

    // ---- what selectors see

    @Override
    public String id() {
        return standing.id();
    }

    @Override
    public double weight() {
        return weight;
    }

    @Override
    public boolean available() {
        return isOpen();
    }

    @Override
    public int inFlight() {
        return inFlight;
    }

    @Override
    public boolean unhindered() {
        return isOpenAndPlain();
    }

    @Override
    public double penalty(long now) {
        return has(PENALISED) ? penalty.load(now) : 0;
    }

    @Override
    public boolean heldOff(long now) {
        return has(PENALISED) && penalty.holds(now);
    }

    @Override
    public boolean warming() {
        return has(WARMING);
    }

    @Override
    public double ramp(long now) {
        Ramp current = ramp;
        return current == null ? 1 : current.factor(now);
    }

    @Override
    public @Nullable Gauge gauge() {
        GuardedGauge current = gauge;
        return current == null ? null : current.gauge();
    }

    // ---- data plane

    /** Counts a call in, then looks again: false, and nothing counted, if the member became unavailable since the pick. */
    boolean enter(long now) {
        IN_FLIGHT.getAndIncrement(this);
        if (!available()) {
            leave();
            return false;
        }
        GuardedGauge measured = gauge;
        if (measured != null) measured.begun(now);
        return true;
    }

    /**
     * As {@link #enter}, for a call that tries the member behind its closed gate: what an operator says closes that way too, for the
     * health is looked at once the call is counted.
     */
    @Override
    public boolean enterOnTrial(long now) {
        IN_FLIGHT.getAndIncrement(this);
        if (standing.standsBy || !Trials.holds(this, now)) {
            leave();
            return false;
        }
        if (gauge != null) gauge.begun(now);
        return true;
    }

    /** Counts a call out. A member that waits for its last call tells the control plane. */
    void leave() {
        if (IN_FLIGHT.getAndDecrement(this) == 1 && !available()) control().idle(this);
    }

    /** A call ended without an answer. */
    void unanswered(long startedAt) {
        standing.count(Standing.UNANSWERED);
        discarded(startedAt);
    }

    /** A call ended without an answer and is in no statistics. */
    void discarded(long startedAt) {
        GuardedGauge measured = gauge;
        if (measured != null) measured.unanswered(startedAt);
    }

    /** A call was never ended, and its lease collected. */
    void lost() {
        standing.count(Standing.LEAKED);
        GuardedGauge measured = gauge;
        if (measured != null) measured.lost();
    }

    void reported(LoadReport report, long now) {
        if (!Double.isNaN(report.utilisation())) standing.busy(report.utilisation(), now);
        GuardedGauge measured = gauge;
        if (measured != null) measured.reported(report, inFlight, now);
    }

    /**
     * Takes what a call told.
     *
     * @param judged  the same, or SLOW where an answer came too late
     * @param excused true if a fault is its route's, which avoids the member: it is counted and not held against the member at once
     */
    void answered(Outcome outcome, Outcome judged, long startedAt, long now, boolean excused) {
        GuardedGauge measured = gauge;
        if (measured != null) measured.answered(outcome, startedAt, now);
        long nanos = now - startedAt;
        if (outcome.kind() == Outcome.Kind.SUCCESS) latency(nanos);
        if (judged.kind() == Outcome.Kind.SUCCESS) {
            succeeded(Tally.bucket(nanos), now);
            good(startedAt, now);
        } else {
            told(judged, startedAt, now, excused);
        }
    }

    private void succeeded(int bucket, long now) {
        long before;
        long after;
        do {
            before = good;
            after = GoodAnswers.plus(before, bucket);
        } while (!GOOD.compareAndSet(this, before, after));
        Tally counted = tally;
        if (counted == null) tally = counted = history(now).tally();
        if (!GoodAnswers.waits(before, after)) GoodAnswers.record(before, after, bucket, counted);
    }

    private void told(Outcome outcome, long startedAt, long now, boolean excused) {
        History history = history(now);
        Outcome.Kind kind = outcome.kind();
        long nanos = now - startedAt;
        standing.count(kind.ordinal());
        if (kind.fault() && history.outdated(startedAt)) return;
        // What a caller waited is the least the answer would have taken: it tells something where that is longer than
        // usual.
        boolean impatient = kind == Outcome.Kind.CANCELLED && nanos <= latencyNanos;
        if (!impatient) history.tally().record(kind, nanos);
        switch (kind) {
            case CLIENT_ERROR -> good(startedAt, now);
            case CANCELLED -> {
                if (!impatient) latency(nanos);
            }
            case OVERLOADED -> {
                // A load at least, if the pool cannot do without the member.
                burden(0, now);
                if (!outcome.holdOff().isZero() && !heldOff(now) && standing.askForPause()) {
                    control().holdOff(this, outcome.holdOff());
                }
            }
            default -> {
                if (!excused) fault(outcome, startedAt, now);
            }
        }
    }

    /** Made at the first answer. */
    History history(long now) {
        History history = standing.history();
        return history != null ? history : standing.history(now);
    }

    /** The same with all that was told until now in its tally; null before the first answer. */
    @Nullable
    History upToDate() {
        History history = standing.history();
        if (history == null) return null;
        long waiting = GOOD.getAndUpdate(this, GoodAnswers::taken);
        GoodAnswers.record(waiting, history.tally());
        return history;
    }

    private void latency(long nanos) {
        float mean = latencyNanos;
        latencyNanos = mean == 0 ? Math.max(1, nanos) : mean + (Math.max(0, nanos) - mean) * LATENCY_SHARE;
    }

    private void good(long startedAt, long now) {
        Streak run = streak;
        if (run.outlasts(startedAt)) {
            STREAK.compareAndSet(this, run, run.interrupted());
        } else if (run != Streak.NONE) {
            streak = Streak.NONE;
            control().ejector().good(this, now);
        }
        faded(now);
    }

    /** Forgets the load of faults if there is nothing left of it. */
    private void faded(long now) {
        if (!has(PENALISED)) return;
        Penalty current = penalty;
        if (current.load(now) == 0 && PENALTY.compareAndSet(this, current, Penalty.NONE)) unpenalised();
    }

    private void unpenalised() {
        unmark(PENALISED);
        if (penalty != Penalty.NONE) mark(PENALISED); // another came in between
    }

    /** True if the last answer that counts was good. */
    boolean unblamed() {
        return streak == Streak.NONE;
    }

    private void penalise(UnaryOperator<Penalty> change) {
        Penalty before;
        do {
            before = penalty;
        } while (!PENALTY.compareAndSet(this, before, change.apply(before)));
        mark(PENALISED);
    }

    private void fault(Outcome outcome, long startedAt, long now) {
        // A time-out is the caller's, and comes where all have too many calls as well.
        burden(outcome.kind() == Outcome.Kind.TIMEOUT ? 0 : now - startedAt, now);
        Streak before;
        Streak after;
        do {
            before = streak;
            after = before.plus(
                    outcome,
                    startedAt,
                    now,
                    inFlight,
                    control().ejector().consecutiveFaults(),
                    run -> control().enough(this, run.late(), now));
        } while (!STREAK.compareAndSet(this, before, after));
        if (after.believed()) control().ejector().fault(this, after, !before.believed(), now);
    }

    @Override
    public Signal.Eject ejection(Evidence evidence) {
        return control().ejector().signal(this, evidence);
    }

    @Override
    public void rest(long now) {
        burden(0, now);
    }

    @Override
    public boolean overloaded(long now) {
        return control().overloaded(now);
    }

    @Override
    public void tried(boolean well) {
        if (well) control().passed(this);
        else control().ejected(this);
    }

    /** A load that fades, as of a fault which took so long. */
    void burden(long nanos, long now) {
        penalise(before -> before.fault(now, latencyNanos(), nanos));
    }

    @Override
    public Streak streak() {
        return streak;
    }

    @Override
    public boolean serves() {
        return available() && !health().ejected();
    }

    @Override
    public boolean tells() {
        return standing.history() != null && serves();
    }

    @Override
    public long callsSince() {
        History history = standing.history();
        return history == null ? 0 : history.tally().calls() + GoodAnswers.waiting(good);
    }

    @Override
    public long faultsSince() {
        History history = standing.history();
        return history == null ? 0 : history.tally().errors();
    }

    @Override
    public Recent recent() {
        History history = standing.history();
        return history == null ? Recent.from(0) : history.recent();
    }

    @Override
    public boolean blamed() {
        History history = standing.history();
        return history != null && history.blamed();
    }

    // ---- control plane

    Standing standing() {
        return standing;
    }

    private ControlPlane control() {
        return standing.control();
    }

    Backend backend() {
        return standing.backend();
    }

    @Override
    public MemberHealth health() {
        return standing.health();
    }

    /** Shares calls with these from now on; elsewhere than before, what was measured of it is void. */
    void belong(Group group) {
        Group before = standing.group();
        standing.group(group);
        if (before != null && before != group) gauge = control().gauge(backend());
    }

    @Nullable
    Ramp ramp() {
        return ramp;
    }

    /** Gives the member its way to a full share; null if it has that. Takes effect with the next rotation. */
    void warm(@Nullable Ramp next) {
        ramp = next;
        if (next != null) mark(WARMING);
        else unmark(WARMING);
    }

    /** The way it is on now, null if it has its full share or gets no calls at all. */
    @Nullable
    Ramp warmingUp(long now) {
        Ramp current = ramp;
        return current != null && available() && current.leftNanos(now) > 0 ? current : null;
    }

    /** As people are shown it. */
    Status status(long now) {
        Status status = health().status();
        return status == Status.HEALTHY && warmingUp(now) != null ? Status.WARMING : status;
    }

    /** Why, for people. */
    String why(long now) {
        String why = health().why(now);
        Ramp way = status(now) == Status.WARMING ? warmingUp(now) : null;
        return way == null ? why : why.isEmpty() ? way.why(now) : way.why(now) + "; " + why;
    }

    @Override
    public HealthChange take(Signal signal, long now) {
        return standing.take(signal, now);
    }

    /** Takes over a new description of the same server. */
    void describe(Backend description) {
        standing.describe(description);
        weight = single(description.weight());
    }

    /** Takes this share of the weight it was given. Takes effect with the next rotation. */
    void weigh(double share) {
        float next = single(standing.weight() * share);
        if (weight != next) weight = next;
    }

    /** The weight in single precision; what is too small or too large for that is as good as the bound, not 0 or infinite. */
    private static float single(double weight) {
        return (float) Math.min(Math.max(weight, LEAST_WEIGHT), MOST_WEIGHT);
    }

    void hold(long now, long until) {
        penalise(before -> before.hold(now, until));
    }

    /** The member returns from an ejection: its old run of faults is void. */
    void returned(long now) {
        standing.returned(successes());
        upToDate();
        letIn(now);
        history(now).anew(now);
        pardon();
    }

    /** The gate opens: a run of faults from before is void, and so are the faults of calls that began before. */
    void entered(long now) {
        if (standing.history() == null && inFlight == 0) return; // as all that join: there is no before
        letIn(now);
    }

    private void letIn(long now) {
        history(now).returned(now);
        streak = Streak.NONE;
        control().routes().letIn(this, now);
    }

    /** The load of its old faults, and a pause it asked for, are over. */
    void pardon() {
        if (penalty == Penalty.NONE) return;
        penalty = Penalty.NONE;
        unpenalised();
    }

    long goodSinceReturn() {
        return successes() - standing.successesAtReturn();
    }

    private long successes() {
        History history = standing.history();
        if (history == null) return 0;
        Tally counted = history.tally();
        long before;
        long answers;
        do {
            before = counted.successes();
            answers = good;
        } while (GoodAnswers.outdated(before, counted.successes()));
        return GoodAnswers.count(before, answers);
    }

    /** Calls that were judged. */
    long calls() {
        return successes() + counted(Outcome.Kind.CLIENT_ERROR) + counted(Outcome.Kind.OVERLOADED) + faults();
    }

    /** Calls that spoke against it. */
    long faults() {
        return standing.faults();
    }

    /** How many calls of those that it is judged by, and since, it answered well. */
    int goodLately() {
        History history = standing.history();
        if (history == null) return 0;
        return history.recent().counts().good() + history.tally().good() + GoodAnswers.waiting(good);
    }

    long counted(Outcome.Kind kind) {
        return kind == Outcome.Kind.SUCCESS ? successes() : standing.counted(kind.ordinal());
    }

    long latencyNanos() {
        return Math.round((double) latencyNanos);
    }

    @Override
    public String toString() {
        return backend().toString();
    }
}

package io.github.evenkeel.pool;

import io.github.evenkeel.Outcome;
import io.github.evenkeel.health.Evidence;
import io.github.evenkeel.health.Floor;
import io.github.evenkeel.health.Floor.Level;
import io.github.evenkeel.health.Operator;
import io.github.evenkeel.health.OutlierDetection;
import io.github.evenkeel.health.OutlierDetection.Mode;
import io.github.evenkeel.health.Signal;
import io.github.evenkeel.health.Streak;
import io.github.evenkeel.health.Traffic;
import io.github.evenkeel.health.TrialRules;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/**
 * Ejection by the caller that saw the last straw, without a lock: reserve a place in the budget, swap the health, close the gate;
 * then the control plane is told. Rare: only faults come here, and the first good answer after one.
 */
final class Ejector {
    private static final AtomicReferenceFieldUpdater<Ejector, EjectionBudget> BUDGET =
            AtomicReferenceFieldUpdater.newUpdater(Ejector.class, EjectionBudget.class, "budget");

    /** One call in twenty takes three times the mean, where calls take as long as chance has it. */
    private static final long PATIENCE_TIMES = 3;

    private final OutlierDetection rules;
    private final Floor floor;
    private final RandomGenerator random;
    private final ControlPlane control;
    private final long slowAfterNanos;
    private volatile EjectionBudget budget = EjectionBudget.NONE;

    Ejector(OutlierDetection rules, Floor floor, RandomGenerator random, ControlPlane control) {
        this.rules = rules;
        this.floor = floor;
        this.random = random;
        this.control = control;
        long objective = rules.latency().slowAfter().toNanos();
        this.slowAfterNanos = objective == 0 || rules.mode() == Mode.OFF ? Long.MAX_VALUE : objective;
    }

    int consecutiveFaults() {
        return rules.consecutiveFaults();
    }

    /** The outcome as it is judged: a good answer that came later than the pool's objective is a slow one. */
    Outcome judged(Outcome outcome, long nanos) {
        return nanos > slowAfterNanos && outcome.kind() == Outcome.Kind.SUCCESS ? Outcome.SLOW : outcome;
    }

    /** A member's run of faults is believed: since this fault, or since an earlier one. */
    void fault(Member member, Streak streak, boolean first, long now) {
        if (rules.mode() == Mode.OFF || (streak.late() && control.overloaded(now))) return;
        if (takenOut(member)) return;
        if (rules.mode() == Mode.OBSERVE) {
            if (first) control.observed(member, streak.evidence());
            return;
        }
        if (member.health().ejected()) return;
        if (!eject(member, streak.evidence(), now)) spare(member, streak.evidence(), now);
    }

    /**
     * A sweep found the member at fault. Control plane only.
     *
     * @param first false if the sweep before it did too
     */
    void blame(Member member, Evidence evidence, boolean first, long now) {
        if (takenOut(member)) return;
        if (rules.mode() == Mode.OBSERVE) {
            if (first) control.observed(member, evidence);
        } else if (!eject(member, evidence, now)
                && !member.take(new Signal.Spare(evidence), now).nothing()) {
            // Other than after a run, good answers it always had redeem nothing: one after the next fault does, or the
            // next sweep.
            control.spared(member, evidence, now);
        }
    }

    /** True for one that an operator took out: it is not to take a place in the budget from those that serve. */
    private static boolean takenOut(Member member) {
        return member.health().operator() != Operator.READY;
    }

    /** A member answered well after faults. */
    void good(Member member, long now) {
        if (!(member.health().traffic() instanceof Traffic.Spared)) return;
        HealthChange change = member.take(new Signal.Redeemed(), now);
        if (!change.nothing()) control.settleSoon();
    }

    /** True if the member goes, or another caller sent it. */
    private boolean eject(Member member, Evidence evidence, long now) {
        EjectionBudget seen;
        do {
            seen = budget;
            if (seen.out().contains(member)) return true;
            if (!seen.admits(member, rules, floor)) return false;
        } while (!BUDGET.compareAndSet(this, seen, seen.with(member)));
        HealthChange change = member.take(signal(member, evidence), now);
        if (change.nothing()) {
            release(member);
            control.settleSoon(); // the operator was faster; the place must be counted as free again
        } else {
            member.close();
            control.ejected(member);
        }
        return true;
    }

    Signal.Eject signal(Member member, Evidence evidence) {
        return signal(member, evidence, member.goodSinceReturn(), true);
    }

    /**
     * @param goodCalls where the member is at fault, since its return
     * @param counts    false for what happens in a panic, other than the pool's
     */
    Signal.Eject signal(Member member, Evidence evidence, long goodCalls, boolean counts) {
        return new Signal.Eject(
                evidence,
                rules.backoff(),
                random.nextDouble(),
                goodCalls,
                rules.forgiveAfter(),
                counts && budget.level() == Level.NORMAL,
                patient(rules.trial(), member));
    }

    /**
     * Where calls take longer than a trial waits, no good answer would ever come in time. How long they take of a member that never gave
     * one, the others tell.
     */
    private TrialRules patient(TrialRules trial, Member member) {
        long own = member.latencyNanos();
        Duration usual = Duration.ofNanos(PATIENCE_TIMES * (own > 0 ? own : control.usualNanos()));
        return usual.compareTo(trial.patience()) <= 0 ? trial : new TrialRules(trial.goodCalls(), usual);
    }

    private void spare(Member member, Evidence evidence, long now) {
        HealthChange change = member.take(new Signal.Spare(evidence), now);
        if (change.nothing()) return;
        control.spared(member, evidence, now);
        // The good answer that would have redeemed it may have come meanwhile, and found nothing to redeem.
        if (member.unblamed()) good(member, now);
    }

    /** Gives a place back. Whoever swapped the health out of an ejection calls this, once. */
    void release(Member member) {
        swap(seen -> seen.without(member));
    }

    /** Decides the floor's level in one step with the places that callers reserve. Control plane only. */
    EjectionBudget decide(Collection<Member> members, Tiering tiering, Level previous) {
        return swap(seen -> seen.lowered(members, tiering, previous));
    }

    /** Frees the places of those who are back, once they are in the rotation. Control plane only. */
    void raise() {
        swap(EjectionBudget::raised);
    }

    EjectionBudget budget() {
        return budget;
    }

    /** In a loop, so that a place which a caller reserves meanwhile is counted too. */
    private EjectionBudget swap(UnaryOperator<EjectionBudget> change) {
        EjectionBudget seen;
        EjectionBudget next;
        do {
            seen = budget;
            next = change.apply(seen);
        } while (!BUDGET.compareAndSet(this, seen, next));
        return next;
    }
}

package io.github.evenkeel.pool;

import io.github.evenkeel.health.Evidence;
import io.github.evenkeel.health.Floor;
import io.github.evenkeel.health.MemberHealth;
import io.github.evenkeel.health.ProbeState;
import io.github.evenkeel.health.Signal;
import io.github.evenkeel.health.Traffic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What follows from what calls told. Callers bring it, on their own threads, and have done already what cannot wait; all else is handed
 * over.
 */
final class Aftermath {
    private final PoolSettings settings;
    private final ControlPlane control;
    private final Serial serial;
    private final Members members;
    private final Inspection inspection;
    private final Transitions transitions;
    private final Settling settling;
    private final Journal journal;
    private final AtomicBoolean settleAsked = new AtomicBoolean();
    private final AtomicBoolean relieveAsked = new AtomicBoolean();
    private final AtomicBoolean gaugeBroken = new AtomicBoolean();
    private final AtomicBoolean upkeepBroken = new AtomicBoolean();
    private final AtomicBoolean figuresBroken = new AtomicBoolean();

    Aftermath(
            PoolSettings settings,
            ControlPlane control,
            Serial serial,
            Members members,
            Inspection inspection,
            Transitions transitions,
            Settling settling,
            Journal journal) {
        this.settings = settings;
        this.control = control;
        this.serial = serial;
        this.members = members;
        this.inspection = inspection;
        this.transitions = transitions;
        this.settling = settling;
        this.journal = journal;
    }

    /** A caller ejected this member: its gate is closed already. */
    void ejected(Member member) {
        serial.handOver(() -> {
            MemberHealth health = member.health();
            if (members.gone(member)) return;
            if (!(health.traffic() instanceof Traffic.Ejected out)) {
                // It was let back in before its gate was closed: whoever did so found that open.
                settling.settle();
                return;
            }
            endAfter(out.until() - control.now(), member, out);
            journal.ejected(member, out);
            if (health.probes().verdict() == ProbeState.Verdict.PASSING) {
                journal.probeDisagrees(member, out.evidence(), health.probes().detail());
            }
            settling.changed(member, control.now());
            inspection.ejected(member);
            // The caller that ejected it did not know yet.
            if (out.evidence().late() && control.overloaded(control.now())) relieve();
        });
    }

    /** A timer may be early by the pool's clock, which may be coarser than the scheduler's: then again, for what is left. */
    private void endAfter(long nanos, Member member, Traffic.Ejected out) {
        member.standing().ejectionEnd = serial.after(nanos, () -> {
            settling.apply(member, new Signal.Tick());
            if (!members.gone(member) && member.health().traffic().equals(out)) {
                endAfter(Math.max(Serial.AGAIN_NANOS, out.until() - control.now()), member, out);
            }
        });
    }

    /** A caller's call was the last good one of a member's trial. */
    void passed(Member member) {
        serial.handOver(() -> {
            transitions.back(member);
            if (!members.gone(member)) settling.changed(member, control.now());
        });
    }

    /** A caller would have ejected this member, but no more may go. Told once a second at most: this may come and go with each call. */
    void spared(Member member, Evidence evidence, long now) {
        if (member.standing().tellOfDenial(now)) {
            serial.handOver(() -> {
                if (!members.gone(member)) journal.ejectionDenied(member, evidence);
            });
        }
        settleSoon();
    }

    /** A caller would have ejected this member, were detection not only observing. */
    void observed(Member member, Evidence evidence) {
        serial.handOver(() -> journal.ejectionObserved(member, evidence));
    }

    /** A caller changed what the floor counts. However many do, one settling waits. */
    void settleSoon() {
        soon(settleAsked, settling::settle);
    }

    private void soon(AtomicBoolean asked, Runnable work) {
        if (!asked.compareAndSet(false, true)) return;
        serial.handOver(() -> {
            asked.set(false);
            work.run();
        });
    }

    /**
     * There are too many calls for all. Whoever is out for being late is called back: without it the others have its calls as well.
     *
     * @param news whether that is told
     */
    void relieveSoon(boolean news) {
        if (news) serial.handOver(journal::overloaded);
        soon(relieveAsked, this::relieve);
    }

    private void relieve() {
        long now = control.now();
        control.routes().relieve(now);
        List<Member> back = new ArrayList<>();
        for (Member member : control.ejector().budget().out()) {
            // Of one whose ejection is not told of yet, that is done first.
            boolean told = member.standing().ejectionEnd != null;
            if (told && !members.gone(member) && Overload.explains(member.health(), now)) back.add(member);
        }
        if (back.isEmpty()) return;
        back.sort(Comparator.comparing(Member::id)); // a set has no order, and events have
        try {
            back.forEach(member -> absolve(member, now));
            settling.settle();
        } finally {
            back.forEach(member -> member.standing().resumesAt = null);
        }
    }

    private void absolve(Member member, long now) {
        HealthChange change = transitions.take(member, new Signal.Absolve());
        if (!(change.before().traffic() instanceof Traffic.Ejected out) || change.nothing())
            return; // the operator was faster
        member.standing().resumesAt = member.standing().servingSince;
        journal.absolved(member, out.evidence());
        transitions.note(member, now);
    }

    /** A backend asked for a pause; it gets it while enough others are left. */
    void holdOff(Member member, Duration asked) {
        serial.handOver(() -> {
            member.standing().pauseAnswered();
            Duration pause = asked.compareTo(settings.maxHoldOff()) < 0 ? asked : settings.maxHoldOff();
            long now = control.now();
            if (members.gone(member) || pause.isZero() || member.heldOff(now) || !canPause(member, now)) return;
            member.hold(now, now + pause.toNanos());
            journal.heldOff(member, pause);
        });
    }

    private boolean canPause(Member member, long now) {
        Floor floor = settings.floor();
        int judged = 0;
        int willing = 0;
        for (Member each : members.values()) {
            if (!each.health().judged()) continue;
            judged++;
            if (each != member && each.available() && !each.heldOff(now)) willing++;
        }
        return willing >= floor.needed(judged);
    }

    /** What a strategy measures threw. Told once: it may come with each call. */
    void gaugeFailed(Throwable thrown) {
        tellOnce(gaugeBroken, thrown);
    }

    /** A strategy's upkeep threw. Told once: it may come with each sweep. */
    void upkeepFailed(Throwable thrown) {
        tellOnce(upkeepBroken, thrown);
    }

    /** What an attachment counts could not be had. Told once: it may come with each status. */
    void figuresFailed(Throwable thrown) {
        tellOnce(figuresBroken, thrown);
    }

    private void tellOnce(AtomicBoolean told, Throwable thrown) {
        if (told.compareAndSet(false, true)) serial.handOver(() -> journal.bug(thrown));
    }
}

package io.github.evenkeel.pool;

import io.github.evenkeel.health.Floor.Level;
import io.github.evenkeel.health.Signal;
import io.github.evenkeel.select.Candidates;
import io.github.evenkeel.select.Picker;
import java.util.List;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * What every change ends in: decides how much of what is known about health is believed, who serves and what each gets, and publishes
 * the next rotation. Control plane only. Of the user's code, only the selector's compiler runs here.
 */
final class Settling {
    private final ControlPlane control;
    private final Serial serial;
    private final Members members;
    private final Tiering tiering;
    private final Drains drains;
    private final Transitions transitions;
    private final Journal journal;
    private final Ramps ramps;
    private final Serving serving;
    private Level level = Level.NORMAL;
    private @Nullable Future<?> holdDown; // until a standby takes over or gives back, or panic ends

    Settling(
            PoolSettings settings,
            ControlPlane control,
            Serial serial,
            Members members,
            Tiering tiering,
            Drains drains,
            Transitions transitions,
            Journal journal) {
        this.control = control;
        this.serial = serial;
        this.members = members;
        this.tiering = tiering;
        this.drains = drains;
        this.transitions = transitions;
        this.journal = journal;
        this.ramps = new Ramps(settings.slowStart(), serial, this::settle);
        this.serving = new Serving(settings.floor(), tiering, ramps);
    }

    Level level() {
        return level;
    }

    /** A signal to a member, and all that follows. */
    void apply(Member member, Signal signal) {
        HealthChange change = transitions.take(member, signal);
        if (!change.nothing()) changed(member, control.now());
    }

    /** A member's health is another: tells of it, and settles. */
    void changed(Member member, long now) {
        transitions.note(member, now);
        settle();
    }

    /**
     * Decides the level, opens the gates of those that serve, publishes the rotation, then closes the other gates: at every instant
     * the rotation in force has members with open gates. O(N).
     */
    void settle() {
        List<Member> all = members.roster();
        long now = control.now();
        Level before = level;
        watch(now);
        level = control.ejector().decide(all, tiering, before).level();
        List<Member> chosen = List.copyOf(serving.open(all, level, now));
        tiering.serve(chosen);
        tiering.forEach(group -> ramps.over(group, level, now));
        ramps.settled(now);
        share();
        publish(all, chosen);
        control.ejector().raise();
        Serving.closeOthers(all, chosen);
        control.routes().settle();
        drains.settled();
        transitions.noteWarmth(all, now);
        if (level != before) {
            journal.panic(before, level, control.ejector().budget().census(all));
        }
    }

    /** Sees whether a standby takes over or gives back, or panic ends, now or when its time is over. */
    private void watch(long now) {
        Long due = tiering.watch(level, now);
        if (holdDown != null) holdDown.cancel(false);
        holdDown = due == null || due - now <= 0 ? null : serial.after(due - now, this::settle);
    }

    private void share() {
        List<TierShare> before = tiering.shares();
        List<TierShare> shares = tiering.shares(level);
        if (!before.isEmpty() && !before.equals(shares)) journal.shifted(before, shares);
    }

    /** A selector that throws keeps its last picker, whose members' gates still tell who serves; the first time it fails. */
    private void publish(List<Member> all, List<Member> chosen) {
        Candidates candidates = new Candidates(all, chosen);
        Picker picker;
        try {
            picker = tiering.compile(journal::keysDisplaced);
        } catch (RuntimeException | Error thrown) {
            Rotation last = control.rotation();
            if (last.candidates().all().isEmpty()) throw thrown;
            picker = last.picker();
            journal.bug(thrown);
        }
        control.publish(new Rotation(candidates, picker, onTrial(all), false));
    }

    private List<Member> onTrial(List<Member> all) {
        return control.ejector().budget().out().isEmpty() ? List.of() : Trials.among(all); // who is on trial is out
    }

    /** The pool is closed: no timer brings another settling. */
    void cancel() {
        ramps.cancel();
        if (holdDown != null) holdDown.cancel(false);
    }
}

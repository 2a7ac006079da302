package io.github.evenkeel.pool;

import io.github.evenkeel.health.Signal;
import io.github.evenkeel.health.SlowStart;
import io.github.evenkeel.health.Status;
import io.github.evenkeel.health.Traffic;
import java.util.List;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;

/** Swaps a signal's result into a member's health, and tells what became of the member. Control plane only. */
final class Transitions {
    private final Ejector ejector;
    private final Journal journal;
    private final LongSupplier clock;
    private final boolean warmUp;

    Transitions(Ejector ejector, SlowStart slowStart, Journal journal, LongSupplier clock) {
        this.ejector = ejector;
        this.journal = journal;
        this.clock = clock;
        this.warmUp = Ramps.needed(slowStart);
    }

    /** Swaps in a signal's result; a member that thereby returns from an ejection starts anew and gives its place back. */
    HealthChange take(Member member, Signal signal) {
        HealthChange change = member.take(signal, clock.getAsLong());
        if (change.before().ejected() && !change.after().ejected()) {
            back(member);
        } else if (!(change.before().traffic() instanceof Traffic.Trial)
                && change.after().traffic() instanceof Traffic.Trial) {
            member.pardon();
        }
        return change;
    }

    /** The member's ejection is over. */
    void back(Member member) {
        member.returned(clock.getAsLong());
        ejector.release(member);
        forgetEnd(member);
    }

    /** No timer ends the member's ejection any more. */
    static void forgetEnd(Member member) {
        Future<?> end = member.standing().ejectionEnd;
        if (end != null) end.cancel(false);
        member.standing().ejectionEnd = null;
    }

    /** Tells what became of the member since it was told of last, not what one signal did: signals may come out of order. */
    void note(Member member, long now) {
        Status told = member.standing().told;
        Status status = member.status(now);
        // Whether one that serves again warms up is known when it is settled.
        if (told == status || (warmUp && status == Status.HEALTHY)) return;
        tell(member, status, now);
    }

    /** Tells of those that serve again, begin to warm up or are warm. */
    void noteWarmth(List<Member> all, long now) {
        if (!warmUp) return;
        for (Member member : all) {
            Status told = member.standing().told;
            if (told == Status.HEALTHY && !member.warming()) continue; // as nearly all: nothing else is looked at
            Status status = member.status(now);
            if (told == status) continue;
            if (status == Status.WARMING || status == Status.HEALTHY) tell(member, status, now);
        }
    }

    private void tell(Member member, Status status, long now) {
        Status told = member.standing().told;
        member.standing().told = status;
        journal.statusChanged(member, told, status, now);
    }
}

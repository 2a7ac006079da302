package io.github.evenkeel.pool;

import io.github.evenkeel.health.Judgement;
import io.github.evenkeel.health.Runs;
import io.github.evenkeel.select.Candidate;
import java.util.List;

/**
 * How many faults in a row are no chance for a member, given how its neighbours fare. Asked by callers, but only where a run is as long
 * as is set, which is rare; O(min(N, 128)), a few reads each, no lock.
 *
 * <p>Three views of the others, of which the worst counts, for each is blind to something: what the last sweep judged knows a minute,
 * but not what happened since; the counts since that sweep know the last seconds, but dilute what has just begun; and how many of the
 * others' last answers were faults shows what begins for all in this instant. A pool whose database dies must not lose members by it.
 * Those that are ejected and serve in panic all the same count for nothing.
 */
final class Neighbours {
    /** A mean over more tells nothing more of a rate, and a caller waits for this. */
    private static final int MOST_ASKED = 128;

    private final int least;
    private final Sweep sweep;
    private final ControlPlane control;

    Neighbours(int least, Sweep sweep, ControlPlane control) {
        this.least = least;
        this.sweep = sweep;
        this.control = control;
    }

    /** How many faults in a row would eject this member now. */
    int enough(Member member, long now) {
        Others others = new Others();
        List<? extends Candidate> members = control.rotation().candidates().all();
        if (members.size() <= MOST_ASKED) {
            for (Candidate each : members) look((Member) each, member, others, now);
        } else {
            for (int i = 0; i < MOST_ASKED; i++) {
                int any = control.random().nextInt(members.size());
                look((Member) members.get(any), member, others, now);
            }
        }
        History history = member.history(now);
        double calls = Math.max(history.recent().counts().calls(), (double) member.calls() - history.callsBefore());
        return Math.max(judged(history, calls), others.enough(least, calls));
    }

    private int judged(History history, double calls) {
        Judgement<Member> last = sweep.last();
        // Who was found at fault is not in the sums.
        double ownErrors = history.blamed() ? 0 : history.recent().errors();
        double ownCalls = history.blamed() ? 0 : history.recent().calls();
        return Runs.enough(least, last.errors() - ownErrors, last.calls() - ownCalls, calls);
    }

    private static void look(Member each, Member asking, Others others, long now) {
        if (each == asking || !each.available() || each.health().ejected()) return;
        History history = each.standing().history();
        if (history == null) return;
        others.add(
                each.streak(),
                Math.max(0, each.calls() - history.callsBefore()),
                Math.max(0, each.faults() - history.faultsBefore()),
                now);
    }
}

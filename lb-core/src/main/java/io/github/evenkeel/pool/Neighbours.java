package io.github.evenkeel.pool;

import io.github.evenkeel.health.Judgement;
import io.github.evenkeel.health.Runs;
import io.github.evenkeel.health.Streak;
import io.github.evenkeel.select.Candidate;
import java.util.List;

/**
 * How many faults in a row are no chance for a member, given how its neighbours fare. Asked by callers, but only where a run is as long
 * as is set, which is rare; O(min(N, 128)), a few reads each, no lock.
 *
 * <p>Three views of the others, of which the worst counts, for each is blind to something: what the last sweep judged knows a minute,
 * but not what happened since; the counts since that sweep know the last seconds, but dilute what has just begun; and how many of the
 * others' last answers were faults shows what begins for all in this instant. A pool whose database dies must not lose members by it.
 *
 * <p>Neighbours in a long run of their own are out of the count, or two that fail at once would excuse each other; unless they are the
 * most: then it is no longer they who are the exception. Those that are ejected and serve in panic all the same count for nothing.
 */
final class Neighbours {
    /** A mean over more tells nothing more of a rate, and a caller waits for this. */
    private static final int MOST_ASKED = 128;

    /** So many faults in a row are once in a hundred runs where one call in five fails, and nearly every run of a dead member. */
    private static final int LONG_RUN = 3;

    /** One fault may be of the same cause that nobody else has; from the second on they are a rate. */
    private static final int LEAST_FAULTS = 2;

    /** A member that is hardly called keeps its last answer for long. */
    private static final long RECENT_NANOS = 10_000_000_000L;

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
        View all = new View();
        View sound = new View();
        List<? extends Candidate> members = control.rotation().candidates().all();
        if (members.size() <= MOST_ASKED) {
            for (Candidate each : members) look((Member) each, member, all, sound, now);
        } else {
            for (int i = 0; i < MOST_ASKED; i++) {
                int any = control.random().nextInt(members.size());
                look((Member) members.get(any), member, all, sound, now);
            }
        }
        View view = 2 * sound.members >= all.members ? sound : all;
        History history = member.history(now);
        double calls = Math.max(history.recent().counts().calls(), (double) member.calls() - history.callsBefore());
        return Math.max(judged(history, calls), view.enough(least, calls));
    }

    private int judged(History history, double calls) {
        Judgement<Member> last = sweep.last();
        // Who was found at fault is not in the sums.
        double ownErrors = history.blamed() ? 0 : history.recent().errors();
        double ownCalls = history.blamed() ? 0 : history.recent().calls();
        return Runs.enough(least, last.errors() - ownErrors, last.calls() - ownCalls, calls);
    }

    private static void look(Member each, Member asking, View all, View sound, long now) {
        if (each == asking || !each.available() || each.health().ejected()) return;
        History history = each.standing().history();
        if (history == null) return;
        Streak run = each.streak();
        boolean runs = run.length() > 0 && now - run.since() < RECENT_NANOS;
        all.add(each, history, runs);
        if (!runs || run.length() < LONG_RUN) sound.add(each, history, runs);
    }

    /** Sums over some of the others. */
    private static final class View {
        private int members;
        private int failing;
        private double calls;
        private double faults;

        void add(Member member, History history, boolean runs) {
            members++;
            if (runs) failing++;
            calls += Math.max(0, member.calls() - history.callsBefore());
            faults += Math.max(0, member.faults() - history.faultsBefore());
        }

        int enough(int least, double ownCalls) {
            int enough = least;
            if (faults >= LEAST_FAULTS) enough = Runs.enough(least, faults, Math.max(faults, calls), ownCalls);
            if (failing >= LEAST_FAULTS) enough = Math.max(enough, Runs.enough(least, failing, members, ownCalls));
            return enough;
        }
    }
}

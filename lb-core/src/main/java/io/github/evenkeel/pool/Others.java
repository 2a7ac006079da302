package io.github.evenkeel.pool;

import io.github.evenkeel.health.MemberHealth;
import io.github.evenkeel.health.Runs;
import io.github.evenkeel.health.Streak;

/**
 * How the others fare just now, for one whose faults in a row are to be told from chance: sums of what they were told since the last
 * sweep, and of how many last answers were faults. For one thread.
 *
 * <p>Those in a long run of their own are out of the count, or two that fail at once would excuse each other; unless they are the
 * most: then it is no longer they who are the exception.
 */
final class Others {
    /** So many faults in a row are once in a hundred runs where one call in five fails, and nearly every run of a dead member. */
    private static final int LONG_RUN = 3;

    /** One fault may be of the same cause that nobody else has; from the second on they are a rate. */
    private static final int LEAST_FAULTS = 2;

    /** One that is hardly called keeps its last answer for long. */
    private static final long RECENT_NANOS = 10_000_000_000L;

    private final View all = new View();
    private final View sound = new View();
    private int asked;
    private int late;

    /**
     * One of them.
     *
     * @param run    its faults in a row
     * @param calls  since the last sweep
     * @param faults of those
     */
    void add(Streak run, long calls, long faults, long now) {
        boolean runs = run.length() > 0 && now - run.latest() < RECENT_NANOS;
        all.add(runs, calls, faults);
        asked++;
        if (runs && run.length() >= LONG_RUN && run.late()) late++;
        if (!runs || run.length() < LONG_RUN) sound.add(runs, calls, faults);
    }

    /** One of them that serves and has answered nothing yet: it is not late, and says nothing of how calls fare. */
    void addSilent() {
        asked++;
    }

    /** One of them that gets no calls: it counts if it was the first of those that are late now. */
    void addOut(MemberHealth health, long now) {
        if (!Overload.wentLate(health, RECENT_NANOS, now)) return;
        asked++;
        late++;
    }

    /** True if more than half of them answer too late, as all do that have too many calls. */
    boolean late() {
        return 2 * late > asked;
    }

    /**
     * How many faults in a row are no chance by this.
     *
     * @param least    what is set
     * @param ownCalls since the last sweep, of the one that asks
     */
    int enough(int least, double ownCalls) {
        return (2 * sound.members >= all.members ? sound : all).enough(least, ownCalls);
    }

    private static final class View {
        private int members;
        private int failing;
        private double calls;
        private double faults;

        void add(boolean runs, long itsCalls, long itsFaults) {
            members++;
            if (runs) failing++;
            calls += itsCalls;
            faults += itsFaults;
        }

        int enough(int least, double ownCalls) {
            int enough = least;
            if (faults >= LEAST_FAULTS) enough = Runs.enough(least, faults, Math.max(faults, calls), ownCalls);
            if (failing >= LEAST_FAULTS) enough = Math.max(enough, Runs.enough(least, failing, members, ownCalls));
            return enough;
        }
    }
}

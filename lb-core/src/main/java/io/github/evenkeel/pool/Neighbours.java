package io.github.evenkeel.pool;

import io.github.evenkeel.health.Judgement;
import io.github.evenkeel.health.Recent;
import io.github.evenkeel.health.Runs;
import io.github.evenkeel.select.Candidate;
import java.util.Iterator;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * How many faults in a row are no chance for one, given how its neighbours fare: a member's are the other members, and a member's on a
 * route those on that route. Asked by callers, but only where a run is as long as is set, which is rare; O(min(N, 128)), a few reads
 * each, no lock.
 *
 * <p>Three views of the others, of which the worst counts, for each is blind to something: what the last sweep judged knows a minute,
 * but not what happened since; the counts since that sweep know the last seconds, but dilute what has just begun; and how many of the
 * others' last answers were faults shows what begins for all in this instant. A pool whose database dies must not lose members by it.
 * Those that are ejected and serve in panic all the same count for nothing.
 */
final class Neighbours {
    /** A mean over more tells nothing more of a rate, and a caller waits for this. */
    private static final int MOST_ASKED = 128;

    private Neighbours() {}

    /**
     * How they fare now.
     *
     * @param all the one that asks among them, or not; no more than are needed are asked
     */
    static Others ask(Judged asking, Iterator<? extends Judged> all, long now) {
        Others others = new Others();
        for (int asked = 0; asked < MOST_ASKED && all.hasNext(); ) {
            Judged each = all.next();
            if (each == asking) continue;
            if (each.tells()) {
                others.add(each.streak(), each.callsSince(), each.faultsSince(), now);
                asked++;
            } else if (each.serves()) {
                others.addSilent();
                asked++;
            } else {
                others.addOut(each.health(), now);
            }
        }
        return others;
    }

    /**
     * How many faults in a row would put this one out now; {@link Integer#MAX_VALUE} if none would.
     *
     * @param least  what is set
     * @param judged what the last sweep found of all
     */
    static int enough(int least, Judged asking, Others others, Judgement<?> judged) {
        Recent own = asking.recent();
        double calls = Math.max(own.counts().calls(), asking.callsSince());
        // Who was found at fault is not in the sums.
        double ownErrors = asking.blamed() ? 0 : own.errors();
        double ownCalls = asking.blamed() ? 0 : own.calls();
        int byMinute = Runs.enough(least, judged.errors() - ownErrors, judged.calls() - ownCalls, calls);
        return Math.max(byMinute, others.enough(least, calls));
    }

    /** The mean of what their answers take on average; 0 if none of them ever answered well. */
    static long latencyNanos(Iterator<Member> all) {
        double sum = 0;
        int known = 0;
        while (all.hasNext()) {
            long mean = all.next().latencyNanos();
            if (mean == 0) continue;
            sum += mean;
            known++;
        }
        return known == 0 ? 0 : Math.round(sum / known);
    }

    /** All of them, or as many as are asked, drawn by chance. */
    static Iterator<Member> some(List<? extends Candidate> all, RandomGenerator random) {
        Stream<? extends Candidate> asked = all.size() <= MOST_ASKED
                ? all.stream()
                : random.ints(MOST_ASKED, 0, all.size()).mapToObj(all::get);
        return asked.map(each -> (Member) each).iterator();
    }
}

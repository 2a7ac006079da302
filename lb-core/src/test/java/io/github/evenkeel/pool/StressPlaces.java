package io.github.evenkeel.pool;

import io.github.evenkeel.health.MemberHealth;
import java.util.Set;

/**
 * Judges ejections between two commands of the one operator. By its commands alone the ejected may legally become more than the limit
 * or fewer may serve than the minimum; but from one command to the next both are fixed, and then
 *
 * <ul>
 *   <li>the weight out grows only up to the limit: beyond, it is at most what it was;
 *   <li>the members in get fewer only down to the minimum: below, they are at least as many as they were;
 *   <li>the budget, by which callers judge, counts what is there;
 *   <li>whoever is ejected has a place in it.
 * </ul>
 *
 * <p>A budget is immutable and read at once, so all of this is exact, whatever callers and the timer do meanwhile.
 */
final class StressPlaces {
    private final BackendPool pool;
    private final double share;
    private final int minimum;
    private boolean limitReached;
    private boolean minimumReached;

    StressPlaces(BackendPool pool, double share, int minimum) {
        this.pool = pool;
        this.share = share;
        this.minimum = minimum;
    }

    /** Takes some pictures. No command may run meanwhile. */
    @SuppressWarnings("ThreadPriorityCheck") // so that something happens between the pictures
    void judge(Set<Member> ready) {
        double weight = weight(ready);
        double limit = share * weight;
        EjectionBudget first = budget();
        double most = Math.max(limit, weight(first.out()));
        long fewest = Math.min(minimum, in(ready, first));
        for (int i = 0; i < 6; i++) {
            EjectionBudget now = budget();
            double out = weight(now.out());
            long in = in(ready, now);
            that(out <= most, "too much weight ejected", now);
            that(in >= fewest, "too many ejected", now);
            that(now.judgedWeight() == weight, "weight that may be ejected", now);
            that(now.serving() <= in, "members that may be ejected", now);
            limitReached |= out <= limit && out + 1 > limit;
            minimumReached |= in == minimum;
            ready.forEach(this::hasItsPlace);
            Thread.yield();
        }
    }

    /** Health objects are made anew with each change: if it is the same before and after, it was so in between. */
    @SuppressWarnings("ReferenceEquality")
    private void hasItsPlace(Member member) {
        MemberHealth health = member.health();
        if (!health.ejected()) return;
        EjectionBudget now = budget();
        if (member.health() == health) that(now.out().contains(member), member + " is ejected without a place", now);
    }

    boolean limitReached() {
        return limitReached;
    }

    boolean minimumReached() {
        return minimumReached;
    }

    EjectionBudget budget() {
        return pool.control.ejector().budget();
    }

    static double weight(Set<Member> members) {
        return members.stream().mapToDouble(Member::weight).sum();
    }

    private static long in(Set<Member> ready, EjectionBudget budget) {
        return ready.stream().filter(member -> !budget.out().contains(member)).count();
    }

    private static void that(boolean holds, String what, EjectionBudget budget) {
        if (!holds) throw new AssertionError(what + ": " + budget);
    }
}

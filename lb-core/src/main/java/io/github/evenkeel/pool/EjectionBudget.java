package io.github.evenkeel.pool;

import io.github.evenkeel.health.Floor;
import io.github.evenkeel.health.Floor.Level;
import io.github.evenkeel.health.MemberHealth;
import io.github.evenkeel.health.OutlierDetection;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;

/**
 * Who is ejected and how many more may go. Immutable; swapped as a whole, so that the limit and the floor hold even when many
 * members trip at once: a caller that ejects must first swap in a budget that has its member in {@link #out}.
 *
 * @param out          the ejected, and those a caller is about to eject
 * @param outWeight    the weight of those
 * @param judgedWeight the weight of all members that health may judge, the ejected included
 * @param serving      how many serve at this level and are not out
 * @param level        what of health is believed; nobody goes while the traffic is not
 */
record EjectionBudget(Set<Member> out, double outWeight, double judgedWeight, int serving, Level level) {
    static final EjectionBudget NONE = new EjectionBudget(Set.of(), 0, 0, 0, Level.IGNORE_TRAFFIC);

    /** May this member go? */
    boolean admits(Member member, OutlierDetection rules, Floor floor) {
        if (level == Level.IGNORE_TRAFFIC || out.contains(member)) return false;
        if (serving - 1 < floor.minimumHealthy()) return false;
        return out.isEmpty() || outWeight + member.weight() <= rules.maxEjected() * judgedWeight * (1 + 1e-9);
    }

    EjectionBudget with(Member member) {
        Set<Member> more = copy();
        more.add(member);
        return new EjectionBudget(
                Collections.unmodifiableSet(more), outWeight + member.weight(), judgedWeight, serving - 1, level);
    }

    EjectionBudget without(Member member) {
        if (!out.contains(member)) return this;
        Set<Member> fewer = copy();
        fewer.remove(member);
        return new EjectionBudget(
                Collections.unmodifiableSet(fewer), outWeight - member.weight(), judgedWeight, serving + 1, level);
    }

    /** The same members out, everything else counted anew. O(N). */
    EjectionBudget recount(Collection<Member> members, Level current) {
        double judged = 0;
        double outside = 0;
        int others = 0;
        for (Member member : members) {
            MemberHealth health = member.health();
            if (!health.judged()) continue;
            judged += member.weight();
            if (out.contains(member)) outside += member.weight();
            else if (health.serves(current)) others++;
        }
        return new EjectionBudget(out, outside, judged, others, current);
    }

    private Set<Member> copy() {
        return new HashSet<>(out);
    }
}

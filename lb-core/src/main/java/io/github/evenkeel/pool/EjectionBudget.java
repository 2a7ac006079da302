package io.github.evenkeel.pool;

import io.github.evenkeel.health.Floor;
import io.github.evenkeel.health.Floor.Census;
import io.github.evenkeel.health.Floor.Level;
import io.github.evenkeel.health.MemberHealth;
import io.github.evenkeel.health.OutlierDetection;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * Who is ejected and how many more may go. Immutable; swapped as a whole, so that the limit and the floor hold even when many
 * members trip at once: a caller that ejects must first swap in a budget that has its member in {@link #out}.
 *
 * <p>Callers only ever lower {@link #serving}. It is raised by the control plane alone, after the rotation that has the returned
 * members is published: a place is free only when there is someone to take the calls.
 *
 * @param out          the ejected, and those a caller is about to eject
 * @param judgedWeight the weight of all members that health may judge, the ejected included
 * @param serving      how many serve at this level and are not out
 * @param level        what of health is believed; nobody goes while the traffic is not
 */
record EjectionBudget(Set<Member> out, double judgedWeight, int serving, Level level) {
    static final EjectionBudget NONE = new EjectionBudget(Set.of(), 0, 0, Level.IGNORE_TRAFFIC);

    EjectionBudget {
        out = Set.copyOf(out);
    }

    /** May this member go? The last one that serves never does, unless calls are to fail fast. */
    boolean admits(Member member, OutlierDetection rules, Floor floor) {
        if (level == Level.IGNORE_TRAFFIC || out.contains(member)) return false;
        return floor.holdsWith(serving - 1) && rules.ejection().admits(nominal(member), outWeight(), judgedWeight);
    }

    EjectionBudget with(Member member) {
        Set<Member> more = new HashSet<>(out);
        more.add(member);
        return new EjectionBudget(more, judgedWeight, serving - 1, level);
    }

    EjectionBudget without(Member member) {
        Set<Member> fewer = new HashSet<>(out);
        return fewer.remove(member) ? new EjectionBudget(fewer, judgedWeight, serving, level) : this;
    }

    /** The same members out, everything else decided and counted anew; but not more serving than before. O(N). */
    EjectionBudget lowered(Collection<Member> members, Tiering tiering, Level previous) {
        Level now = tiering.level(members, this::seen, previous);
        EjectionBudget exact = recounted(members, now);
        return new EjectionBudget(out, exact.judgedWeight, Math.min(exact.serving, serving), now);
    }

    /** The same members out, at this level, counted anew. O(N). */
    EjectionBudget recounted(Collection<Member> members, Level current) {
        double judged = 0;
        int others = 0;
        for (Member member : members) {
            MemberHealth health = member.health();
            if (!health.judged()) continue;
            judged += nominal(member);
            if (!out.contains(member) && health.serves(current)) others++;
        }
        return new EjectionBudget(out, judged, others, current);
    }

    /** The members counted, those about to be ejected as ejected. */
    Census census(Collection<Member> members) {
        return Census.of(members.stream().map(this::seen).toList());
    }

    private MemberHealth seen(Member member) {
        return out.contains(member) ? member.health().asEjected() : member.health();
    }

    private double outWeight() {
        return out.stream().mapToDouble(EjectionBudget::nominal).sum();
    }

    /** As it was given: many that are degraded must not look like few. */
    private static double nominal(Member member) {
        return member.backend().weight();
    }
}

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
 * @param returning    how many more will once the rotation that is being made is published
 * @param level        what of health is believed; nobody goes while the traffic is not
 */
record EjectionBudget(Set<Member> out, double judgedWeight, int serving, int returning, Level level) {
    static final EjectionBudget NONE = new EjectionBudget(Set.of(), 0, 0, 0, Level.IGNORE_TRAFFIC);

    private static final Level[] LEVELS = Level.values();

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
        return new EjectionBudget(more, judgedWeight, serving - 1, returning, level);
    }

    EjectionBudget without(Member member) {
        Set<Member> fewer = new HashSet<>(out);
        return fewer.remove(member) ? new EjectionBudget(fewer, judgedWeight, serving, returning, level) : this;
    }

    /** The same members out, everything else decided and counted anew; but not more serving than before. One walk, O(N). */
    EjectionBudget lowered(Collection<Member> members, Tiering tiering, Level previous) {
        double judged = 0;
        int[] others = new int[LEVELS.length]; // at each level
        Floor.Counter inCharge = new Floor.Counter();
        for (Member member : members) {
            MemberHealth health = member.health();
            boolean gone = out.contains(member);
            if (tiering.inCharge(member)) inCharge.add(gone ? health.asEjected() : health);
            if (!health.judged()) continue;
            judged += nominal(member);
            for (Level each : LEVELS) if (!gone && health.serves(each)) others[each.ordinal()]++;
        }
        Level now = tiering.level(inCharge.census(), this::seen, previous);
        int all = others[now.ordinal()];
        int still = Math.min(all, serving);
        return new EjectionBudget(out, judged, still, all - still, now);
    }

    /** Those who return are in the rotation. O(1). */
    EjectionBudget raised() {
        return returning == 0 ? this : new EjectionBudget(out, judgedWeight, serving + returning, 0, level);
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
        return member.standing().weight();
    }
}

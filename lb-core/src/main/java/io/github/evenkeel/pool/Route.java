package io.github.evenkeel.pool;

import io.github.evenkeel.CallContext;
import io.github.evenkeel.health.Evidence;
import io.github.evenkeel.health.Floor;
import io.github.evenkeel.health.Floor.Census;
import io.github.evenkeel.health.Floor.Level;
import io.github.evenkeel.health.Judgement;
import io.github.evenkeel.health.Operator;
import io.github.evenkeel.health.OutlierDetection;
import io.github.evenkeel.health.Signal;
import io.github.evenkeel.health.Streak;
import io.github.evenkeel.health.Traffic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A kind of calls that fails or works by itself, and the members it does without. Callers find their leg here and ask whom to avoid, by
 * one volatile read and without a lock; whom that is the control plane decides.
 *
 * <p>The limit is as for ejections, and those count too, for they are out on this route as well: so much of the weight, one in any case,
 * never the last. And as below the floor health is not believed, a route that fails on too many members avoids none of them: it is then
 * the route that is broken.
 */
final class Route {
    private final String name;
    private final Routes routes;
    private final ConcurrentHashMap<Member, Leg> legs = new ConcurrentHashMap<>();
    private volatile @Nullable Avoidance avoidance; // null: the route avoids nobody
    private volatile Judgement<Leg> last = Judgement.none();
    private volatile Level level = Level.NORMAL;

    Route(String name, Routes routes) {
        this.name = name;
        this.routes = routes;
    }

    String name() {
        return name;
    }

    OutlierDetection rules() {
        return routes.rules();
    }

    // ---- callers

    /** Whom to avoid now; null for nobody. */
    @Nullable
    Avoidance avoidance() {
        return avoidance;
    }

    /** Made at a member's first call of this route; null while the pool has as many as it may. */
    @Nullable
    Leg leg(Member member, long now) {
        Leg known = legs.get(member);
        if (known != null) return known;
        if (!routes.takePlace()) return null;
        Leg made = new Leg(member, this, now);
        Leg other = legs.putIfAbsent(member, made);
        if (other != null) {
            routes.leavePlace();
            return other;
        }
        if (routes.knows(this)) return made;
        // A sweep has just forgotten the route, which had no legs, and would never see this one.
        drop(made);
        return null;
    }

    /**
     * How many faults in a row would have the route avoid this one now.
     *
     * @param late whether they are mostly late answers
     */
    int enough(Leg asking, boolean late, long now) {
        if (late && asking.overloaded(now)) return Integer.MAX_VALUE;
        Others others = Neighbours.ask(asking, legs.values().iterator(), now);
        if (late && others.late()) {
            routes.decide(() -> relieve(routes.now()));
            return Integer.MAX_VALUE;
        }
        return Neighbours.enough(rules().consecutiveFaults(), asking, others, last);
    }

    /**
     * A run of faults on this leg is believed. When the control plane comes to it, the others may have begun to fail as well: then it is
     * the route, or there are too many calls for all.
     */
    void suspect(Leg leg, Streak run) {
        routes.decide(() -> {
            if (run.reaches(enough(leg, run.late(), routes.now()))) {
                avoid(leg, run.evidence());
            } else {
                leg.disbelieve(1);
                leg.decided();
            }
        });
    }

    /** A trial has ended, one way or the other. */
    void changed(Leg leg) {
        routes.decide(() -> followed(leg));
    }

    /** Else it is not this route that fails: all there is of the member does. */
    boolean worksElsewhere(Leg leg, long now) {
        return routes.worksElsewhere(leg, now);
    }

    @Nullable
    Leg find(Member member) {
        return legs.get(member);
    }

    Signal.Eject ejection(Leg leg, Evidence evidence) {
        return routes.ejection(leg.member(), evidence, leg.goodSinceReturn(), level == Level.NORMAL);
    }

    /** The call as selectors are to see it. */
    CallContext narrowed(CallContext context) {
        Avoidance current = avoidance;
        return current == null ? context : current.narrowed(context);
    }

    /** Why this member gets none of the route's calls, for people; {@code ""} if it gets some. */
    String why(Member member, long now) {
        Avoidance current = avoidance;
        Leg leg = legs.get(member);
        return current == null || leg == null || !current.avoids(member) ? "" : leg.why(now);
    }

    boolean panic() {
        return level != Level.NORMAL;
    }

    // ---- control plane

    Collection<Leg> legs() {
        return legs.values();
    }

    void judged(Judgement<Leg> judgement) {
        last = judgement;
    }

    /** Avoids this one, if it may. */
    void avoid(Leg leg, Evidence evidence) {
        try {
            decide(leg, evidence);
        } finally {
            leg.decided(); // or its faults would be excused for ever
        }
    }

    private void decide(Leg leg, Evidence evidence) {
        long now = routes.now();
        if (legs.get(leg.member()) == leg && leg.member().available() && !leg.avoided()) {
            if (!worksElsewhere(leg, now)) {
                routes.blame(leg.member(), evidence);
                return;
            }
            String why = routes.observes() ? "detection only observes" : mayAvoid(leg) ? "" : "no more may be avoided";
            if (!why.isEmpty()) {
                if (leg.tell()) routes.journal().routeSpared(leg, evidence, why);
            } else if (!leg.take(ejection(leg, evidence), now).nothing()) {
                followed(leg);
            }
        }
    }

    private boolean mayAvoid(Leg leg) {
        if (level != Level.NORMAL) return false;
        double all = 0;
        double out = 0;
        int left = 0;
        for (Member member : routes.inCharge()) {
            double weight = member.backend().weight();
            all += weight;
            if (isAvoided(member) || member.health().ejected()) out += weight;
            else if (member.available()) left++;
        }
        return floor().holdsWith(left - 1)
                && rules().ejection().admits(leg.member().backend().weight(), out, all);
    }

    private boolean isAvoided(Member member) {
        Leg leg = legs.get(member);
        return leg != null && leg.avoided();
    }

    /** Tells what became of a leg, sees to what comes next, and publishes whom to avoid. */
    private void followed(Leg leg) {
        if (legs.get(leg.member()) != leg) return; // dropped before its last trial ended
        long now = routes.now();
        if (leg.end != null) leg.end.cancel(false);
        leg.end = null;
        Traffic traffic = leg.health().traffic();
        if (traffic instanceof Traffic.Ejected out) {
            leg.anew(now);
            endAfter(out.until() - now, leg, out);
            routes.journal().routeAvoided(leg, out);
            // A trial that failed: by now there may be nothing else that the member answers.
            if (!worksElsewhere(leg, now)) routes.blame(leg.member(), out.evidence());
        } else if (traffic instanceof Traffic.In) {
            leg.returned(now);
            routes.journal().routeReturned(leg);
        }
        settle();
    }

    /** As with a member, the timer may be early by the pool's clock. */
    private void endAfter(long nanos, Leg leg, Traffic.Ejected out) {
        leg.end = routes.after(nanos, () -> {
            if (!leg.take(new Signal.Tick(), routes.now()).nothing()) followed(leg);
            else if (leg.health().traffic().equals(out)) {
                endAfter(Math.max(Serial.AGAIN_NANOS, out.until() - routes.now()), leg, out);
            }
        });
    }

    /** Has those back that it avoids for being late, since most are. */
    void relieve(long now) {
        for (Leg leg : legs.values()) {
            if (Overload.explains(leg.health(), now)
                    && !leg.take(new Signal.Absolve(), now).nothing()) followed(leg);
        }
    }

    /** The operator vouches for the member, on all routes. */
    void vouched(Member member) {
        Leg leg = legs.get(member);
        if (leg == null || !leg.avoided()) return;
        leg.take(new Signal.Operate(Operator.READY), routes.now());
        followed(leg);
    }

    void letIn(Member member, long now) {
        Leg leg = legs.get(member);
        if (leg != null) leg.letIn(now);
    }

    void left(Member member) {
        Leg leg = legs.get(member);
        if (leg != null) drop(leg);
    }

    /** Whom the route avoids, now that these serve. O(members) where it avoids any or has found any at fault, else O(1) per leg. */
    void settle() {
        List<Leg> avoided = new ArrayList<>();
        List<Leg> trials = new ArrayList<>();
        boolean blames = false;
        for (Leg leg : legs.values()) {
            if (leg.blamed()) blames = true;
            if (!leg.avoided()) continue;
            avoided.add(leg);
            if (leg.health().traffic() instanceof Traffic.Trial) trials.add(leg);
        }
        Level before = level;
        if (avoided.isEmpty() && !blames) level = Level.NORMAL;
        else level = level(before);
        boolean none = avoided.isEmpty();
        avoidance = none ? null : new Avoidance(name, level == Level.NORMAL ? avoided : List.of(), trials);
        if (level != before) routes.journal().routePanic(this, avoided.size());
    }

    private Level level(Level before) {
        int judged = 0;
        int well = 0;
        for (Member member : routes.inCharge()) {
            judged++;
            Leg leg = legs.get(member);
            if (member.available() && (leg == null || !(leg.avoided() || leg.blamed()))) well++;
        }
        return floor().level(before, new Census(judged, well, well, well, well));
    }

    /** The pool's, but that it never fails fast: to avoid somebody is to prefer the others. */
    private Floor floor() {
        Floor floor = routes.floor();
        return new Floor(floor.panicBelow(), Math.max(1, floor.minimumHealthy()), false);
    }

    RouteStatus status(long now) {
        double calls = 0;
        double errors = 0;
        List<RouteStatus.Avoided> avoided = new ArrayList<>();
        for (Leg leg : legs.values()) {
            calls += leg.recent().calls();
            errors += leg.recent().errors();
            if (!leg.avoided()) continue;
            Duration left = leg.health().traffic() instanceof Traffic.Ejected out ? out.left(now) : null;
            avoided.add(new RouteStatus.Avoided(leg.member().backend(), leg.why(now), left));
        }
        avoided.sort(Comparator.comparing(each -> each.backend().id()));
        return new RouteStatus(name, Math.round(calls), calls == 0 ? 0 : errors / calls, panic(), avoided);
    }

    /** Forgets a member that left, or of which nothing is known any more. */
    void drop(Leg leg) {
        if (legs.remove(leg.member(), leg)) routes.leavePlace();
        if (leg.end != null) leg.end.cancel(false);
        leg.end = null;
    }
}

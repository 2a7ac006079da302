package io.github.evenkeel.pool;

import io.github.evenkeel.CallContext;
import io.github.evenkeel.health.Counts;
import io.github.evenkeel.health.Evidence;
import io.github.evenkeel.health.Floor;
import io.github.evenkeel.health.Judgement;
import io.github.evenkeel.health.OutlierDetection;
import io.github.evenkeel.health.OutlierDetection.Mode;
import io.github.evenkeel.health.Outliers;
import io.github.evenkeel.health.Recent;
import io.github.evenkeel.health.Signal;
import io.github.evenkeel.select.Candidate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The routes of a pool that are told apart, as many as are set; all further ones share one. Callers find theirs by its name, without a
 * lock once it is known; a call without a route never comes here. The rest is for the control plane: it judges them in the sweep, before
 * the members, so that what one route has against a member is not held against the member as a whole.
 */
final class Routes {
    /** What the routes above the limit are called together. */
    static final String OTHERS = "(other routes)";

    /**
     * How many legs a pool has at most: at 0.6 KB each some 6 MB, and a sweep of some milliseconds. Enough for three hundred members on
     * the 32 routes there are by default; the calls of further legs are judged with their members alone.
     */
    static final int MOST_LEGS = 10_000;

    private final Ejector ejector;
    private final OutlierDetection rules;
    private final Floor floor;
    private final Journal journal;
    private final ControlPlane control;
    private final ConcurrentHashMap<String, Route> byName = new ConcurrentHashMap<>();
    private final AtomicInteger known = new AtomicInteger();
    private final AtomicInteger legs = new AtomicInteger();
    private final Route others = new Route(OTHERS, this);

    Routes(PoolSettings settings, Ejector ejector, Journal journal, ControlPlane control) {
        this.rules = settings.outliers();
        this.floor = settings.floor();
        this.ejector = ejector;
        this.journal = journal;
        this.control = control;
    }

    // ---- callers

    /** The route of this call; null if it has none, or routes are not judged. */
    @Nullable
    Route of(CallContext context) {
        String name = context.route();
        if (name == null) return null;
        Route route = byName.get(name);
        return route != null ? route : newcomer(name);
    }

    /** False once a sweep has forgotten it. */
    boolean knows(Route route) {
        return route == others || byName.get(route.name()) == route;
    }

    private @Nullable Route newcomer(String name) {
        if (rules.routes() == 0 || rules.mode() == Mode.OFF) return null;
        int places = known.get();
        while (places < rules.routes()) {
            if (known.compareAndSet(places, places + 1)) {
                Route made = new Route(name, this);
                Route other = byName.putIfAbsent(name, made);
                if (other == null) return made;
                known.decrementAndGet();
                return other;
            }
            places = known.get();
        }
        return others;
    }

    /** The same, but null for one that its next call would make. */
    @Nullable
    Route find(CallContext context) {
        String name = context.route();
        if (name == null) return null;
        Route route = byName.get(name);
        return route != null || known.get() < rules.routes() || others.legs().isEmpty() ? route : others;
    }

    // ---- for routes

    /** True if there may be one leg more, which then has its place. */
    boolean takePlace() {
        // Looked at first: of a pool that is full every call on a new leg comes here.
        if (legs.get() >= MOST_LEGS) return false;
        if (legs.incrementAndGet() <= MOST_LEGS) return true;
        leavePlace();
        return false;
    }

    void leavePlace() {
        legs.decrementAndGet();
    }

    /** True if the member has answered well, lately, on some other route that does not avoid it, or what has no route. */
    boolean worksElsewhere(Leg leg, long now) {
        long withoutRoute = leg.member().goodLately();
        for (Leg each : legs(leg.member())) {
            if (each != leg && each.works(now)) return true;
            withoutRoute -= each.goodLately();
        }
        return withoutRoute > 0;
    }

    private List<Leg> legs(Member member) {
        List<Leg> all = new ArrayList<>();
        byName.values().forEach(route -> add(route.find(member), all));
        add(others.find(member), all);
        return all;
    }

    private static void add(@Nullable Leg leg, List<Leg> all) {
        if (leg != null) all.add(leg);
    }

    /** It is the member, not a route. */
    void blame(Member member, Evidence evidence) {
        if (evidence.late() && control.overloaded(now())) return;
        ejector.blame(member, evidence, true, now());
    }

    /** There are too many calls for all: has those back that routes avoid for being late. Control plane only. */
    void relieve(long now) {
        for (Route route : all()) route.relieve(now);
    }

    OutlierDetection rules() {
        return rules;
    }

    Floor floor() {
        return floor;
    }

    boolean observes() {
        return rules.mode() == Mode.OBSERVE;
    }

    Signal.Eject ejection(Member member, Evidence evidence, long goodCalls, boolean counts) {
        return ejector.signal(member, evidence, goodCalls, counts);
    }

    Journal journal() {
        return journal;
    }

    long now() {
        return control.now();
    }

    void decide(Runnable work) {
        control.handOver(work);
    }

    @Nullable
    Future<?> after(long nanos, Runnable work) {
        return control.after(nanos, work);
    }

    /** Those who serve, and those who would were they well: of whom the limit and the floor are reckoned. */
    List<Member> inCharge() {
        List<Member> inCharge = new ArrayList<>();
        for (Candidate each : control.rotation().candidates().all()) {
            Member member = (Member) each;
            if (member.standing().standsBy) continue;
            if (member.available() || member.health().judged()) inCharge.add(member);
        }
        return inCharge;
    }

    // ---- control plane

    /** All that are known, by name; those that share one at the end. */
    List<Route> all() {
        List<Route> all = new ArrayList<>(byName.values());
        all.sort(Comparator.comparing(Route::name));
        if (!others.legs().isEmpty()) all.add(others);
        return all;
    }

    List<RouteStatus> status(long now) {
        return all().stream().map(route -> route.status(now)).toList();
    }

    /** Others serve than before. */
    void settle() {
        byName.values().forEach(Route::settle);
        others.settle();
    }

    void vouched(Member member) {
        all().forEach(route -> route.vouched(member));
    }

    /** A member serves again. */
    void letIn(Member member, long now) {
        byName.values().forEach(route -> route.letIn(member, now));
        others.letIn(member, now);
    }

    /** A member left: what comes by its id is another. */
    void left(Member member) {
        byName.values().forEach(route -> route.left(member));
        others.left(member);
    }

    void cancel() {
        for (Route route : all()) List.copyOf(route.legs()).forEach(route::drop);
    }

    /**
     * Judges all routes. What it finds takes effect with {@link Verdicts#avoid}, once the members are judged too.
     *
     * @param members all of the pool
     * @param out     those that are out
     * @param overloaded whether to be late says nothing
     */
    Verdicts sweep(Collection<Member> members, Set<Member> out, boolean overloaded, long now) {
        Verdicts verdicts = new Verdicts();
        List<Route> routes = all();
        if (routes.isEmpty()) return verdicts;
        for (Route route : routes) {
            List<Leg> legs = inOrder(route, members);
            Outliers<Leg> outliers = new Outliers<>(rules, legs.size());
            List<Leg> doubted = new ArrayList<>();
            for (Leg leg : legs) {
                Member member = leg.member();
                Counts told = leg.take(now);
                Counts fresh = overloaded ? told.lenient() : told;
                if (!Sweep.judges(member, out)) {
                    leg.excuse();
                    leg.anew(now);
                } else {
                    leg.add(fresh, member.history(now).recent().carries(rules));
                    if (leg.avoided()) {
                        verdicts.excuse(leg);
                        leg.anew(now);
                        if (leg.abandoned(fresh)) route.drop(leg);
                        continue;
                    }
                    Recent recent = leg.next(fresh, now, rules);
                    if (leg.forgotten()) route.drop(leg);
                    else if (!recent.idle()) outliers.add(leg, recent, member.weight());
                    if (leg.doubted()) doubted.add(leg);
                }
            }
            judge(route, outliers.judge(leg -> List.of()).lenient(overloaded), doubted, verdicts);
            if (route != others && route.legs().isEmpty() && byName.remove(route.name(), route)) {
                known.decrementAndGet();
                // A caller may have found it still known and left a leg, which nobody would ever look at.
                List.copyOf(route.legs()).forEach(route::drop);
            }
        }
        return verdicts;
    }

    /**
     * A route's legs, of many in the order of their members, as they lie in memory: in a map's order each of ten thousand would be some
     * cache misses more. Without those whose members are gone; these are dropped.
     */
    private static List<Leg> inOrder(Route route, Collection<Member> members) {
        List<Leg> legs = new ArrayList<>(route.legs().size());
        if (route.legs().size() > members.size() / 2) {
            for (Member member : members) add(route.find(member), legs);
            if (legs.size() == route.legs().size()) return legs;
        }
        Set<Member> present = new HashSet<>(members);
        for (Leg leg : route.legs()) {
            if (!present.contains(leg.member())) route.drop(leg);
        }
        return List.copyOf(route.legs());
    }

    private static void judge(Route route, Judgement<Leg> judgement, List<Leg> doubted, Verdicts verdicts) {
        route.judged(judgement);
        Set<Leg> blamed = new HashSet<>();
        judgement.verdicts().forEach(verdict -> blamed.add(verdict.who()));
        for (Leg leg : doubted) {
            if (!blamed.contains(leg)) leg.blame(false);
        }
        for (Leg leg : blamed) {
            leg.blame(true);
            verdicts.excuse(leg);
        }
        verdicts.found.addAll(judgement.verdicts());
    }

    /** What a sweep found of the routes. */
    final class Verdicts {
        private final List<Judgement.Verdict<Leg>> found = new ArrayList<>();
        private final Map<Member, List<Leg>> excused = new HashMap<>();

        private void excuse(Leg leg) {
            excused.computeIfAbsent(leg.member(), member -> new ArrayList<>()).add(leg);
        }

        /** The member's own calls, but for those that a route which fails on it explains; all of them, where it is the member. */
        Recent judged(Member member, Recent recent, long now) {
            List<Leg> failing = excused.get(member);
            if (failing == null) return recent;
            Recent left = recent;
            for (Leg leg : failing) left = left.without(leg.ofMember());
            if (isMember(member, left.counts(), failing, now)) return recent;
            failing.forEach(Leg::excuse);
            return left;
        }

        /**
         * True if the member fails in all. What a route told that avoids it is accounted for in any case. With one that is about to it
         * matters, where nothing else was told, what the member answered lately: the other routes may just not have been called.
         */
        private boolean isMember(Member member, Counts left, List<Leg> failing, long now) {
            if (left.good() > 0 || failing.stream().allMatch(Leg::avoided)) return false;
            return left.errors() > 0
                    || legs(member).stream().noneMatch(leg -> !failing.contains(leg) && leg.works(now));
        }

        /** A member's judged calls by route. */
        List<Counts> parts(Member member) {
            return legs(member).stream().map(Leg::ofMember).toList();
        }

        /** Avoids those that were found, but for those whose member has been found at fault as a whole. */
        void avoid(Set<Member> blamed) {
            // Too many at fault are no one's fault: that is to be known before the first of them is avoided.
            settle();
            for (Judgement.Verdict<Leg> verdict : found) {
                Leg leg = verdict.who();
                if (!blamed.contains(leg.member())) leg.route().avoid(leg, verdict.evidence());
            }
        }
    }
}

package io.github.evenkeel.pool;

import io.github.evenkeel.CallContext;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Whom a route does without, for its picks: to a selector they are as tried already, which every selector heeds. Immutable. */
final class Avoidance {
    private final String route;
    private final Set<String> ids;
    private final CallContext plain;
    private final List<Leg> trials;

    /**
     * @param route   its calls' name; where several share these, any
     * @param avoided who must not get the route's calls; none in panic
     * @param trials  who may show that they are well
     */
    Avoidance(String route, List<Leg> avoided, List<Leg> trials) {
        this.route = route;
        this.ids = avoided.stream().map(leg -> leg.member().id()).collect(Collectors.toUnmodifiableSet());
        this.plain = CallContext.any().withRoute(route).withAllTried(ids);
        this.trials = List.copyOf(trials);
    }

    /** The call as a selector is to see it. Allocates for calls that have a key, have tried some already, or share their route's place. */
    CallContext narrowed(CallContext context) {
        if (ids.isEmpty()) return context;
        boolean isPlain = context.key() == null && context.tried().isEmpty() && route.equals(context.route());
        return isPlain ? plain : context.withAllTried(ids);
    }

    /** A leg whose trial this call is, its member counted in; null if there is none. */
    @Nullable
    Leg trial(CallContext context, long now) {
        for (int i = 0; i < trials.size(); i++) {
            if (trials.get(i).tryOut(context, now)) return trials.get(i);
        }
        return null;
    }

    /** The member whose trial this call would be, for people: it is not counted in. */
    @Nullable
    Member preview(CallContext context, long now) {
        for (Leg leg : trials) {
            if (leg.waits(context, now)) return leg.member();
        }
        return null;
    }

    boolean avoids(Member member) {
        return ids.contains(member.id());
    }

    /** True for one that may not even show that it is well: its time on this route is not over. */
    boolean excludes(Member member) {
        if (!avoids(member)) return false;
        for (int i = 0; i < trials.size(); i++) {
            if (trials.get(i).member() == member) return false;
        }
        return true;
    }
}

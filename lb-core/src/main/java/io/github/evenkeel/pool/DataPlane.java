package io.github.evenkeel.pool;

import io.github.evenkeel.CallContext;
import io.github.evenkeel.NoBackendAvailableException;
import io.github.evenkeel.select.Candidate;
import io.github.evenkeel.select.Picker;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How a call gets its member: any number of threads, no lock, nothing allocated but the lease. What nearly every call needs is in
 * {@link #acquire}, small enough for the JVM to compile into its caller; trials, avoided routes and members that went away since the
 * rotation was published are in what it calls.
 */
final class DataPlane {
    private final String pool;
    private final ControlPlane control;

    DataPlane(String pool, ControlPlane control) {
        this.pool = pool;
        this.control = control;
    }

    /** @throws NoBackendAvailableException if no member may be called, or the pool is closed */
    Lease acquire(CallContext context, @Nullable Runnable onRevoked) {
        long now = control.now();
        Route route = context.route() == null ? null : control.routes().of(context);
        Avoidance avoidance = route == null ? null : route.avoidance();
        Rotation rotation = control.rotation();
        if (avoidance == null
                && rotation.untried()
                && rotation.picker().pick(context, now) instanceof Member member
                && member.enter(now)) {
            return lease(member, route, now, onRevoked);
        }
        return search(context, route, avoidance, now, onRevoked);
    }

    /** The member with this id; null if there is none, or it gets no calls now. */
    @Nullable
    Lease tryAcquire(String id, CallContext context, Runnable onRevoked) {
        Member member = control.find(id);
        long now = control.now();
        if (member == null || !member.enter(now)) return null;
        return lease(member, context.route() == null ? null : control.routes().of(context), now, onRevoked);
    }

    /** True while calls of this one's route do without the member. */
    boolean avoids(String id, CallContext context) {
        Route route = control.routes().find(context);
        Avoidance avoidance = route == null ? null : route.avoidance();
        Member member = control.find(id);
        return avoidance != null && member != null && avoidance.avoids(member);
    }

    private Lease search(
            CallContext context,
            @Nullable Route route,
            @Nullable Avoidance avoidance,
            long now,
            @Nullable Runnable onRevoked) {
        Lease trial = context.tried().isEmpty() ? trial(context, route, avoidance, now, onRevoked) : null;
        if (trial != null) return trial;
        CallContext asked = avoidance == null ? context : avoidance.narrowed(context);
        int size = 0;
        for (int attempt = 0; attempt <= 2 * size + 8; attempt++) {
            Rotation rotation = control.rotation();
            size = rotation.candidates().available().size();
            Candidate choice = rotation.picker().pick(asked, now);
            if (choice == null && !asked.tried().isEmpty()) {
                choice = again(rotation.picker(), context.withoutTried(), avoidance, now);
            }
            if (choice instanceof Member member) {
                if (member.enter(now)) return lease(member, route, now, onRevoked);
            } else if (rotation == control.rotation()) {
                break;
            }
        }
        // A member may be back whose rotation is not published yet; or the selector is the user's and overlooks one.
        for (Candidate each : control.rotation().candidates().all()) {
            Member member = (Member) each;
            if (member.available() && member.enter(now)) return lease(member, route, now, onRevoked);
        }
        throw noBackend();
    }

    /** The lease of a call that is to show whether a member is well again, or works on the call's route; null if none is needed. */
    private @Nullable Lease trial(
            CallContext context,
            @Nullable Route route,
            @Nullable Avoidance avoidance,
            long now,
            @Nullable Runnable onRevoked) {
        Member member = Trials.enter(control.rotation().trials(), avoidance, context, now);
        if (member != null) return Lease.onTrial(member, leg(route, member, now), control, now, onRevoked);
        Leg leg = avoidance == null ? null : avoidance.trial(context, now);
        return leg == null ? null : Lease.onTrial(leg, control, now, onRevoked);
    }

    /** Nothing untried is left: better one of those again than none; and one that was tried than one that is known to fail. */
    private static @Nullable Candidate again(
            Picker picker, CallContext context, @Nullable Avoidance avoidance, long now) {
        Candidate choice = avoidance == null ? null : picker.pick(avoidance.narrowed(context), now);
        return choice != null ? choice : picker.pick(context, now);
    }

    private Lease lease(Member member, @Nullable Route route, long now, @Nullable Runnable onRevoked) {
        return new Lease(member, leg(route, member, now), 0, control, now, onRevoked);
    }

    private static @Nullable Leg leg(@Nullable Route route, Member member, long now) {
        return route == null ? null : route.leg(member, now);
    }

    /** From the rotation alone: even a storm of such calls takes no lock. */
    private NoBackendAvailableException noBackend() {
        Rotation rotation = control.rotation();
        if (rotation.closed()) return new NoBackendAvailableException(pool, "the pool is closed");
        List<? extends Candidate> members = rotation.candidates().all();
        if (members.isEmpty()) return new NoBackendAvailableException(pool, "it has no members");
        long now = control.now();
        String each = members.stream()
                .limit(10)
                .map(member -> told((Member) member, now))
                .collect(Collectors.joining("; "));
        String more = members.size() > 10 ? "; and " + (members.size() - 10) + " more" : "";
        return new NoBackendAvailableException(pool, members.size() + " members: " + each + more);
    }

    /** Without the figures of attachments, which are the user's and never asked for here. */
    private static String told(Member member, long now) {
        String why = MemberStatus.why(member, now);
        return member.backend() + " " + member.status(now) + (why.isEmpty() ? "" : " (" + why + ")");
    }
}

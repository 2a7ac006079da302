package io.github.evenkeel.pool;

import io.github.evenkeel.CallContext;
import io.github.evenkeel.health.Status;
import io.github.evenkeel.pool.Explanation.Choice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A pick that picks nobody: whom {@link DataPlane#acquire} would give a call at one instant, by the same steps, and why not the others.
 * Control plane only. O(N) a step, and nearly always there is one.
 */
final class DryPick {
    private final Collection<Member> members;
    private final Rotation rotation;
    private final Tiering tiering;
    private final @Nullable Route route;
    private final CallContext context;
    private final long now;

    /** @param route the call's; null if it has none, or none that is known yet */
    DryPick(
            Collection<Member> members,
            Rotation rotation,
            Tiering tiering,
            @Nullable Route route,
            CallContext context,
            long now) {
        this.members = members;
        this.rotation = rotation;
        this.tiering = tiering;
        this.route = route;
        this.context = context;
        this.now = now;
    }

    /**
     * Whom a call sees as excluded that has tried others, or whose route avoids some.
     *
     * @param own   the call with what it has tried, or without
     * @param asked the same as a selector sees it
     */
    private record Look(CallContext own, CallContext asked) {}

    Explanation explain() {
        Explanation trial = context.tried().isEmpty() ? trial() : null;
        if (trial != null) return trial;
        CallContext anew = context.withoutTried();
        Look first = new Look(context, narrowed(context));
        for (Look look : List.of(first, new Look(anew, narrowed(anew)), new Look(anew, anew))) {
            for (int groups = 0; groups <= tiering.shares().size(); groups++) {
                Explanation found = among(look, groups);
                if (!found.likely().isEmpty()) return found;
            }
        }
        return among(first, 0);
    }

    private CallContext narrowed(CallContext call) {
        return route == null ? call : route.narrowed(call);
    }

    /** What the call gets if it is to show whether a member is well again; null if it is not. */
    private @Nullable Explanation trial() {
        Avoidance avoidance = route == null ? null : route.avoidance();
        String why = "as a trial call";
        Member tried = Trials.preview(rotation.trials(), avoidance, context, now);
        if (tried == null && avoidance != null) {
            why = "as a trial call on this route";
            tried = avoidance.preview(context, now);
        }
        if (tried == null) return null;
        Choice choice = new Choice(tried.backend(), false, Double.NaN, why);
        List<Choice> choices = new ArrayList<>();
        Look look = new Look(context, narrowed(context));
        for (Member member : members) choices.add(member == tried ? choice : choice(member, look, 0));
        return new Explanation(choices, List.of(choice.backend()), true);
    }

    /** @param groups how many are asked in any case */
    private Explanation among(Look look, int groups) {
        List<Choice> choices = new ArrayList<>();
        for (Member member : members) choices.add(choice(member, look, groups));
        return Explanation.of(choices, rotation.picker().preview(look.asked(), now));
    }

    private Choice choice(Member member, Look look, int groups) {
        String why = "";
        if (!member.available()) why = out(MemberStatus.of(member, false, 1, now));
        else if (look.asked().hasTried(member.id())) why = behind(member, look.own());
        else if (tiering.spare(member, groups)) why = "spare: the others take all calls";
        if (!why.isEmpty()) return new Choice(member.backend(), true, Double.NaN, why);
        double cost = rotation.picker().cost(member, look.asked(), now);
        String about = behind(member, context);
        return new Choice(member.backend(), false, cost, about.isEmpty() ? MemberStatus.why(member, now) : about);
    }

    /** What a call has behind it with this member; {@code ""} if nothing. */
    private String behind(Member member, CallContext call) {
        if (call.hasTried(member.id())) return "tried already";
        String avoided = route == null ? "" : route.why(member, now);
        return avoided.isEmpty() ? "" : "avoided on this route: " + avoided;
    }

    private static String out(MemberStatus status) {
        // Of a closed pool there is nothing to say but this.
        if (status.status() == Status.HEALTHY) return status.why().isEmpty() ? "gets no calls" : status.why();
        String word = status.status().name().toLowerCase(Locale.ROOT);
        Duration left = status.left();
        return left == null ? word : word + String.format(Locale.ROOT, ", %.0f s left", left.toNanos() / 1e9);
    }
}

package io.github.evenkeel.pool;

import io.github.evenkeel.Backend;
import io.github.evenkeel.CallContext;
import io.github.evenkeel.health.Status;
import io.github.evenkeel.select.Candidate;
import io.github.evenkeel.select.Picker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A dry pick: whom a call would get at one instant, and why not the others. Immutable; {@link #toString()} says it in a sentence.
 *
 * @param choices all members, in the order they joined
 * @param likely  whom the call would get: one, unless that is up to chance or turn; empty if nobody may be called
 * @param certain true if it is up to neither
 */
public record Explanation(List<Choice> choices, List<Backend> likely, boolean certain) {
    public Explanation {
        choices = List.copyOf(choices);
        likely = List.copyOf(likely);
    }

    /**
     * A member as the call would find it.
     *
     * @param backend  what the user configured
     * @param excluded true if the call would not get it while others are left
     * @param cost     what the strategy compares it by, the least is the best; NaN if it compares nothing, or not this one
     * @param why      why it is excluded, or what else is to be said; may be empty
     */
    public record Choice(Backend backend, boolean excluded, double cost, String why) {
        /** {@code b 3.1}, {@code c ejected, 12 s left}. */
        @Override
        public String toString() {
            String text = backend.id();
            if (!excluded && !Double.isNaN(cost)) text += String.format(Locale.ROOT, " %.1f", cost);
            return why.isEmpty() ? text : text + (excluded ? " " + why : " (" + why + ")");
        }
    }

    /** @param avoided why the call's route avoids the member; {@code ""} if it does not */
    static Choice choice(Member member, Picker picker, CallContext context, String avoided, boolean spare, long now) {
        MemberStatus status = MemberStatus.of(member, false, 1, now);
        String why = "";
        if (!status.inRotation()) why = out(status);
        else if (!avoided.isEmpty()) why = "avoided on this route: " + avoided;
        else if (context.hasTried(member.id())) why = "tried already";
        else if (spare) why = "spare: the others take all calls";
        if (!why.isEmpty()) return new Choice(member.backend(), true, Double.NaN, why);
        return new Choice(member.backend(), false, picker.cost(member, context, now), status.why());
    }

    private static String out(MemberStatus status) {
        // Of a closed pool there is nothing to say but this.
        if (status.status() == Status.HEALTHY) return status.why().isEmpty() ? "gets no calls" : status.why();
        String word = status.status().name().toLowerCase(Locale.ROOT);
        Duration left = status.left();
        return left == null ? word : word + String.format(Locale.ROOT, ", %.0f s left", left.toNanos() / 1e9);
    }

    static Explanation of(List<Choice> choices, @Nullable Candidate preview) {
        if (preview instanceof Member member) return new Explanation(choices, List.of(member.backend()), true);
        List<Choice> open =
                choices.stream().filter(choice -> !choice.excluded()).toList();
        double least = open.stream()
                .mapToDouble(Choice::cost)
                .filter(cost -> !Double.isNaN(cost))
                .min()
                .orElse(Double.NaN);
        List<Backend> likely = open.stream()
                .filter(choice -> Double.isNaN(least) || choice.cost() == least)
                .map(Choice::backend)
                .toList();
        return new Explanation(choices, likely, likely.size() == 1 && open.size() == 1);
    }

    /**
     * {@code would choose b: cost 3.1; a 9.8; c ejected, 12 s left}; where chance or turn has its say, {@code most likely b: …} or
     * {@code one of a, b by chance or turn: …}.
     */
    @Override
    public String toString() {
        if (likely.isEmpty()) return "nobody: " + join(choices);
        String who = likely.stream().map(Backend::id).collect(Collectors.joining(", "));
        if (likely.size() > 1) return "one of " + who + " by chance or turn: " + join(choices);
        List<String> said = new ArrayList<>();
        Backend best = likely.get(0);
        for (Choice choice : choices) {
            if (!choice.backend().equals(best)) said.add(choice.toString());
            else if (!Double.isNaN(choice.cost())) {
                said.add(0, String.format(Locale.ROOT, "cost %.1f", choice.cost()));
            }
        }
        return (certain ? "would choose " : "most likely ")
                + who
                + (said.isEmpty() ? "" : ": ")
                + String.join("; ", said);
    }

    private static String join(List<Choice> choices) {
        return choices.stream().map(Choice::toString).collect(Collectors.joining("; "));
    }
}

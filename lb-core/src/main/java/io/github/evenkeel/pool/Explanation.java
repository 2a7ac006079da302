package io.github.evenkeel.pool;

import io.github.evenkeel.Backend;
import io.github.evenkeel.select.Candidate;
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
     * {@code one of a, b by chance or turn: …}; where the call would try a member on trial, {@code would choose c: as a trial call; …}.
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
            else if (Double.isNaN(choice.cost())) {
                if (!choice.why().isEmpty()) said.add(0, choice.why());
            } else {
                String why = choice.why().isEmpty() ? "" : " (" + choice.why() + ")";
                said.add(0, String.format(Locale.ROOT, "cost %.1f", choice.cost()) + why);
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

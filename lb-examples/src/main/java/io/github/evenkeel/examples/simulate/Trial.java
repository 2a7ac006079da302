package io.github.evenkeel.examples.simulate;

import io.github.evenkeel.select.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A scenario with what is asked of it.
 *
 * @param id          what the command line calls it; several trials may share one
 * @param scenario    null if there is nothing to play: then {@code measured} says what was found
 * @param others      selectors besides those that every scenario has
 * @param onlyDefault true if other selectors than round robin make no difference
 * @param selector    what is done to each selector before it is used
 * @param leastSeeds  how many runs it has at least: more where single calls are counted
 * @param measured    aims of what is no scenario, judged
 */
record Trial(
        String id,
        @Nullable Scenario scenario,
        List<Aim> aims,
        List<Contender> others,
        boolean onlyDefault,
        UnaryOperator<Selector> selector,
        int leastSeeds,
        Supplier<List<Aim.Judged>> measured) {
    Trial {
        aims = List.copyOf(aims);
        others = List.copyOf(others);
    }

    /** Every selector in this scenario. */
    static Trial of(String id, Scenario.Builder scenario, Aim... aims) {
        return new Trial(id, scenario.build(), compared(aims), List.of(), false, UnaryOperator.identity(), 0, List::of);
    }

    /** Only the default, beside round robin, as it is about health. */
    static Trial ofDefault(String id, Scenario.Builder scenario, Aim... aims) {
        return new Trial(id, scenario.build(), compared(aims), List.of(), true, UnaryOperator.identity(), 0, List::of);
    }

    /** Every selector, changed, with an aim that is asked of all. */
    static Trial ofEveryone(String id, Scenario.Builder scenario, UnaryOperator<Selector> selector, Aim aim) {
        return new Trial(id, scenario.build(), compared(aim.ofEveryone()), List.of(), false, selector, 0, List::of);
    }

    /** Selectors of keys, changed, beside the default and round robin, with an aim that is asked of all. */
    static Trial ofKeys(String id, Scenario.Builder scenario, UnaryOperator<Selector> selector, Aim aim) {
        return new Trial(
                id, scenario.build(), compared(aim.ofEveryone()), Contender.OF_KEYS, true, selector, 0, List::of);
    }

    /** In any scenario the default stands comparison with round robin; in failures not while it waits for what keeps them away. */
    private static List<Aim> compared(Aim... aims) {
        List<Aim> all = new ArrayList<>(List.of(aims));
        all.add(Aim.notWorseThanRoundRobin());
        if (all.stream()
                .noneMatch(aim ->
                        aim.rule() == Aim.Rule.SHARE_AT_LEAST && !aim.waitsFor().isEmpty())) {
            all.add(Aim.notFailingMoreThanRoundRobin());
        }
        return all;
    }

    /** The same with at least so many runs. */
    Trial withSeeds(int least) {
        return new Trial(id, scenario, aims, others, onlyDefault, selector, least, measured);
    }

    /** The same with selectors besides those that every scenario has. */
    Trial with(List<Contender> more) {
        return new Trial(id, scenario, aims, more, onlyDefault, selector, leastSeeds, measured);
    }

    /** One that is no scenario. */
    static Trial measured(String id, Supplier<List<Aim.Judged>> measured) {
        return new Trial(id, null, List.of(), List.of(), true, UnaryOperator.identity(), 0, measured);
    }
}

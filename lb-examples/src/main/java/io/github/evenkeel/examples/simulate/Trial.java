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
 * @param onlyDefault true if selectors make no difference
 * @param selector    what is done to each selector before it is used
 * @param leastSeeds  how many runs it has at least: more where single calls are counted
 * @param measured    aims of what is no scenario, judged
 */
record Trial(
        String id,
        @Nullable Scenario scenario,
        List<Aim> aims,
        boolean onlyDefault,
        UnaryOperator<Selector> selector,
        int leastSeeds,
        Supplier<List<Aim.Judged>> measured) {
    Trial {
        aims = List.copyOf(aims);
    }

    /** Every selector in this scenario; the default must also stand comparison with round robin. */
    static Trial of(String id, Scenario.Builder scenario, Aim... aims) {
        List<Aim> all = new ArrayList<>(List.of(aims));
        all.add(Aim.notWorseThanRoundRobin());
        return new Trial(id, scenario.build(), all, false, UnaryOperator.identity(), 0, List::of);
    }

    /** Only the default, as it is about health. */
    static Trial ofDefault(String id, Scenario.Builder scenario, Aim... aims) {
        return new Trial(id, scenario.build(), List.of(aims), true, UnaryOperator.identity(), 0, List::of);
    }

    /** Every selector, changed, with aims that are asked of all. */
    static Trial ofEveryone(String id, Scenario.Builder scenario, UnaryOperator<Selector> selector, Aim aim) {
        return new Trial(id, scenario.build(), List.of(aim.ofEveryone()), false, selector, 0, List::of);
    }

    /** The same with at least so many runs. */
    Trial withSeeds(int least) {
        return new Trial(id, scenario, aims, onlyDefault, selector, least, measured);
    }

    /** One that is no scenario. */
    static Trial measured(String id, Supplier<List<Aim.Judged>> measured) {
        return new Trial(id, null, List.of(), true, UnaryOperator.identity(), 0, measured);
    }

    /** One that cannot be played yet. */
    static Trial waiting(String id, String aim, String part) {
        Aim all = Aim.atMost(aim, 0, run -> Double.NaN).waitingFor(part);
        return measured(id, () -> List.of(all.judge(Double.NaN)));
    }
}

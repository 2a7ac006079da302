package io.github.evenkeel.examples.simulate;

import io.github.evenkeel.select.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A scenario with what is asked of it.
 *
 * @param id          what the command line calls it; several trials may share one
 * @param scenario    null if it cannot be played before {@code aims} stop waiting
 * @param onlyDefault true if selectors make no difference
 * @param selector    what is done to each selector before it is used
 */
record Trial(
        String id, @Nullable Scenario scenario, List<Aim> aims, boolean onlyDefault, UnaryOperator<Selector> selector) {
    Trial {
        aims = List.copyOf(aims);
    }

    /** Every selector in this scenario; the default must also stand comparison with round robin. */
    static Trial of(String id, Scenario.Builder scenario, Aim... aims) {
        List<Aim> all = new ArrayList<>(List.of(aims));
        all.add(Aim.notWorseThanRoundRobin());
        return new Trial(id, scenario.build(), all, false, UnaryOperator.identity());
    }

    /** Only the default, as it is about health. */
    static Trial ofDefault(String id, Scenario.Builder scenario, Aim... aims) {
        return new Trial(id, scenario.build(), List.of(aims), true, UnaryOperator.identity());
    }

    /** One that cannot be played yet. */
    static Trial waiting(String id, String aim, String part) {
        Aim all = Aim.atMost(aim, 0, run -> Double.NaN).waitingFor(part);
        return new Trial(id, null, List.of(all), true, UnaryOperator.identity());
    }
}

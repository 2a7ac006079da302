package io.github.evenkeel.examples.readme;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.evenkeel.examples.simulate.Run;
import java.util.List;
import org.junit.jupiter.api.Test;

class YourFleetTest {
    @Test
    void lookingAtTheLoadPaysWhereServersAreDisturbed() {
        List<Run> runs = YourFleet.compare(YourFleet.scenario());
        Run roundRobin = runs.get(0);
        Run twoChoices = runs.get(1);
        Run adaptive = runs.get(2);
        assertThat(twoChoices.quantile(0.99)).isLessThan(roundRobin.quantile(0.99) / 5);
        assertThat(adaptive.mean()).isLessThan(twoChoices.mean());
        assertThat(adaptive.success()).isGreaterThan(roundRobin.success());
    }
}

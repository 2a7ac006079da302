package io.github.evenkeel.examples.tour;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.evenkeel.examples.report.StateBands.Band;
import io.github.evenkeel.examples.report.StateBands.Row;
import io.github.evenkeel.health.Floor.Level;
import io.github.evenkeel.health.Status;
import io.github.evenkeel.pool.PoolEvent.MemberJoined;
import io.github.evenkeel.pool.PoolEvent.MemberLeft;
import org.junit.jupiter.api.Test;

class BandsTest {
    private final Story story = new Story();

    @Test
    void aServerPresentFromTheStartIsHealthyUntilToldOtherwise() {
        story.change("b", 2, Status.HEALTHY, Status.EJECTED).change("b", 6, Status.EJECTED, Status.HEALTHY);
        story.change("a", 3, Status.HEALTHY, Status.UNHEALTHY);
        Row row = Bands.ofServer(story.facts(), "b", true, 10);
        assertThat(row.bands()).extracting(Band::state).containsExactly("HEALTHY", "EJECTED", "HEALTHY");
        assertThat(row.bands()).extracting(Band::from).containsExactly(0.0, 2.0, 6.0);
        assertThat(row.bands()).extracting(Band::to).containsExactly(2.0, 6.0, 10.0);
        assertThat(row.bands().get(1).note()).isEqualTo("why");
    }

    @Test
    void aServerIsNothingBeforeItJoinsAndAfterItLeaves() {
        story.event(new MemberJoined("orders", Story.at(4), Story.backend("f"), Status.STARTING));
        story.change("f", 5, Status.STARTING, Status.HEALTHY);
        story.event(new MemberLeft("orders", Story.at(7), Story.backend("f")));
        Row row = Bands.ofServer(story.facts(), "f", false, 10);
        assertThat(row.bands()).extracting(Band::state).containsExactly("STARTING", "HEALTHY");
        assertThat(row.bands().get(1).to()).isEqualTo(7);
    }

    @Test
    void probesAreTicksOfTheirServer() {
        story.probe("a", 1, 200).probe("a", 2, 0).probe("b", 3, 200);
        Row row = Bands.ofServer(story.facts(), "a", true, 10);
        assertThat(row.ticks()).extracting(tick -> tick.good()).containsExactly(true, false);
        assertThat(row.ticks().get(1).note()).isEqualTo("probe got no answer");
    }

    @Test
    void panicIsABandOfThePool() {
        story.panic(3, Level.NORMAL, Level.IGNORE_PROBES, 5, 2).panic(8, Level.IGNORE_PROBES, Level.NORMAL, 5, 5);
        assertThat(Bands.ofPool(story.facts(), 10).bands())
                .extracting(Band::state)
                .containsExactly("NORMAL", "PANIC", "NORMAL");
    }
}

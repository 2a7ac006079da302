package io.github.evenkeel.select;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SelectorsTest {
    @Test
    void aSelectorThatIsPrintedSaysItsSettings() {
        assertThat(Selectors.adaptive().withBand(2).withScan(64))
                .asString()
                .contains("band=2.0", "memory=30", "scan=64");
        assertThat(Selectors.peakEwma(Duration.ofSeconds(3))).hasToString("peak EWMA over PT3S");
        assertThat(Selectors.sticky(Selectors.peakEwma())
                        .forgetAfter(Duration.ofMinutes(5))
                        .atMost(7))
                .hasToString("sticky for PT5M, at most 7 keys, peak EWMA over PT10S");
        assertThat(Selectors.subset(20, "web-1", Selectors.adaptive()))
                .hasToString("subset of 20 for web-1, " + Selectors.adaptive());
        assertThat(Selectors.maglevHash().bounded(1.5)).hasToString("maglev hash, loads bounded at 1.5");
    }

    @Test
    void oneWithoutSettingsSaysItsName() {
        assertThat(Selectors.powerOfTwoChoices()).hasToString("power of two choices");
        assertThat(Selectors.leastConnections()).hasToString("least connections");
        assertThat(Selectors.roundRobin()).hasToString("round robin");
        assertThat(Selectors.weightedRoundRobin()).hasToString("weighted round robin");
        assertThat(Selectors.random()).hasToString("random");
        assertThat(Selectors.weightedRandom()).hasToString("weighted random");
    }
}

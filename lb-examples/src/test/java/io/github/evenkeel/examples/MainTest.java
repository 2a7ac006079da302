package io.github.evenkeel.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void helpSaysWhatThereIs() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains("Usage: evenkeel", "tour", "Plays five acts", "bench", "Measures");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void theTourExplainsItsOptionsAndExitCodes() {
        assertThat(run("tour", "--help")).isZero();
        assertThat(out.toString()).contains("--rate", "--report", "--plain", "something did not");
    }

    @Test
    void anUnknownCommandIsNamedAndExitsWithTwo() {
        assertThat(run("tuor")).isEqualTo(2);
        assertThat(err.toString()).contains("'tuor'").contains("tour");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void anUnknownCommandIsAnsweredWithAllThereAre() {
        assertThat(run("nonsense")).isEqualTo(2);
        assertThat(err.toString()).contains("Commands: tour, bench, simulate, incident, soak, probes, help");
    }

    @Test
    void everyCommandSaysItsVersion() {
        for (String command : new String[] {"tour", "bench", "simulate", "incident", "soak", "probes"}) {
            assertThat(run(command, "-V")).isZero();
        }
        assertThat(run("-V")).isZero();
        assertThat(out.toString().lines()).hasSize(7).allMatch(line -> line.matches("evenkeel \\d+\\.\\d+\\.\\d+.*"));
    }

    @Test
    void anUnknownOptionIsNamedAndExitsWithTwo() {
        assertThat(run("tour", "--fast")).isEqualTo(2);
        assertThat(err.toString()).contains("--fast");
    }

    @Test
    void aRateOutOfRangeIsRefusedBeforeAnythingStarts() {
        assertThat(run("tour", "--rate", "7")).isEqualTo(2);
        assertThat(err.toString()).contains("--rate: 7.0 (expected: 50 to 1000)");
        assertThat(run("tour", "--rate", "NaN")).isEqualTo(2);
    }

    @Test
    void aReportThatCannotBeWrittenIsRefusedBeforeAnythingStarts(@TempDir Path directory) {
        assertThat(run("tour", "--report", directory.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("--report: " + directory + " (expected: a file that can be written)");
    }

    @Test
    void theBenchmarksExplainHowToNarrowThem() {
        assertThat(run("bench", "--help")).isZero();
        assertThat(out.toString()).contains("pick, rebuild, call", "--selector", "--n", "--threads", "--quick");
    }

    @Test
    void aSelectorThatIsNoneIsNamedWithAllThereAre() {
        assertThat(run("bench", "pick", "--selector", "adaptive,p3c")).isEqualTo(2);
        assertThat(err.toString())
                .contains("--selector: p3c (expected: adaptive, least-connections, p2c,", "maglev", "subset)");
    }

    @Test
    void poolsAndThreadsThatCannotBeMeasuredAreRefused() {
        assertThat(run("bench", "rebuild", "--n", "10,1")).isEqualTo(2);
        assertThat(run("bench", "pick", "--threads", "0")).isEqualTo(2);
        assertThat(err.toString()).contains("--n: 1 (expected: 2 to 100,000)", "--threads: 0 (expected: 1 to 64)");
    }

    private int run(String... arguments) {
        return Main.run(new PrintWriter(out), new PrintWriter(err), arguments);
    }
}

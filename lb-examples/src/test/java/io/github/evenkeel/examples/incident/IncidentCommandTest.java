package io.github.evenkeel.examples.incident;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class IncidentCommandTest {
    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void oneThatIsSurvivedExitsWithZeroAndLeavesAReport() throws IOException {
        Path report = directory.resolve("deep/incident.html");
        assertThat(run("i5", "--report", report.toString())).isZero();
        assertThat(out.toString()).contains("I5 ", "<= 0", "150").endsWith("incident: 1 of 1 survived\n");
        assertThat(Files.readString(report)).contains("<svg", "A deploy without draining", "1 of 1");
    }

    @Test
    void oneThatThereIsNotIsNamed() {
        assertThat(run("I14")).isEqualTo(2);
        assertThat(err.toString()).contains("which: I14 (expected: I1 to I13, or all)");
    }

    @Test
    void aReportThatCannotBeWrittenIsRefusedBeforeAnythingIsPlayed() {
        assertThat(run("I5", "--report", directory.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("--report: " + directory + " (expected: a file that can be written)");
        assertThat(out.toString()).isEmpty();
    }

    private int run(String... arguments) {
        return new CommandLine(new IncidentCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }
}

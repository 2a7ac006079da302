package io.github.evenkeel.examples.probes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

@Timeout(60)
class ProbesCommandTest {
    private static final Pattern LAST = Pattern.compile("\nprobes: (\\d) of 9 hold\n$");

    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    /** How much holds is the machine's business too: one that stands still makes probes late. */
    @Test
    void aShortRunTellsHowMuchHoldsAndExitsWithZeroOnlyIfAllDoes() throws IOException {
        Path report = directory.resolve("deep/probes.html");
        int code = run("--members", "20", "--interval", "1", "--seconds", "3", "--report", report.toString());
        Matcher last = LAST.matcher(out.toString().replace("\r", ""));
        assertThat(last.find()).as(out.toString()).isTrue();
        assertThat(code).isEqualTo(last.group(1).equals("9") ? 0 : 1);
        assertThat(err.toString()).isEmpty();
        assertThat(out.toString()).contains("probes made of 20 members", "members lost", "9: 8, and 1 that may hang");
        assertThat(Files.readString(report)).contains("<svg", "Probes begun per 100 ms", "Probe threads", "20 members");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--members 0           | --members: 0 (expected: 2 to 10,000)",
                "--members 10001       | --members: 10001 (expected: 2 to 10,000)",
                "--interval 61         | --interval: 61 (expected: 1 to 60)",
                "--seconds 14          | --seconds: 14 (expected: 15 to 600)",
                "--hanging 33          | --hanging: 33 (expected: 0 to 32)",
                "--members 9 --hanging 10            | --hanging: 10 (expected: 0 to 9)",
                "--members 9 --hanging 5 --throwing 5 | --throwing: 5 (expected: 0 to 4)",
                "--throwing -1         | --throwing: -1 (expected: 0 to 999)",
                "--report .            | --report: . (expected: a file that can be written)"
            })
    void badInputIsRefusedBeforeAnythingStarts(String arguments, String message) {
        assertThat(run(arguments.split(" ", -1))).isEqualTo(2);
        assertThat(err.toString()).startsWith(message);
        assertThat(out.toString()).isEmpty();
    }

    private int run(String... arguments) {
        return new CommandLine(new ProbesCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }
}

package io.github.evenkeel.examples.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.evenkeel.pool.BackendPool;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class SimulateCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path directory;

    @Test
    void aScenarioWhoseAimsHoldEndsWithZeroATableAndAReport() throws Exception {
        Path table = directory.resolve("table.txt");
        assertThat(run("q7", "--quick", "--selector", "p2c", "--table", table.toString()))
                .isZero();
        assertThat(out.toString().lines().reduce((before, last) -> last)).contains("simulate: 6 of 6 aims hold");
        assertThat(Files.readAllLines(table)).isEqualTo(out.toString().lines().toList());
        assertThat(Files.readString(directory.resolve("report.html")))
                .contains("q7 one at a time", "round robin", "Calls slower than this", "Share of the calls by server");
    }

    @Test
    void aScenarioWithAnAimThatMissesEndsWithOne() {
        assertThat(run("q1", "--quick", "--selector", "round robin")).isEqualTo(1);
        assertThat(out.toString()).contains("mean <= 1.180").contains("MISSES");
    }

    @Test
    void anUnknownScenarioIsNamedWithThoseThereAre() {
        assertThat(run("q99")).isEqualTo(2);
        assertThat(err.toString()).contains("what: q99 (expected: oracles, all, or one of q1, q2", "fast503s)");
    }

    @Test
    void anUnknownSelectorIsNamedWithThoseThereAre() {
        assertThat(run("q1", "--selector", "best")).isEqualTo(2);
        assertThat(err.toString())
                .contains("--selector: best (expected: one of default, ", "p2c")
                .contains("round robin");
    }

    @Test
    void oneSeedIsRefusedForItHasNoSpread() {
        assertThat(run("q1", "--seeds", "1")).isEqualTo(2);
        assertThat(err.toString()).contains("--seeds: 1 (expected: 2 to 10000");
    }

    @Test
    void aReportThatCannotBeWrittenIsRefusedBeforeAnythingStarts() {
        assertThat(new CommandLine(new SimulateCommand())
                        .setErr(new PrintWriter(err))
                        .execute("q1", "--report", directory.toString()))
                .isEqualTo(2);
        assertThat(err.toString()).contains("--report: " + directory + " (expected: a file that can be written)");
    }

    @Test
    void whatCannotBeCreatedIsRefusedBeforeAnythingStartsAndWhatCanIsNotLeftBehind() {
        // A name longer than any file system takes, which no permission helps with.
        Path tooLong = directory.resolve("x".repeat(1000));
        assertThat(run("q1", "--table", tooLong.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("--table: " + tooLong + " (expected: a file that can be written)");
        assertThat(out.toString()).isEmpty();
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void oraclesRefuseWhatTheyHaveNoUseFor() {
        assertThat(run("oracles", "--selector", "p2c")).isEqualTo(2);
        assertThat(err.toString()).contains("--selector: p2c (expected: none: oracles bring their own)");
        assertThat(run("oracles", "--table", "t.txt")).isEqualTo(2);
        assertThat(err.toString()).contains("--table: t.txt (expected: none: oracles have no table)");
    }

    @Test
    void theDefaultContenderIsWhatAPoolDefaultsTo() {
        try (BackendPool pool = BackendPool.builder("p").backend("10.0.0.1", 80).build()) {
            assertThat(Contender.DEFAULT.selector().name())
                    .isEqualTo(pool.status().selector());
        }
    }

    private int run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--report", directory.resolve("report.html").toString()));
        return new CommandLine(new SimulateCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(all.toArray(new String[0]));
    }
}

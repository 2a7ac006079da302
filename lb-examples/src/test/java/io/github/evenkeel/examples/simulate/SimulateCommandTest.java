package io.github.evenkeel.examples.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.evenkeel.pool.BackendPool;
import io.github.evenkeel.select.Selectors;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
    void adaptiveIsJudgedWithTheSettingsItIsGivenAndSaysThem() {
        // Two members looked at, of which the better is taken, are two choices: as far from the aim as those.
        assertThat(run("q1", "--quick", "--selector", "adaptive", "--adaptive", "scan=2,draws=2"))
                .isEqualTo(1);
        assertThat(out.toString())
                .contains("Adaptive[band=1.5, memory=30,", "scan=2, draws=2", "adaptive, tuned")
                .contains("MISSES")
                .doesNotContain("default");
    }

    @Test
    void everySettingOfAdaptiveCanBeGiven() {
        assertThat(Tuning.of(Map.of(
                                "band", "1.2",
                                "memory", "60",
                                "forgetting", "100",
                                "forgetAtLeast", "0.5",
                                "forgetAtMost", "10",
                                "scan", "64",
                                "draws", "3",
                                "reportMemory", "4"))
                        .toString())
                .isEqualTo(Selectors.adaptive()
                        .withBand(1.2)
                        .withMemory(60)
                        .withForgetting(100, Duration.ofMillis(500), Duration.ofSeconds(10))
                        .withScan(64)
                        .withDraws(3)
                        .withReportMemory(4)
                        .toString());
        // What is not given is the default, one bound of the forgetting too.
        String defaults = Selectors.adaptive().toString();
        assertThat(Tuning.of(Map.of())).hasToString(defaults);
        assertThat(Tuning.of(Map.of("forgetting", "200"))).hasToString(defaults);
        assertThat(Tuning.of(Map.of("forgetAtMost", "30", "forgetAtLeast", "1")))
                .hasToString(defaults);
    }

    @Test
    void aSettingThatDoesNotExistOrFitIsNamed() {
        assertThat(run("q1", "--adaptive", "memories=3")).isEqualTo(2);
        assertThat(run("q1", "--adaptive", "memory=3.5")).isEqualTo(2);
        assertThat(run("q1", "--adaptive", "band=1")).isEqualTo(2);
        assertThat(run("q1", "--adaptive", "forgetAtMost=-1")).isEqualTo(2);
        assertThat(run("q1", "--selector", "p2c", "--adaptive", "band=2")).isEqualTo(2);
        assertThat(run("oracles", "--adaptive", "band=2")).isEqualTo(2);
        assertThat(err.toString())
                .contains("--adaptive: memories (expected: band, memory, ")
                .contains("--adaptive: memory: 3.5 (expected: a whole number)")
                .contains("--adaptive: band: 1.0 (expected: > 1, finite)")
                .contains("--adaptive: forgetAtMost: -1.0 (expected: seconds, 0 to 1000000)")
                .contains("--selector: p2c (expected: adaptive or none beside --adaptive)")
                .contains("--adaptive: {band=2} (expected: none: oracles bring their own)");
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

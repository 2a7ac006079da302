package io.github.evenkeel.examples.simulate;

import io.github.evenkeel.examples.report.ReportFile;
import io.github.evenkeel.examples.report.ReportOption;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code simulate}: exit code 0 only if every aim, or every oracle, holds. */
@Command(
        name = "simulate",
        mixinStandardHelpOptions = true,
        description = "Runs fleets of clients and servers in virtual time, with real pools, and judges the selectors.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:everything holds", "1:something does not, or waits for a part not built", "2:wrong usage"})
public final class SimulateCommand implements Callable<Integer> {
    private static final int SEEDS = 5;
    static final int QUICK_SEEDS = 2;

    @Parameters(
            arity = "0..1",
            paramLabel = "<what>",
            defaultValue = "all",
            description =
                    "oracles (the simulator against theory), all (every scenario; the default), or the id of one.")
    private String what = "all";

    @Option(names = "--quick", description = "Fewer calls: under a minute.")
    private boolean quick;

    @Option(names = "--seeds", paramLabel = "<n>", description = "Runs of each scenario; default 5, quick 2.")
    private @Nullable Integer seeds;

    @Option(
            names = "--seed",
            paramLabel = "<first>",
            defaultValue = "1",
            description = "The first seed, the others follow it; default ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--selector",
            paramLabel = "<name>",
            description = "Judge this one instead of the default, beside round robin only.")
    private @Nullable String selector;

    @Option(
            names = "--adaptive",
            split = ",",
            paramLabel = "<setting>=<value>",
            description =
                    "Judge adaptive with these settings, the others as they are by default: band, memory, forgetting"
                            + " (typical latencies), forgetAtLeast, forgetAtMost (seconds), scan, draws, reportMemory.")
    private @Nullable Map<String, String> adaptive;

    @Mixin
    private final ReportOption report = new ReportOption();

    @Option(
            names = "--table",
            paramLabel = "<file>",
            description = "Write the table to this file too: how the build's golden file is renewed.")
    private @Nullable Path table;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (seeds != null && (seeds < 2 || seeds > 10_000)) {
            throw wrong("--seeds", seeds, "2 to 10000: one run has no spread");
        }
        PrintWriter out = spec.commandLine().getOut();
        if (what.equals("oracles")) {
            if (selector != null) throw wrong("--selector", selector, "none: oracles bring their own");
            if (adaptive != null) throw wrong("--adaptive", adaptive, "none: oracles bring their own");
            if (table != null) throw wrong("--table", table, "none: oracles have no table");
            return new OracleTrial(out).hold(quick, seeds, seed) ? 0 : 1;
        }
        List<Trial> trials = trials();
        Contender judged = judged();
        Path page = report.file();
        if (table != null && !ReportFile.writable(table)) throw wrong("--table", table, "a file that can be written");
        if (adaptive != null) out.println(judged.selector());
        Tournament tournament = new Tournament(out, contenders(judged), judged);
        int runs = seeds != null ? seeds : quick ? QUICK_SEEDS : SEEDS;
        List<Tournament.Outcome> outcomes = tournament.play(trials, runs, seed);
        Files.writeString(page, SimulateReport.of(outcomes, judged, tournament.held(), tournament.total()));
        if (table != null) Files.writeString(table, tournament.table());
        return tournament.held() == tournament.total() ? 0 : 1;
    }

    /** All there are, the quick ones with a tenth of the calls. */
    static List<Trial> all(boolean quick) {
        List<Trial> all = new ArrayList<>(QualityTrials.all(quick));
        all.addAll(PublishedTrials.all());
        return all;
    }

    private List<Trial> trials() {
        List<Trial> all = all(quick);
        if (what.equals("all")) return all;
        List<Trial> some = all.stream().filter(trial -> trial.id().equals(what)).toList();
        if (!some.isEmpty()) return some;
        Set<String> ids = all.stream().map(Trial::id).collect(Collectors.toCollection(LinkedHashSet::new));
        throw wrong("what", what, "oracles, all, or one of " + String.join(", ", ids));
    }

    private Contender judged() {
        if (adaptive != null) return tuned(adaptive);
        String name = selector;
        if (name == null) return Contender.DEFAULT;
        return Contender.ALL.stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> wrong(
                        "--selector",
                        name,
                        "one of " + Contender.ALL.stream().map(Contender::name).collect(Collectors.joining(", "))));
    }

    private Contender tuned(Map<String, String> settings) {
        if (selector != null && !selector.equals("adaptive")) {
            throw wrong("--selector", selector, "adaptive or none beside --adaptive");
        }
        try {
            return new Contender("adaptive, tuned", Tuning.of(settings));
        } catch (IllegalArgumentException refused) {
            throw new ParameterException(spec.commandLine(), "--adaptive: " + refused.getMessage(), refused);
        }
    }

    private List<Contender> contenders(Contender judged) {
        if (selector == null && adaptive == null) return Contender.ALL;
        return judged == Contender.ROUND_ROBIN ? List.of(judged) : List.of(judged, Contender.ROUND_ROBIN);
    }

    private ParameterException wrong(String name, Object value, String expected) {
        return new ParameterException(spec.commandLine(), name + ": " + value + " (expected: " + expected + ")");
    }
}

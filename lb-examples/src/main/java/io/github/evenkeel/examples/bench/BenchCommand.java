package io.github.evenkeel.examples.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.openjdk.jmh.runner.RunnerException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bench}: what things cost, next to floors measured in the same run. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description =
                "Measures with JMH what a pick, a change of members, the call of an HTTP client, an outcome and a sweep"
                        + " cost, next to floors in the same run.")
public final class BenchCommand implements Callable<Integer> {
    /** What can be measured. */
    public enum Subject {
        /** Selectors, as callers see them. */
        pick,
        /** Selectors, as the control plane sees them. */
        rebuild,
        /** A client, with the interceptor and without. */
        call,
        /** Outlier detection, as callers see it. */
        outcome,
        /** Outlier detection, as the control plane sees it. */
        sweep
    }

    private static final int MOST_MEMBERS = 100_000;

    /** Each listens in the JVM that is measured. */
    private static final int MOST_SERVERS = 500;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Parameters(
            arity = "0..1",
            defaultValue = "pick",
            description = "What to measure: ${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
    private Subject subject = Subject.pick;

    @Option(names = "--quick", description = "Under two minutes: fewer sizes, shorter runs, wider errors.")
    private boolean quick;

    @Option(
            names = "--selector",
            split = ",",
            paramLabel = "NAME",
            description = "Only these, such as adaptive or p2c; an unknown name lists all; not for sweep.")
    private List<String> selectors = new ArrayList<>();

    @Option(names = "--n", split = ",", description = "Only pools of these sizes, 2 to 100,000; 1 to 500 for call.")
    private List<Integer> sizes = new ArrayList<>();

    @Option(names = "--threads", split = ",", description = "Only by so many threads, 1 to 64; for pick.")
    private List<Integer> threads = new ArrayList<>();

    @Override
    public Integer call() throws RunnerException {
        Cut cut = cut();
        Harness.passClassPath(BenchCommand.class.getClassLoader());
        Table table = switch (subject) {
            case pick -> new PickTable(cut);
            case rebuild -> new RebuildTable(cut);
            case call -> new CallTable(cut);
            case outcome -> new OutcomeTable(cut);
            case sweep -> new SweepTable(cut);
        };
        List<Case> cases = table.cases();
        System.out.printf(
                "bench %s: Java %s, %d processors, %d measurements%n",
                subject,
                System.getProperty("java.version"),
                Runtime.getRuntime().availableProcessors(),
                cases.size());
        Map<Case, Measurement> results = new LinkedHashMap<>();
        long start = System.nanoTime();
        for (Case each : cases) {
            int done = results.size();
            double seconds = (System.nanoTime() - start) / 1e9;
            String left =
                    done == 0 ? "" : String.format(Locale.ROOT, "%.0f s left", seconds / done * (cases.size() - done));
            System.out.printf(Locale.ROOT, "%3d/%d %5.0f s %12s  %s%n", done + 1, cases.size(), seconds, left, each);
            results.put(each, Harness.run(each, table.rounds(each, quick)));
        }
        System.out.printf("%n%s%n", table.of(results));
        return 0;
    }

    private Cut cut() {
        int least = subject == Subject.call ? 1 : 2;
        int most = subject == Subject.call ? MOST_SERVERS : MOST_MEMBERS;
        String range = String.format(Locale.ROOT, "%d to %,d", least, most);
        for (int size : sizes) expect(size >= least && size <= most, "--n", size, range);
        for (int count : threads) {
            expect(subject == Subject.pick, "--threads", count, "none, but for pick");
            expect(count >= 1 && count <= 64, "--threads", count, "1 to 64");
        }
        return new Cut(quick, selectors.stream().map(this::strategy).toList(), sizes, threads);
    }

    private Strategy strategy(String label) {
        List<Strategy> known = switch (subject) {
            case pick, rebuild, call -> List.of(Strategy.values());
            case outcome -> OutcomeTable.STRATEGIES;
            case sweep -> List.of();
        };
        for (Strategy strategy : known) {
            if (strategy.label().equals(label)) return strategy;
        }
        String labels = known.stream().map(Strategy::label).collect(Collectors.joining(", "));
        throw wrong("--selector", label, labels.isEmpty() ? "none for " + subject : labels);
    }

    private void expect(boolean holds, String option, int value, String expected) {
        if (!holds) throw wrong(option, value, expected);
    }

    private ParameterException wrong(String option, Object value, String expected) {
        return new ParameterException(spec.commandLine(), option + ": " + value + " (expected: " + expected + ")");
    }
}

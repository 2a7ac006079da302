package io.github.evenkeel.examples.bench;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.openjdk.jmh.runner.RunnerException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bench pick}: every selector, size and number of threads, next to its floor. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Measures what a pick and a whole call cost, next to hand-written floors in the same run.")
public final class BenchCommand implements Callable<Integer> {
    /** What can be measured. */
    public enum Subject {
        /** Selectors. */
        pick
    }

    @Parameters(
            arity = "0..1",
            defaultValue = "pick",
            description = "what to measure: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
    private Subject subject = Subject.pick;

    @Option(names = "--quick", description = "under two minutes: fewer sizes, shorter runs, wider errors")
    private boolean quick;

    @Override
    public Integer call() throws RunnerException {
        Harness.passClassPath(BenchCommand.class.getClassLoader());
        System.out.printf(
                "bench %s: %s, %d processors%n",
                subject,
                System.getProperty("java.vm.version"),
                Runtime.getRuntime().availableProcessors());
        List<Case> cases = cases();
        List<Measurement> results = new ArrayList<>();
        Harness harness = new Harness(quick);
        long start = System.nanoTime();
        for (Case each : cases) {
            double seconds = (System.nanoTime() - start) / 1e9;
            System.out.printf(Locale.ROOT, "%3d/%d  %5.0f s  %s%n", results.size() + 1, cases.size(), seconds, each);
            results.add(harness.run(each.type, each.method, each.parameters(), each.threads));
        }
        print(cases, results, System.out);
        return 0;
    }

    private List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (int threads = 1; threads <= 2; threads++) {
            for (int n : quick ? new int[] {10, 10_000} : new int[] {10, 100, 1_000, 10_000}) {
                for (String floor : List.of("index", "pick", "call")) {
                    cases.add(new Case(FloorBench.class, floor, "", n, threads));
                }
                for (PickBench.Strategy strategy : PickBench.Strategy.values()) {
                    for (String method : List.of("pick", "call")) {
                        cases.add(new Case(PickBench.class, method, strategy.name(), n, threads));
                    }
                }
            }
        }
        return cases;
    }

    private static void print(List<Case> cases, List<Measurement> results, PrintStream out) {
        out.printf("%n%-7s %7s  %-28s %8s %8s  %9s  %6s%n", "threads", "N", "", "ns/op", "+-", "x floor", "B/op");
        for (int i = 0; i < cases.size(); i++) {
            Case each = cases.get(i);
            Measurement result = results.get(i);
            String ratio = "";
            for (int j = 0; j < cases.size(); j++) {
                if (cases.get(j).isFloorOf(each)) {
                    ratio = String.format(
                            Locale.ROOT, "%.2f", result.nanos() / results.get(j).nanos());
                }
            }
            out.printf(
                    Locale.ROOT,
                    "%-7d %7d  %-28s %8.1f %8.1f  %9s  %6.0f%n",
                    each.threads,
                    each.n,
                    each.label(),
                    result.nanos(),
                    result.error(),
                    ratio,
                    result.bytes());
        }
        out.println(
                "\npick: P2C's floor is two choices over an array of atomic counters; call: the same with in flight up and"
                        + " down,\none outcome counted and two clock reads. Compare ratios, not nanoseconds: machines are noisy.");
    }

    private record Case(Class<?> type, String method, String strategy, int n, int threads) {
        Map<String, String> parameters() {
            return strategy.isEmpty()
                    ? Map.of("n", Integer.toString(n))
                    : Map.of("n", Integer.toString(n), "strategy", strategy);
        }

        boolean isFloorOf(Case other) {
            return strategy.isEmpty()
                    && !other.strategy.isEmpty()
                    && method.equals(other.method)
                    && n == other.n
                    && threads == other.threads;
        }

        String label() {
            return (strategy.isEmpty() ? "floor: " : strategy + " ") + method;
        }

        @Override
        public String toString() {
            return label() + ", N = " + n + ", threads = " + threads;
        }
    }
}

package io.github.evenkeel.examples.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.openjdk.jmh.runner.RunnerException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bench}: what things cost, next to floors measured in the same run. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description =
                "Measures with JMH what a pick, a whole call and the interceptor cost, next to floors in the same run.")
public final class BenchCommand implements Callable<Integer> {
    /** What can be measured. */
    public enum Subject {
        /** Selectors. */
        pick,
        /** OkHttp. */
        interceptor
    }

    @Parameters(
            arity = "0..1",
            defaultValue = "pick",
            description = "What to measure: ${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
    private Subject subject = Subject.pick;

    @Option(names = "--quick", description = "Under two minutes: fewer sizes, shorter runs, wider errors.")
    private boolean quick;

    @Override
    public Integer call() throws RunnerException {
        Harness.passClassPath(BenchCommand.class.getClassLoader());
        Harness harness = new Harness(quick);
        Table table = subject == Subject.pick ? new PickTable(quick) : new InterceptorTable();
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
            double seconds = (System.nanoTime() - start) / 1e9;
            System.out.printf(Locale.ROOT, "%3d/%d %5.0f s  %s%n", results.size() + 1, cases.size(), seconds, each);
            results.put(each, harness.run(each));
        }
        System.out.printf("%n%s%n", table.of(results));
        return 0;
    }
}

package io.github.evenkeel.examples.simulate;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;

/**
 * What one selector gave in one trial: the mean over the seeds of each figure, and how the aims went.
 *
 * @param first the run with the first seed, for what is shown over time
 */
record Result(
        Contender contender,
        Estimate mean,
        double p50,
        double p99,
        double p999,
        double success,
        double sends,
        double worstShare,
        Histogram latencies,
        Run first,
        List<Aim.Judged> aims) {

    static Result of(Contender contender, List<Run> runs, List<Aim.Judged> aims) {
        Histogram all = new Histogram(3);
        runs.forEach(run -> all.add(run.latencies()));
        return new Result(
                contender,
                Estimate.mean(runs.stream().mapToDouble(Run::mean).toArray()),
                mean(runs, run -> run.quantile(0.5)),
                mean(runs, run -> run.quantile(0.99)),
                mean(runs, run -> run.quantile(0.999)),
                mean(runs, Run::success),
                mean(runs, Run::sends),
                mean(runs, Run::worstShare),
                all,
                runs.get(0),
                List.copyOf(aims));
    }

    private static double mean(List<Run> runs, ToDoubleFunction<Run> of) {
        return runs.stream().mapToDouble(of).average().orElse(Double.NaN);
    }

    /** The cells of its row, without those of the aims. */
    List<String> cells() {
        return List.of(
                figure(mean.value()),
                figure(p50),
                figure(p99),
                figure(p999),
                percent(success, 3),
                String.format(Locale.ROOT, "%.0f", sends),
                percent(worstShare, 2),
                percent(mean.sigma() / mean.value(), 2));
    }

    private static String percent(double share, int digits) {
        return String.format(Locale.ROOT, "%." + digits + "f%%", 100 * share);
    }

    private static String figure(double value) {
        return value >= 0.01 || value == 0
                ? String.format(Locale.ROOT, "%.3f", value)
                : String.format(Locale.ROOT, "%.2e", value);
    }
}

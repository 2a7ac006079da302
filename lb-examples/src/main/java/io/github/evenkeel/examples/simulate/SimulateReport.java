package io.github.evenkeel.examples.simulate;

import io.github.evenkeel.examples.report.Axes;
import io.github.evenkeel.examples.report.Chart;
import io.github.evenkeel.examples.report.HtmlReport;
import io.github.evenkeel.examples.report.LineChart;
import io.github.evenkeel.examples.report.Palette;
import io.github.evenkeel.examples.report.Series;
import io.github.evenkeel.examples.report.StackedChart;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** The page with plots: per scenario the distribution of latency by selector, and the servers' shares over time. */
final class SimulateReport {
    private static final int POINTS = 60;

    /** Buckets of time in a chart; a page has many of them. */
    private static final int STEPS = 60;

    /** Of a slower call than the last one shown: one in ten thousand. */
    private static final double LEAST_PERCENT = 0.01;

    private SimulateReport() {}

    static String of(List<Tournament.Outcome> outcomes, Contender judged, int held, int total) {
        HtmlReport page = new HtmlReport(
                "Selection in simulated fleets", "Virtual time, real pools; figures are means over the seeds.");
        page.tiles(List.of(new HtmlReport.Tile(held + " of " + total, "aims hold")));
        page.heading("All scenarios").table(columns(), rows(outcomes));
        for (Tournament.Outcome outcome : outcomes) {
            Scenario scenario = outcome.trial().scenario();
            if (scenario == null) continue;
            page.heading(scenario.name());
            page.paragraph(told(scenario));
            page.chart(latencies(scenario, outcome.results(), judged));
            for (Result result : outcome.results()) {
                if (isShown(scenario, result, judged)) page.chart(shares(scenario, result));
            }
        }
        return page.toString();
    }

    private static List<HtmlReport.Column> columns() {
        List<HtmlReport.Column> columns = new ArrayList<>();
        columns.add(new HtmlReport.Column("scenario", false));
        columns.add(new HtmlReport.Column("selector", false));
        Tournament.COLUMNS.forEach(name -> columns.add(new HtmlReport.Column(name, true)));
        columns.add(new HtmlReport.Column("aims", false));
        return columns;
    }

    private static List<List<String>> rows(List<Tournament.Outcome> outcomes) {
        List<List<String>> rows = new ArrayList<>();
        for (Tournament.Outcome outcome : outcomes) {
            Scenario scenario = outcome.trial().scenario();
            String name = scenario == null ? outcome.trial().id() : scenario.name();
            for (Result result : outcome.results()) {
                rows.add(row(name, result.contender().name(), result.cells(), result.aims()));
            }
            if (outcome.results().isEmpty()) {
                List<String> none =
                        Tournament.COLUMNS.stream().map(column -> "-").toList();
                rows.add(row(name, "-", none, outcome.measured()));
            }
        }
        return rows;
    }

    private static List<String> row(String name, String selector, List<String> cells, List<Aim.Judged> aims) {
        List<String> row = new ArrayList<>(List.of(name, selector));
        row.addAll(cells);
        row.add(String.join("; ", aims.stream().map(Aim.Judged::toString).toList()));
        return row;
    }

    private static String told(Scenario scenario) {
        return (scenario.about() + " " + scenario.servers().size()).strip() + " servers, " + scenario.clients()
                + " client(s), "
                + (scenario.arrivals() == Scenario.Arrivals.ONE_AT_A_TIME
                        ? "one call at a time each"
                        : String.format(Locale.ROOT, "%.4g calls per unit of time", scenario.rate()))
                + "; a unit is " + scenario.unit().toMillis() + " ms for the pools.";
    }

    /** For equal servers that stay as they are, one selector's picture says all there is. */
    private static boolean isShown(Scenario scenario, Result result, Contender judged) {
        boolean eventful = scenario.servers().stream().distinct().count() > 1;
        return eventful || result.contender() == judged;
    }

    /** Both axes are logarithmic: the tail is what people wait for, and the best is far from the worst. */
    private static Chart latencies(Scenario scenario, List<Result> results, Contender judged) {
        double shortest = Double.POSITIVE_INFINITY;
        double longest = 0;
        for (Result result : results) {
            longest = Math.max(longest, result.p999());
            shortest = Math.min(shortest, result.p50());
        }
        // Half a decade below the medians, where all have most of their calls before them. Where none is answered,
        // there is still an axis.
        boolean some = shortest > 0 && longest < Double.POSITIVE_INFINITY;
        int from = some ? (int) Math.floor(Math.log10(shortest) - 0.5) : 0;
        int to = some ? Math.max(from + 1, (int) Math.ceil(Math.log10(longest) + 0.01)) : 1;
        double width = (to - from) / (double) POINTS;
        List<Series> series = new ArrayList<>();
        for (Result result : results) {
            if (result.contender() == judged) continue;
            int n = series.size();
            series.add(new Series(
                    result.contender().name(),
                    Palette.distinct(n),
                    Palette.dashed(n),
                    slower(scenario, result, from, width)));
        }
        for (Result result : results) {
            if (result.contender() != judged) continue;
            // Last, so that it lies above the others.
            series.add(new Series(judged.name(), Palette.INK, false, true, slower(scenario, result, from, width)));
        }
        return new LineChart(
                "Calls slower than this",
                "Across: latency, in units of the scenario's time.",
                "% of calls",
                Axes.decades(from, to - from, "latency, units"),
                width,
                true,
                series);
    }

    private static double[] slower(Scenario scenario, Result result, int from, double width) {
        double[] values = new double[POINTS];
        for (int i = 0; i < POINTS; i++) {
            values[i] = percentSlower(scenario, result.latencies(), Math.pow(10, from + (i + 0.5) * width));
        }
        return values;
    }

    private static double percentSlower(Scenario scenario, Histogram latencies, double units) {
        long value = (long) (units * scenario.unit().toNanos());
        long faster = value >= latencies.getMaxValue()
                ? latencies.getTotalCount()
                : latencies.getCountBetweenValues(0, value);
        long slower = latencies.getTotalCount() - faster;
        double percent = 100.0 * slower / latencies.getTotalCount();
        return percent < LEAST_PERCENT ? Double.NaN : percent;
    }

    private static Chart shares(Scenario scenario, Result result) {
        double seconds = scenario.end() * scenario.unit().toNanos() / 1e9;
        List<Series> series = new ArrayList<>();
        for (List<Integer> alike : alike(scenario)) {
            double[] values = new double[STEPS];
            for (int i = 0; i < STEPS; i++) {
                double from = scenario.end() * i / STEPS;
                for (int server : alike) {
                    values[i] += 100 * result.first().share(server, from, from + scenario.end() / STEPS);
                }
            }
            String name = "#" + (alike.get(0) + 1);
            if (alike.size() > 1) name += " and " + (alike.size() - 1) + " like it";
            series.add(Series.of(name, Palette.distinct(series.size()), values));
        }
        return new StackedChart(
                "Share of the calls by server: " + result.contender().name(),
                "",
                "% of calls",
                new Axes(seconds, List.of()),
                seconds / STEPS,
                160,
                series);
    }

    /** Servers that are alike are one stripe; where all are, the first is set apart, to be held against the rest. */
    private static List<List<Integer>> alike(Scenario scenario) {
        boolean all = scenario.servers().stream().distinct().count() == 1;
        Map<Object, List<Integer>> alike = new LinkedHashMap<>();
        for (int i = 0; i < scenario.servers().size(); i++) {
            Object group = all ? i == 0 : scenario.servers().get(i);
            alike.computeIfAbsent(group, key -> new ArrayList<>()).add(i);
        }
        return List.copyOf(alike.values());
    }
}

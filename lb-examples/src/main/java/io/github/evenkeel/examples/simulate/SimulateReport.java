package io.github.evenkeel.examples.simulate;

import io.github.evenkeel.examples.report.Axes;
import io.github.evenkeel.examples.report.Chart;
import io.github.evenkeel.examples.report.HtmlReport;
import io.github.evenkeel.examples.report.LineChart;
import io.github.evenkeel.examples.report.Palette;
import io.github.evenkeel.examples.report.Series;
import io.github.evenkeel.examples.report.StackedChart;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/** The page with plots: per scenario the distribution of latency by selector, and the servers' shares over time. */
final class SimulateReport {
    private static final int POINTS = 120;

    /** Buckets of time in a chart; a page has many of them. */
    private static final int STEPS = 60;

    /** Of a slower call than the last one shown: one in ten thousand. */
    private static final double LEAST_PERCENT = 0.01;

    /** More servers than this are no picture. */
    private static final int MOST_SERVERS = 24;

    private SimulateReport() {}

    static String of(List<Tournament.Outcome> outcomes, int held, int total) {
        HtmlReport page = new HtmlReport(
                "Selection in simulated fleets", "Virtual time, real pools; figures are means over the seeds.");
        page.tiles(List.of(new HtmlReport.Tile(held + " of " + total, "aims hold")));
        page.heading("All scenarios").table(columns(), rows(outcomes));
        for (Tournament.Outcome outcome : outcomes) {
            Scenario scenario = outcome.trial().scenario();
            if (scenario == null) continue;
            page.heading(scenario.name());
            page.paragraph(told(scenario));
            page.chart(latencies(scenario, outcome.results()));
            for (Result result : outcome.results()) {
                if (isShown(scenario, result)) page.chart(shares(scenario, result));
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
    private static boolean isShown(Scenario scenario, Result result) {
        if (scenario.servers().size() > MOST_SERVERS) return false;
        boolean eventful = scenario.servers().stream().distinct().count() > 1;
        return eventful || result.contender() == Contender.DEFAULT;
    }

    /** The share of slower calls on a logarithmic axis: the tail is what people wait for. */
    private static Chart latencies(Scenario scenario, List<Result> results) {
        double longest = 0;
        for (Result result : results) longest = Math.max(longest, result.p999());
        // Where all calls take the same, or none is answered, there is still an axis.
        double width = longest > 0 ? longest * 1.25 / POINTS : 1;
        List<Series> series = new ArrayList<>();
        for (Result result : results) {
            double[] values = new double[POINTS];
            for (int i = 0; i < POINTS; i++) values[i] = percentSlower(scenario, result.latencies(), (i + 0.5) * width);
            series.add(Series.of(result.contender().name(), Palette.distinct(series.size()), values));
        }
        return new LineChart(
                "Calls slower than this",
                "Across: latency, in units of the scenario's time.",
                "% of calls",
                new Axes(width * POINTS, List.of(), "latency, units"),
                width,
                true,
                series);
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
        for (int server = 0; server < scenario.servers().size(); server++) {
            double[] values = new double[STEPS];
            for (int i = 0; i < STEPS; i++) {
                double from = scenario.end() * i / STEPS;
                values[i] = 100 * result.first().share(server, from, from + scenario.end() / STEPS);
            }
            series.add(Series.of("#" + (server + 1), Palette.distinct(server), values));
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
}

package io.github.evenkeel.examples.probes;

import io.github.evenkeel.examples.report.Axes;
import io.github.evenkeel.examples.report.HtmlReport;
import io.github.evenkeel.examples.report.HtmlReport.Column;
import io.github.evenkeel.examples.report.LineChart;
import io.github.evenkeel.examples.report.Palette;
import io.github.evenkeel.examples.report.Series;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The page: what had to hold, and when probes began on how many threads. Pure. */
final class ProbesReport {
    private ProbesReport() {}

    static String of(Observed observed, List<Check> checks) {
        Settings settings = observed.settings();
        Axes axes = new Axes(observed.elapsed(), List.of());
        HtmlReport page = new HtmlReport(
                "Probes",
                String.format(
                        Locale.ROOT,
                        "%,d members on loopback, probed every %d s; %d of them hang, %d throw.",
                        settings.members(),
                        settings.interval(),
                        settings.hanging(),
                        settings.throwing()));
        page.table(
                List.of(
                        new Column("what", false),
                        new Column("measured", false),
                        new Column("limit", false),
                        new Column("", false)),
                checks.stream()
                        .map(each -> List.of(
                                each.what(), each.measured(), each.limit(), each.holds() ? "holds" : "does not"))
                        .toList());
        double[] begun = Arrays.stream(observed.perSlot()).asDoubleStream().toArray();
        page.chart(new LineChart(
                "Probes begun per 100 ms",
                "The first of all members are spread evenly over one interval; each one after that is an interval later, 10 % more"
                        + " or less at random.",
                "",
                axes,
                Observed.SLOT,
                false,
                List.of(
                        Series.of("begun", Palette.BLUE, begun),
                        constant("even share", observed.evenShare(), begun.length))));
        double[] threads =
                observed.threads().stream().mapToDouble(Integer::intValue).toArray();
        page.chart(new LineChart(
                "Probe threads",
                "Alive, idle ones among them. A probe that hangs keeps its thread until the time-out interrupts it.",
                "",
                axes,
                ProbesRun.SAMPLE,
                false,
                List.of(
                        Series.of("threads", Palette.BLUE, threads),
                        constant("limit", Judgement.threadLimit(settings), threads.length))));
        return page.toString();
    }

    private static Series constant(String name, double value, int length) {
        double[] values = new double[length];
        Arrays.fill(values, value);
        return new Series(name, Palette.VERMILLION, true, values);
    }
}

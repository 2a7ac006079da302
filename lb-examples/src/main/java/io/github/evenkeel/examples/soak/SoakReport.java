package io.github.evenkeel.examples.soak;

import io.github.evenkeel.examples.report.Axes;
import io.github.evenkeel.examples.report.HtmlReport;
import io.github.evenkeel.examples.report.LineChart;
import io.github.evenkeel.examples.report.Palette;
import io.github.evenkeel.examples.report.Series;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The page: what had to hold, and how the process fared. Pure. */
final class SoakReport {
    private SoakReport() {}

    static String of(Soak soak) {
        List<Vitals> vitals = soak.vitals();
        HtmlReport page = new HtmlReport(
                "Soak", Soak.BACKENDS + " backends on loopback that misbehave by chance: " + soak.last() + ".");
        page.judgement(
                "What had to hold",
                soak.holds(),
                soak.checks().stream().map(Object::toString).toList());
        page.chart(chart("Heap after a collection", "MB", vitals, each -> each.heap() / 1e6));
        page.chart(chart("Threads", "", vitals, Vitals::threads));
        page.chart(chart("Open files, sockets among them", "", vitals, Vitals::sockets));
        page.chart(new LineChart(
                "Calls per second",
                "Failed ones are those that nobody could have saved.",
                "",
                axes(vitals),
                Soak.step(),
                false,
                List.of(
                        Series.of("all", Palette.BLUE, rates(vitals, Vitals::calls)),
                        Series.of("failed", Palette.VERMILLION, rates(vitals, Vitals::failed)))));
        return page.toString();
    }

    private static LineChart chart(String title, String unit, List<Vitals> vitals, ToDoubleFunction<Vitals> figure) {
        double[] values = vitals.stream().mapToDouble(figure).toArray();
        return new LineChart(
                title, "", unit, axes(vitals), Soak.step(), false, List.of(Series.of(title, Palette.BLUE, values)));
    }

    private static Axes axes(List<Vitals> vitals) {
        return new Axes(Soak.step() * Math.max(1, vitals.size()), List.of());
    }

    private static double[] rates(List<Vitals> vitals, ToDoubleFunction<Vitals> total) {
        double[] rates = new double[vitals.size()];
        double before = 0;
        for (int i = 0; i < rates.length; i++) {
            double now = total.applyAsDouble(vitals.get(i));
            rates[i] = (now - before) / Soak.step();
            before = now;
        }
        return rates;
    }
}

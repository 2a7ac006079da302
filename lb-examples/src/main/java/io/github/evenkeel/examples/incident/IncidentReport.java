package io.github.evenkeel.examples.incident;

import io.github.evenkeel.examples.report.Axes;
import io.github.evenkeel.examples.report.HtmlReport;
import io.github.evenkeel.examples.report.HtmlReport.Column;
import io.github.evenkeel.examples.report.LineChart;
import io.github.evenkeel.examples.report.Palette;
import io.github.evenkeel.examples.report.Series;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The page: a table, and each incident's two runs in one plot. Pure. */
final class IncidentReport {
    private IncidentReport() {}

    static String of(List<Verdict> verdicts) {
        HtmlReport page = new HtmlReport(
                "Incidents",
                "Each played twice in virtual time: with the settings that caused it, and with the defaults.");
        long survived = verdicts.stream().filter(Verdict::survived).count();
        page.tiles(List.of(new HtmlReport.Tile(survived + " of " + verdicts.size(), "survived")));
        page.heading("All").table(columns(), rows(verdicts));
        for (Verdict each : verdicts) {
            Incident incident = each.incident();
            page.heading(incident.name() + " " + incident.title());
            if (each.ours().curve().length == 0) {
                page.paragraph("Waits for " + incident.waitsFor() + ".");
                continue;
            }
            page.paragraph("Naive: " + incident.naive() + ".");
            page.chart(chart(each));
        }
        return page.toString();
    }

    private static LineChart chart(Verdict verdict) {
        Observed naive = verdict.naive();
        Observed ours = verdict.ours();
        return new LineChart(
                verdict.incident().plotted(),
                "",
                "",
                new Axes(ours.second() * ours.curve().length, List.of()),
                ours.second(),
                false,
                List.of(
                        new Series("naive", Palette.VERMILLION, true, naive.curve()),
                        new Series("ours", Palette.BLUE, false, true, ours.curve())));
    }

    private static List<Column> columns() {
        return List.of(
                new Column("incident", false),
                new Column("measured", false),
                new Column("limit", true),
                new Column("naive", true),
                new Column("ours", true),
                new Column("survived?", false));
    }

    private static List<List<String>> rows(List<Verdict> verdicts) {
        List<List<String>> rows = new ArrayList<>();
        for (Verdict each : verdicts) {
            Incident incident = each.incident();
            for (int i = 0; i < incident.measures().size(); i++) {
                Measure measure = incident.measures().get(i);
                @Nullable Bound bound = measure.ours();
                rows.add(List.of(
                        incident.name() + " " + incident.title(),
                        measure.what(),
                        bound == null ? "" : bound.toString(),
                        Figures.text(each.figure(Side.NAIVE, i)),
                        Figures.text(each.figure(Side.OURS, i)),
                        each.inWords()));
            }
        }
        return rows;
    }
}

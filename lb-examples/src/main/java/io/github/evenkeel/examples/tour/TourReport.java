package io.github.evenkeel.examples.tour;

import io.github.evenkeel.examples.report.Axes;
import io.github.evenkeel.examples.report.Chart;
import io.github.evenkeel.examples.report.HtmlReport;
import io.github.evenkeel.examples.report.HtmlReport.Column;
import io.github.evenkeel.examples.report.HtmlReport.Tile;
import io.github.evenkeel.examples.report.LineChart;
import io.github.evenkeel.examples.report.Palette;
import io.github.evenkeel.examples.report.Series;
import io.github.evenkeel.examples.report.StackedChart;
import io.github.evenkeel.examples.report.StateBands;
import io.github.evenkeel.examples.report.StateBands.Row;
import io.github.evenkeel.examples.tour.Facts.Called;
import io.github.evenkeel.examples.tour.Facts.Served;
import io.github.evenkeel.examples.tour.Tour.Played;
import io.github.evenkeel.pool.PoolEvent.MemberJoined;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The tour as a page. Pure. */
final class TourReport {
    /** Seconds per value: short enough to see an ejection, long enough for some tens of calls. */
    private static final double BUCKET = 0.5;
    /** Seconds per value of a quantile: a p99 wants at least a hundred calls. */
    private static final double WIDE_BUCKET = 1;

    private final Tour.Memory tour;
    private final Facts facts;
    private final Axes axes;
    private final List<String> servers;

    private TourReport(Tour.Memory tour) {
        this.tour = tour;
        this.facts = tour.facts();
        List<Axes.Mark> marks = new ArrayList<>();
        for (Played act : tour.acts()) {
            String label = (marks.size() + 1) + " " + act.title();
            marks.add(new Axes.Mark(facts.seconds(act.from()), label));
        }
        this.axes = new Axes(tour.seconds(), marks);
        this.servers =
                facts.served().stream().map(Served::server).distinct().sorted().toList();
    }

    /** The page as text. */
    static String of(Tour.Memory tour) {
        return new TourReport(tour).page().toString();
    }

    private HtmlReport page() {
        HtmlReport page = new HtmlReport(
                "Evenkeel: the tour",
                "Five HTTP servers, one balanced OkHttp client, and what goes wrong in production. Times are shortened: an"
                        + " ejection lasts " + Stage.EJECTION.toSeconds()
                        + " s instead of 30 s, probes come every 0.5 s instead of 5 s.");
        page.tiles(tiles());
        page.heading("Calls and health");
        page.chart(calls()).chart(states()).chart(failures()).chart(latency()).chart(inFlight());
        page.heading("Verdicts");
        page.paragraph("Each act is judged by what the servers counted and by the pool's events.");
        for (Played act : tour.acts()) {
            List<String> lines = act.verdict().checks().stream()
                    .map(check -> (check.holds() ? "" : "NOT SO: ") + check.said())
                    .toList();
            page.judgement(act.title(), act.verdict().holds(), lines);
        }
        page.heading("The story");
        page.table(
                List.of(new Column("time, s", true), new Column("told by", false), new Column("what", false)),
                tour.story().stream()
                        .map(line -> List.of(
                                String.format(Locale.ROOT, "%.1f", line.seconds()),
                                line.pool() ? "pool" : "tour",
                                line.text()))
                        .toList());
        page.heading("The pool at the end");
        List<String> head = PoolTable.head();
        page.table(
                IntStream.range(0, head.size())
                        .mapToObj(i -> new Column(head.get(i).toLowerCase(Locale.ROOT), PoolTable.right(i)))
                        .toList(),
                tour.last().status().members().stream()
                        .map(member -> PoolTable.row(tour.last(), member))
                        .toList());
        return page;
    }

    private List<Tile> tiles() {
        long held = tour.acts().stream().filter(act -> act.verdict().holds()).count();
        return List.of(
                new Tile(held + " of " + tour.acts().size(), "acts went as told"),
                new Tile(String.format(Locale.ROOT, "%,d", tour.calls()), "calls"),
                new Tile(Long.toString(tour.failed()), "failed for the application"),
                new Tile(String.format(Locale.ROOT, "%.1f s", tour.seconds()), "duration"));
    }

    private Chart calls() {
        return new StackedChart(
                "Calls that came to each backend, per second",
                "As the servers counted them, without the slow calls of act 3.",
                "calls/s",
                axes,
                BUCKET,
                220,
                perServer(server -> arrivals(server, 1 / BUCKET, false)));
    }

    private Chart failures() {
        return new StackedChart(
                "Calls that a backend failed, per half second",
                "Each of them reached the application: this client has no retries set.",
                "calls",
                axes,
                BUCKET,
                90,
                perServer(server -> arrivals(server, 1, true)));
    }

    private double[] arrivals(String server, double scale, boolean failedOnly) {
        return Counts.perBucket(
                facts.served().stream()
                        .filter(call ->
                                call.server().equals(server) && call.path().equals(TourServer.ORDER))
                        .filter(call -> !failedOnly || failed(call)),
                call -> facts.seconds(call.startedAt()),
                BUCKET,
                buckets(BUCKET),
                scale);
    }

    private static boolean failed(Served call) {
        return call.answer() == null
                || call.answer().status() >= 500
                || !call.answer().complete();
    }

    private Chart latency() {
        List<Called> orders = facts.called().stream()
                .filter(call -> call.path().equals(TourServer.ORDER) && !call.failed())
                .toList();
        return new LineChart(
                "Latency of good calls, as the application saw it",
                "Without the slow calls of act 3. The first second pays for loading classes and connecting. Logarithmic.",
                "ms",
                axes,
                WIDE_BUCKET,
                true,
                List.of(
                        Series.of("p50", Palette.BLUE, latency(orders, 0.5)),
                        new Series("p99", Palette.VERMILLION, true, latency(orders, 0.99))));
    }

    private double[] latency(List<Called> calls, double share) {
        return Counts.quantile(
                calls,
                call -> facts.seconds(call.startedAt()),
                call -> (call.endedAt() - call.startedAt()) / 1e6,
                WIDE_BUCKET,
                buckets(WIDE_BUCKET),
                share);
    }

    private Chart inFlight() {
        return new LineChart(
                "Calls in flight at each backend",
                "Act 3: the drained backend gets nothing new and finishes what it has before it is stopped.",
                "calls",
                axes,
                BUCKET / 5,
                false,
                perServer(this::inFlight));
    }

    private double[] inFlight(String server) {
        List<double[]> spans = facts.served().stream()
                .filter(call -> call.server().equals(server))
                .map(call -> new double[] {
                    facts.seconds(call.startedAt()),
                    call.answer() == null
                            ? tour.seconds()
                            : facts.seconds(call.answer().at())
                })
                .toList();
        return Counts.open(spans, BUCKET / 5, buckets(BUCKET / 5));
    }

    private Chart states() {
        List<Row> rows = new ArrayList<>();
        Set<String> newcomers = facts.events(MemberJoined.class, facts.origin())
                .map(event -> event.backend().id())
                .collect(Collectors.toSet());
        for (String server : servers) {
            rows.add(Bands.ofServer(facts, server, !newcomers.contains(server), tour.seconds()));
        }
        rows.add(Bands.ofPool(facts, tour.seconds()));
        return new StateBands(
                "State of each backend in the pool, and its probes",
                "Ticks below a band are the answers of its health endpoint: short and green 200, tall and red anything else."
                        + " In act 2 they are green all along.",
                axes,
                rows);
    }

    private List<Series> perServer(Function<String, double[]> values) {
        return IntStream.range(0, servers.size())
                .mapToObj(i -> Series.of(servers.get(i), Palette.distinct(i), values.apply(servers.get(i))))
                .toList();
    }

    /** Whole ones only: the rate of a part of one would look like a collapse. */
    private int buckets(double width) {
        return (int) Math.floor(tour.seconds() / width);
    }
}

package io.github.evenkeel.examples.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.evenkeel.examples.report.StateBands.Band;
import io.github.evenkeel.examples.report.StateBands.Row;
import io.github.evenkeel.examples.report.StateBands.Tick;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class ChartsTest {
    private static final Axes AXES = new Axes(10, List.of(new Axes.Mark(4, "<act & 2>")));

    @Test
    void aLineBreaksWhereAValueIsMissing() throws Exception {
        Series series = Series.of("p50", Palette.BLUE, new double[] {1, 2, Double.NaN, 4, 5});
        Document svg = Xml.draw(new LineChart("t", "", "ms", AXES, 2, false, List.of(series)));
        String path = Xml.of(svg, "line").get(0).getAttribute("d");
        assertThat(path.chars().filter(c -> c == 'M').count()).isEqualTo(2);
        assertThat(path.chars().filter(c -> c == 'L').count()).isEqualTo(2);
    }

    @Test
    void everyBucketTellsItsValuesOnHover() throws Exception {
        Series a = Series.of("a", Palette.BLUE, new double[] {1, 2.5});
        Series b = Series.of("b", Palette.ORANGE, new double[] {3, Double.NaN});
        Document svg = Xml.draw(new LineChart("t", "", "ms", AXES, 2, false, List.of(a, b)));
        assertThat(Xml.of(svg, "hover").stream().map(Element::getTextContent))
                .containsExactly("0 to 2 s\na: 1\nb: 3", "2 to 4 s\na: 2.5\nb: -");
    }

    @Test
    void marksLegendAndUnitAreDrawn() throws Exception {
        Series a = Series.of("backend a", Palette.BLUE, new double[] {1});
        Document svg = Xml.draw(new StackedChart("t", "", "calls/s", AXES, 1, 100, List.of(a)));
        assertThat(Xml.of(svg, "mark-label").get(0).getTextContent()).isEqualTo("<act & 2>");
        assertThat(Xml.of(svg, "key").get(0).getTextContent()).isEqualTo("backend a");
        assertThat(Xml.of(svg, "unit").stream().map(Element::getTextContent)).containsExactly("calls/s", "time, s");
    }

    @Test
    void aLegendEndsWithThePictureAndSaysHowManyAreLeftOut() throws Exception {
        List<Series> many = IntStream.range(0, 40)
                .mapToObj(i -> Series.of("server " + i, Palette.distinct(i), new double[] {1}))
                .toList();
        List<Element> keys = Xml.of(Xml.draw(new StackedChart("t", "", "n", AXES, 1, 100, many)), "key");
        assertThat(keys.get(keys.size() - 1).getTextContent()).isEqualTo("+ " + (41 - keys.size()) + " more");
        assertThat(number(keys.get(keys.size() - 1), "x")).isBetween(Canvas.WIDTH / 2, Canvas.WIDTH - 80);
    }

    @Test
    void onALogarithmicAxisEachDecadeHasTheSameRoomAndHoverTellsTheValues() throws Exception {
        Series series = new Series("a", Palette.INK, false, true, new double[] {3, 2});
        Axes axes = Axes.decades(-1, 2, "latency");
        Document svg = Xml.draw(new LineChart("t", "", "%", axes, 1, true, List.of(series)));
        assertThat(Xml.of(svg, "hover").stream().map(Element::getTextContent))
                .containsExactly("0.100 to 1.00\na: 3", "1.00 to 10.0\na: 2");
        assertThat(Xml.of(svg, "strong")).hasSize(1);
        assertThat(labels(axes.time())).containsExactly("0.1", "1", "10");
    }

    @Test
    void noTwoOfFourteenLinesLookAlike() {
        assertThat(IntStream.range(0, 14).mapToObj(i -> Palette.distinct(i) + Palette.dashed(i)))
                .doesNotHaveDuplicates();
    }

    @Test
    void stackedValuesStandOnEachOther() throws Exception {
        Series a = Series.of("a", Palette.BLUE, new double[] {1});
        Series b = Series.of("b", Palette.ORANGE, new double[] {3});
        Document svg = Xml.draw(new StackedChart("t", "", "n", new Axes(1, List.of()), 1, 100, List.of(a, b)));
        double[] lower = heights(Xml.of(svg, "area").get(0));
        double[] upper = heights(Xml.of(svg, "area").get(1));
        assertThat(upper[1])
                .as("the floor of the second is the top of the first")
                .isEqualTo(lower[0]);
        assertThat(lower[1] - lower[0]).isCloseTo(25, within(.1));
        assertThat(upper[1] - upper[0]).isCloseTo(75, within(.1));
    }

    @Test
    void bandsLieWhereTheirTimeIsAndTellOnHover() throws Exception {
        Row row = new Row(
                "b",
                List.of(
                        new Band(0, 5, "HEALTHY", Palette.GREEN, ""),
                        new Band(5, 10, "EJECTED", Palette.VERMILLION, "5 in a row")),
                List.of(new Tick(1, true, "200"), new Tick(2, false, "503")));
        Document svg = Xml.draw(new StateBands("t", "", AXES, List.of(row)));
        List<Element> bands = Xml.of(svg, "band");
        double end = number(bands.get(0), "x") + number(bands.get(0), "width");
        assertThat(number(bands.get(1), "x")).isCloseTo(end, within(.02));
        assertThat(bands.get(1).getParentNode().getFirstChild().getTextContent())
                .isEqualTo("EJECTED, 5 to 10 s\n5 in a row");
        assertThat(Xml.of(svg, "bad")).hasSize(1);
        assertThat(Xml.of(svg, "key").stream().map(Element::getTextContent)).containsExactly("HEALTHY", "EJECTED");
    }

    @Test
    void chartsWithoutAnyValueAreStillCharts() throws Exception {
        assertThat(Xml.draw(new LineChart("t", "", "ms", AXES, 1, true, List.of())))
                .isNotNull();
        assertThat(Xml.draw(new StackedChart("t", "", "n", AXES, 1, 50, List.of())))
                .isNotNull();
        assertThat(Xml.draw(new StateBands("t", "", AXES, List.of()))).isNotNull();
    }

    @Test
    void aPageIsOneWellFormedFileThatNeedsNothingElse() throws Exception {
        String page = new HtmlReport("A < B", "lead")
                .tiles(List.of(new HtmlReport.Tile("5", "acts")))
                .heading("h")
                .paragraph("p")
                .chart(new LineChart("t", "c", "ms", AXES, 1, false, List.of()))
                .judgement("act", false, List.of("x > y"))
                .table(List.of(new HtmlReport.Column("n", true)), List.of(List.of("1")))
                .toString();
        assertThat(page).startsWith("<!DOCTYPE html>\n<html");
        assertThat(Xml.parse(page).getElementsByTagName("svg").getLength()).isEqualTo(1);
        assertThat(page).doesNotContain("http:", "https:", "src=", "<script", "@import", "url(");
    }

    /** The first and the last height of an outline "M x yHx ... Z" of one bucket: its top and its floor. */
    private static double[] heights(Element area) {
        String[] parts = area.getAttribute("d").replace("Z", "").split("[ HML]+", -1);
        return new double[] {Double.parseDouble(parts[2]), Double.parseDouble(parts[5])};
    }

    private static List<String> labels(Scale scale) {
        return scale.ticks().stream().map(Scale.Tick::label).toList();
    }

    private static double number(Element element, String attribute) {
        return Double.parseDouble(element.getAttribute(attribute));
    }
}

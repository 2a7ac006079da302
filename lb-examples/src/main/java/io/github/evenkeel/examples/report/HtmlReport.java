package io.github.evenkeel.examples.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** Collects a page and writes it as one file. Not for several threads. */
public final class HtmlReport {
    private static final String CSS = resource("report.css");

    private final String title;
    private final Markup body = new Markup();

    /** A page with this title. */
    public HtmlReport(String title, String lead) {
        this.title = title;
        body.element("h1", title).element("p", lead, "class", "lead").line();
    }

    /** A figure people should see first, with its name. */
    public record Tile(String figure, String name) {}

    /** A column of a table; numbers stand right. */
    public record Column(String name, boolean number) {}

    /** A row of such figures. */
    public HtmlReport tiles(List<Tile> tiles) {
        body.open("div", "class", "tiles");
        for (Tile tile : tiles) {
            body.open("div", "class", "tile").element("b", tile.figure()).element("span", tile.name());
            body.close();
        }
        body.close().line();
        return this;
    }

    public HtmlReport heading(String text) {
        body.element("h2", text).line();
        return this;
    }

    public HtmlReport paragraph(String text) {
        body.element("p", text).line();
        return this;
    }

    /** A card with a judgement and what it rests on. */
    public HtmlReport judgement(String name, boolean good, List<String> lines) {
        body.open("div", "class", "card").open("h3").text(name + " ");
        body.element("span", good ? "\u2713 as told" : "\u2717 not as told", "class", good ? "good" : "bad");
        body.close().open("ul");
        lines.forEach(line -> body.element("li", line));
        body.close().close().line();
        return this;
    }

    public HtmlReport chart(Chart chart) {
        body.open("figure").element("h3", chart.title());
        if (!chart.caption().isEmpty()) body.element("p", chart.caption(), "class", "caption");
        chart.draw(body);
        body.close().line();
        return this;
    }

    public HtmlReport table(List<Column> columns, List<List<String>> rows) {
        body.open("div", "class", "card scroll").open("table").open("thead").open("tr");
        columns.forEach(column -> body.element("th", column.name(), "class", column.number() ? "number" : "text"));
        body.close().close().open("tbody").line();
        for (List<String> row : rows) {
            body.open("tr");
            for (int i = 0; i < row.size(); i++) {
                body.element("td", row.get(i), "class", columns.get(i).number() ? "number" : "text");
            }
            body.close().line();
        }
        body.close().close().close().line();
        return this;
    }

    /** The page. */
    @Override
    public String toString() {
        Markup page = new Markup();
        page.open("html", "lang", "en").open("head").leaf("meta", "charset", "utf-8");
        page.leaf("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
        page.element("title", title).style(CSS).close().line();
        page.open("body").open("main").line().add(body).close().close().close();
        return "<!DOCTYPE html>\n" + page;
    }

    private static String resource(String name) {
        try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}

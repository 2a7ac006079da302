package io.github.evenkeel.examples.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Rows of coloured bands: what state each thing was in, and when; with small ticks below for single observations. */
public record StateBands(String title, String caption, Axes axes, List<Row> rows) implements Chart {
    private static final double ROW = 40;
    private static final double BAND = 22;
    private static final double LETTER = 7.3;

    /** One thing. */
    public record Row(String name, List<Band> bands, List<Tick> ticks) {
        public Row {
            bands = List.copyOf(bands);
            ticks = List.copyOf(ticks);
        }
    }

    /** A state from one instant to another, in seconds; {@code note} shows on hover. */
    public record Band(double from, double to, String state, String colour, String note) {}

    /** A single observation; good ones are low and pale, bad ones high and bright. */
    public record Tick(double at, boolean good, String note) {}

    public StateBands {
        rows = List.copyOf(rows);
    }

    @Override
    public void draw(Markup into) {
        Canvas canvas = new Canvas(into, axes, rows.size() * ROW);
        canvas.begin(title);
        double y = canvas.top() + 4;
        for (Row row : rows) {
            into.element("text", row.name(), "class", "row", "x", Canvas.LEFT - 8, "y", y + 16, "text-anchor", "end");
            for (Band band : row.bands()) band(into, canvas, band, y);
            for (Tick tick : row.ticks()) tick(into, canvas, tick, y + BAND + 2);
            into.line();
            y += ROW;
        }
        canvas.time();
        Map<String, Canvas.Key> keys = new LinkedHashMap<>();
        rows.forEach(row -> row.bands()
                .forEach(band -> keys.putIfAbsent(band.state(), new Canvas.Key(band.state(), band.colour(), false))));
        canvas.legend(List.copyOf(keys.values()));
        canvas.end();
    }

    private static void band(Markup into, Canvas canvas, Band band, double y) {
        double from = canvas.x(band.from());
        double width = Math.max(1, canvas.x(band.to()) - from);
        into.open("g");
        String told = band.state() + ", " + Markup.number(band.from()) + " to " + Markup.number(band.to()) + " s";
        into.element("title", band.note().isEmpty() ? told : told + "\n" + band.note());
        into.leaf("rect", "class", "band", "x", from, "y", y, "width", width, "height", BAND, "fill", band.colour());
        if (band.state().length() * LETTER + 8 <= width) {
            into.element("text", band.state(), "class", "band-label", "x", from + 6, "y", y + 15);
        }
        into.close();
    }

    private static void tick(Markup into, Canvas canvas, Tick tick, double y) {
        double height = tick.good() ? 4 : 9;
        String kind = tick.good() ? "probe good" : "probe bad";
        into.open("rect", "class", kind, "x", canvas.x(tick.at()) - 1.2, "y", y, "width", 2.4, "height", height);
        into.element("title", Markup.number(tick.at()) + " s: " + tick.note()).close();
    }
}

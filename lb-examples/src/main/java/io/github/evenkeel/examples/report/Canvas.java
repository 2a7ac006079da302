package io.github.evenkeel.examples.report;

import java.util.List;
import java.util.function.IntFunction;

/** The drawing area of one chart: maps time and values to pixels and draws what all charts have in common. */
final class Canvas {
    static final double WIDTH = 1120;
    static final double LEFT = 62;
    static final double RIGHT = 14;
    private static final double TOP = 46;
    private static final double BOTTOM = 40;

    /** About what a letter of the legend is wide; SVG cannot measure text without a script. */
    private static final double LETTER = 7.2;

    /** Room at the end of the legend for how many have no place in it. */
    private static final double MORE = 80;

    /** An entry of the legend. */
    record Key(String name, String colour, boolean dashed) {}

    private final Markup svg;
    private final Axes axes;
    private final Scale time;
    private final double height;

    Canvas(Markup svg, Axes axes, double height) {
        this.svg = svg;
        this.axes = axes;
        this.time = axes.time();
        this.height = height;
    }

    double x(double seconds) {
        return LEFT + time.share(seconds) * (WIDTH - LEFT - RIGHT);
    }

    double y(Scale scale, double value) {
        return TOP + (1 - scale.share(value)) * height;
    }

    double top() {
        return TOP;
    }

    double bottom() {
        return TOP + height;
    }

    void begin(String title) {
        double full = TOP + height + BOTTOM;
        svg.open(
                        "svg",
                        "viewBox",
                        "0 0 " + Markup.number(WIDTH) + " " + Markup.number(full),
                        "role",
                        "img",
                        "aria-label",
                        title)
                .line();
    }

    /** Horizontal lines with their labels, and the name of the unit. */
    void values(Scale scale, String unit) {
        for (Scale.Tick tick : scale.ticks()) {
            double y = y(scale, tick.value());
            svg.leaf("line", "class", "grid", "x1", LEFT, "x2", WIDTH - RIGHT, "y1", y, "y2", y);
            svg.element("text", tick.label(), "class", "tick", "x", LEFT - 8, "y", y + 4, "text-anchor", "end");
        }
        double middle = TOP + height / 2;
        String turned = "rotate(-90 14 " + Markup.number(middle) + ")";
        svg.element("text", unit, "class", "unit", "x", 14, "y", middle, "text-anchor", "middle", "transform", turned);
    }

    /** The axis of time below, and the marks. Drawn after the data, so that it is seen. */
    void time() {
        double y = bottom();
        svg.leaf("line", "class", "axis", "x1", LEFT, "x2", WIDTH - RIGHT, "y1", y, "y2", y);
        for (Scale.Tick tick : time.ticks()) {
            double x = x(tick.value());
            svg.leaf("line", "class", "axis", "x1", x, "x2", x, "y1", y, "y2", y + 4);
            svg.element("text", tick.label(), "class", "tick", "x", x, "y", y + 17, "text-anchor", "middle");
        }
        double middle = LEFT + (WIDTH - LEFT - RIGHT) / 2;
        svg.element("text", axes.label(), "class", "unit", "x", middle, "y", y + 34, "text-anchor", "middle");
        for (Axes.Mark mark : axes.marks()) {
            double x = x(mark.at());
            svg.leaf("line", "class", "mark", "x1", x, "x2", x, "y1", TOP - 14, "y2", y);
            svg.element("text", mark.label(), "class", "mark-label", "x", x + 4, "y", TOP - 5);
        }
        svg.line();
    }

    void legend(List<Key> keys) {
        double x = LEFT;
        for (int i = 0; i < keys.size(); i++) {
            Key key = keys.get(i);
            double next = x + 24 + key.name().length() * LETTER + 18;
            if (next > WIDTH - MORE) {
                svg.element("text", "+ " + (keys.size() - i) + " more", "class", "key", "x", x, "y", 16);
                return;
            }
            String dash = key.dashed() ? "5 4" : "none";
            svg.leaf(
                    "line",
                    "x1",
                    x,
                    "x2",
                    x + 18,
                    "y1",
                    12,
                    "y2",
                    12,
                    "stroke",
                    key.colour(),
                    "stroke-width",
                    5,
                    "stroke-dasharray",
                    dash);
            svg.element("text", key.name(), "class", "key", "x", x + 24, "y", 16);
            x = next;
        }
    }

    /** Invisible columns, one per bucket, that tell on hover what is in them. */
    void hover(double bucket, int count, IntFunction<String> text) {
        for (int i = 0; i < count; i++) {
            double from = x(i * bucket);
            svg.open(
                    "rect",
                    "class",
                    "hover",
                    "x",
                    from,
                    "y",
                    TOP,
                    "width",
                    x((i + 1) * bucket) - from,
                    "height",
                    height);
            svg.element("title", text.apply(i)).close();
        }
    }

    void end() {
        svg.close().line();
    }

    static List<Key> keys(List<Series> series) {
        return series.stream()
                .map(each -> new Key(each.name(), each.colour(), each.dashed()))
                .toList();
    }

    /** The time of a bucket and every value in it. */
    static String told(Axes axes, List<Series> series, double bucket, int index) {
        StringBuilder text = new StringBuilder(axes.told(index * bucket, (index + 1) * bucket));
        for (Series each : series) {
            double value = each.at(index);
            text.append('\n').append(each.name()).append(": ");
            text.append(Double.isNaN(value) ? "-" : Markup.number(value));
        }
        return text.toString();
    }
}

package io.github.evenkeel.examples.report;

import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * Lines over time, each value drawn at the middle of its bucket; a line breaks where values are missing.
 *
 * @param bucket      seconds, or decades, per value
 * @param logarithmic true for a vertical axis in decades, for values above 0
 */
public record LineChart(
        String title, String caption, String unit, Axes axes, double bucket, boolean logarithmic, List<Series> series)
        implements Chart {
    private static final double HEIGHT = 200;

    public LineChart {
        series = List.copyOf(series);
    }

    @Override
    public void draw(Markup into) {
        Canvas canvas = new Canvas(into, axes, HEIGHT);
        Scale scale = logarithmic ? Scale.decades(least(), most()) : Scale.upTo(most());
        canvas.begin(title);
        canvas.values(scale, unit);
        series.forEach(each -> line(into, canvas, scale, each));
        canvas.time();
        canvas.legend(Canvas.keys(series));
        int count = series.stream().mapToInt(Series::length).max().orElse(0);
        canvas.hover(bucket, count, index -> Canvas.told(axes, series, bucket, index));
        canvas.end();
    }

    private void line(Markup into, Canvas canvas, Scale scale, Series each) {
        StringBuilder path = new StringBuilder();
        boolean drawing = false;
        for (int i = 0; i < each.length(); i++) {
            double value = each.at(i);
            if (!Double.isNaN(value)) {
                path.append(drawing ? 'L' : 'M').append(Markup.number(canvas.x((i + .5) * bucket)));
                path.append(' ').append(Markup.number(canvas.y(scale, value)));
            }
            drawing = !Double.isNaN(value);
        }
        String dash = each.dashed() ? "6 4" : "none";
        String style = each.strong() ? "line strong" : "line";
        into.leaf("path", "class", style, "d", path, "stroke", each.colour(), "stroke-dasharray", dash);
    }

    private double most() {
        return values().max().orElse(1);
    }

    private double least() {
        return values().filter(value -> value > 0).min().orElse(1);
    }

    private DoubleStream values() {
        return series.stream()
                .flatMapToDouble(each -> Arrays.stream(each.values()))
                .filter(value -> !Double.isNaN(value));
    }
}

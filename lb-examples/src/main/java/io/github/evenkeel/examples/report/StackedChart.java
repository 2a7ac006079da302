package io.github.evenkeel.examples.report;

import java.util.List;

/**
 * Values stacked on each other, in steps: what is shown for a bucket is what was counted in it, nothing is smoothed.
 *
 * @param bucket seconds per value
 */
public record StackedChart(
        String title, String caption, String unit, Axes axes, double bucket, double height, List<Series> series)
        implements Chart {

    public StackedChart {
        series = List.copyOf(series);
    }

    @Override
    public void draw(Markup into) {
        Canvas canvas = new Canvas(into, axes, height);
        int count = series.stream().mapToInt(Series::length).max().orElse(0);
        double[] sums = new double[count];
        for (Series each : series) {
            for (int i = 0; i < count; i++) sums[i] += value(each, i);
        }
        double most = 0;
        for (double sum : sums) most = Math.max(most, sum);
        Scale scale = Scale.upTo(most);
        canvas.begin(title);
        canvas.values(scale, unit);
        double[] floor = new double[count];
        for (Series each : series) {
            into.leaf("path", "class", "area", "d", outline(canvas, scale, each, floor), "fill", each.colour());
            for (int i = 0; i < count; i++) floor[i] += value(each, i);
        }
        canvas.time();
        canvas.legend(Canvas.keys(series));
        canvas.hover(bucket, count, index -> Canvas.told(axes, series, bucket, index));
        canvas.end();
    }

    /** One closed path: the upper edge forwards, the lower edge back. */
    private String outline(Canvas canvas, Scale scale, Series each, double[] floor) {
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < floor.length; i++) {
            step(path, canvas, i, i + 1, canvas.y(scale, floor[i] + value(each, i)));
        }
        for (int i = floor.length - 1; i >= 0; i--) step(path, canvas, i + 1, i, canvas.y(scale, floor[i]));
        return path.isEmpty() ? "" : path.append('Z').toString();
    }

    private void step(StringBuilder path, Canvas canvas, int from, int to, double y) {
        path.append(path.isEmpty() ? 'M' : 'L').append(Markup.number(canvas.x(from * bucket)));
        path.append(' ').append(Markup.number(y)).append('H').append(Markup.number(canvas.x(to * bucket)));
    }

    private static double value(Series each, int bucket) {
        double value = each.at(bucket);
        return Double.isNaN(value) ? 0 : value;
    }
}

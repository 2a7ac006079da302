package io.github.evenkeel.examples.tour;

import java.util.ArrayList;
import java.util.List;

/** Rows of text in columns that line up. */
final class TextTable {
    private static final String GAP = "  ";

    private TextTable() {}

    /**
     * One line per row.
     *
     * @param right for each column, whether it stands right; all rows are as long as this
     */
    static List<String> lines(boolean[] right, List<List<String>> rows) {
        int[] widths = new int[right.length];
        for (List<String> row : rows) {
            for (int i = 0; i < right.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < right.length; i++) {
                String blank = " ".repeat(widths[i] - row.get(i).length());
                line.append(i == 0 ? "" : GAP).append(right[i] ? blank + row.get(i) : row.get(i) + blank);
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }
}

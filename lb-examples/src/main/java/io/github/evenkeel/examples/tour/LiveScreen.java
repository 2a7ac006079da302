package io.github.evenkeel.examples.tour;

import java.io.PrintStream;
import java.time.Duration;
import java.util.List;

/**
 * For a terminal: the table of the pool stands at the bottom and is redrawn in place; lines scroll above it.
 */
final class LiveScreen implements Screen {
    private static final String ESC = "\u001b[";
    private static final String CLEAR_BELOW = ESC + "0J";
    /** Long rows of the table are cut at the edge: a wrapped row would break the count of lines to go back. */
    private static final String NO_WRAP = ESC + "?7l";

    private static final String WRAP = ESC + "?7h";
    private static final String HIDE_CURSOR = ESC + "?25l";
    private static final String SHOW_CURSOR = ESC + "?25h";

    private final PrintStream out;
    private final Glyphs glyphs;
    private final boolean colour;
    private final Thread restore = new Thread(this::restore);
    private List<String> table = List.of();
    private boolean closed;

    LiveScreen(PrintStream out, Glyphs glyphs, boolean colour) {
        this.out = out;
        this.glyphs = glyphs;
        this.colour = colour;
        // For whoever leaves early with Ctrl-C.
        Runtime.getRuntime().addShutdownHook(restore);
    }

    @Override
    public synchronized void line(String text) {
        draw(text + "\n", table);
    }

    @Override
    public synchronized void show(Snapshot snapshot) {
        if (!closed) draw("", PoolTable.lines(snapshot, colour));
    }

    /** One write per frame, so that nothing flickers. */
    private void draw(String above, List<String> rows) {
        StringBuilder frame = new StringBuilder(HIDE_CURSOR).append('\r');
        if (!table.isEmpty()) frame.append(ESC).append(table.size()).append('A');
        frame.append(CLEAR_BELOW).append(above).append(NO_WRAP);
        rows.forEach(row -> frame.append(row).append('\n'));
        frame.append(WRAP).append(SHOW_CURSOR);
        table = List.copyOf(rows);
        out.print(glyphs.fit(frame.toString()));
        out.flush();
    }

    @Override
    public Duration period() {
        return Duration.ofMillis(250);
    }

    /** The last table stays; what is printed later comes below. */
    @Override
    public synchronized void close() {
        if (closed) return;
        closed = true;
        table = List.of();
        restore();
        try {
            Runtime.getRuntime().removeShutdownHook(restore);
        } catch (IllegalStateException shuttingDown) {
            // It runs already.
        }
    }

    private void restore() {
        out.print(WRAP + SHOW_CURSOR);
        out.flush();
    }
}

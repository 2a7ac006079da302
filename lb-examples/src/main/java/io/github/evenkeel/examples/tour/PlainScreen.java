package io.github.evenkeel.examples.tour;

import java.io.PrintStream;
import java.time.Duration;

/** For logs and pipes: lines only, now and then one with the state of things. */
final class PlainScreen implements Screen {
    private final PrintStream out;
    private final Glyphs glyphs;

    PlainScreen(PrintStream out, Glyphs glyphs) {
        this.out = out;
        this.glyphs = glyphs;
    }

    @Override
    public synchronized void line(String text) {
        out.println(glyphs.fit(text));
        out.flush();
    }

    @Override
    public void show(Snapshot snapshot) {
        line(PoolTable.compact(snapshot));
    }

    @Override
    public Duration period() {
        return Duration.ofSeconds(2);
    }

    @Override
    public void close() {
        out.flush();
    }
}

package io.github.evenkeel.examples.tour;

import java.time.Duration;

/** Where the tour is shown. Any thread may write. */
interface Screen extends AutoCloseable {
    /** A line that stays. */
    void line(String text);

    /** The state of things; called again every {@link #period()}. */
    void show(Snapshot snapshot);

    Duration period();

    /** Leaves the terminal as it was. */
    @Override
    void close();
}

package io.github.evenkeel.examples.soak;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Times when this process, or its machine, stood still: a time-out that passes meanwhile is nobody's fault. Found by a thread that is late.
 */
final class Stalls implements AutoCloseable {
    private static final long BEAT = 20_000_000;

    /** Half of what an attempt gets. */
    private static final long LATE = 500_000_000;

    private final AtomicLong count = new AtomicLong();
    private final AtomicLong nanos = new AtomicLong();
    private volatile long lastEnd;
    private volatile boolean any;
    private volatile boolean over;

    Stalls() {
        Thread thread = new Thread(this::watch, "stalls");
        thread.setDaemon(true);
        thread.start();
    }

    private void watch() {
        long last = System.nanoTime();
        while (!over) {
            LockSupport.parkNanos(BEAT);
            long now = System.nanoTime();
            if (now - last > LATE) {
                count.incrementAndGet();
                nanos.addAndGet(now - last);
                lastEnd = now;
                any = true;
            }
            last = now;
        }
    }

    /** True if there was one that ended after this time. */
    boolean since(long time) {
        return any && lastEnd - time > 0;
    }

    String told() {
        return count + " stalls of this machine, " + Math.round(nanos.get() / 1e8) / 10.0 + " s in all";
    }

    @Override
    public void close() {
        over = true;
    }
}

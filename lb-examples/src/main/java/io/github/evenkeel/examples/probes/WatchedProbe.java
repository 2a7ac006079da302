package io.github.evenkeel.examples.probes;

import io.github.evenkeel.Backend;
import io.github.evenkeel.probe.Probe;
import io.github.evenkeel.probe.ProbeResult;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Notes when each probe begins; then it asks, or hangs, or throws, as its member is chosen to. */
final class WatchedProbe implements Probe {
    private final Probe asking;
    private final Settings settings;
    private final Begins begins;

    WatchedProbe(Probe asking, Settings settings, Begins begins) {
        this.asking = asking;
        this.settings = settings;
        this.begins = begins;
    }

    /** The id of a member, from 0 on. */
    static String id(int member) {
        return "m" + member;
    }

    static int member(Backend backend) {
        return Integer.parseInt(backend.id().substring(1));
    }

    @Override
    public ProbeResult check(Backend backend, Duration timeout) throws Exception {
        int member = member(backend);
        begins.began(member, System.nanoTime());
        return switch (settings.conduct(member)) {
            case HANGS -> hang();
            case THROWS -> throw new StackOverflowError("on purpose"); // an Error is harder to bear than an exception
            case ANSWERS -> ask(backend, timeout);
        };
    }

    private static ProbeResult hang() throws InterruptedException {
        new CountDownLatch(1).await(); // until the time-out interrupts it
        return ProbeResult.failed("cannot be");
    }

    private ProbeResult ask(Backend backend, Duration timeout) throws Exception {
        long begin = System.nanoTime();
        boolean good = false;
        try {
            ProbeResult result = asking.check(backend, timeout);
            good = result.good();
            return result;
        } finally {
            begins.ended(good, System.nanoTime() - begin);
        }
    }

    @Override
    public Probe forPool(String pool) {
        return new WatchedProbe(asking.forPool(pool), settings, begins);
    }

    @Override
    public List<String> warnings() {
        return asking.warnings();
    }

    @Override
    public void release() {
        asking.release();
    }

    @Override
    public void release(Backend backend) {
        asking.release(backend);
    }

    @Override
    public String toString() {
        return asking.toString();
    }
}

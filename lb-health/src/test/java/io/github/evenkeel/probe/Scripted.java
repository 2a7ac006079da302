package io.github.evenkeel.probe;

import io.github.evenkeel.Backend;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.LongSupplier;

/** A probe that sees what the test says, and remembers when it was asked. For one thread. */
final class Scripted implements Probe {
    static final ProbeResult GOOD = ProbeResult.passed("fine");
    static final ProbeResult BAD = ProbeResult.failed("HTTP 503");

    private final LongSupplier clock;
    private final Map<String, Probe> answers = new HashMap<>();
    private final Map<String, List<Long>> times = new HashMap<>();

    Scripted(LongSupplier clock) {
        this.clock = clock;
    }

    void says(String id, ProbeResult answer) {
        does(id, (backend, timeout) -> answer);
    }

    void does(String id, Probe answer) {
        answers.put(id, answer);
    }

    /** When this backend was probed. */
    List<Long> times(String id) {
        return times.computeIfAbsent(id, key -> new ArrayList<>());
    }

    int count(String id) {
        return times(id).size();
    }

    @Override
    public ProbeResult check(Backend backend, Duration timeout) throws Exception {
        times(backend.id()).add(clock.getAsLong());
        return answers.getOrDefault(backend.id(), (any, limit) -> GOOD).check(backend, timeout);
    }

    /** Until released, whoever interrupts. For any thread. */
    static void hang(CountDownLatch release) {
        boolean open = false;
        while (!open) {
            try {
                release.await();
                open = true;
            } catch (InterruptedException ignored) {
                Thread.interrupted();
            }
        }
    }
}

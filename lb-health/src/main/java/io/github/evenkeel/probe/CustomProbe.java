package io.github.evenkeel.probe;

import io.github.evenkeel.Backend;
import java.time.Duration;
import java.util.List;

/** Code of the user's with a name to be told by. */
record CustomProbe(String name, Probe code) implements Probe {
    @Override
    public ProbeResult check(Backend backend, Duration timeout) throws Exception {
        return code.check(backend, timeout);
    }

    @Override
    public Probe forPool(String pool) {
        Probe bound = code.forPool(pool);
        return bound == null ? bound : new CustomProbe(name, bound);
    }

    @Override
    public List<String> warnings() {
        return code.warnings();
    }

    @Override
    public void release() {
        code.release();
    }

    @Override
    public void release(Backend backend) {
        code.release(backend);
    }

    @Override
    public String toString() {
        return name;
    }
}

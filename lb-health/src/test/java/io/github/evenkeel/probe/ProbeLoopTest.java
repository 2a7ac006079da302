package io.github.evenkeel.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.evenkeel.Backend;
import io.github.evenkeel.health.ProbeRules;
import io.github.evenkeel.health.ProbeState;
import io.github.evenkeel.pool.ProbeTarget;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ProbeLoopTest {
    private final VirtualPool orders = new VirtualPool("a");

    @Test
    void anErrorOutsideTheProbeDoesNotEndTheLoop() {
        AtomicInteger died = new AtomicInteger();
        Executor survives = task -> {
            try {
                task.run();
            } catch (StackOverflowError expected) {
                died.incrementAndGet();
            }
        };
        ProbeTarget fails = new ProbeTarget() {
            @Override
            public Backend backend() {
                if (died.get() == 0) throw new StackOverflowError("before the probe");
                return Backend.of("a", 80);
            }

            @Override
            public ProbeState probes() {
                return ProbeState.UNCHECKED;
            }

            @Override
            public void report(double share, String detail) {
                throw new StackOverflowError("after the probe");
            }
        };
        Duration five = Duration.ofSeconds(5);
        Pace pace = new Pace(five, five, five, 0.1, Duration.ofSeconds(2), new ProbeRules(3, 2));
        ProbeRun run = new ProbeRun("orders", orders.probe, survives, survives, pace, orders.pool.environment());
        new ProbeLoop(fails, run).begin(0);
        orders.time.advance(Duration.ofSeconds(20));
        assertThat(orders.probe.count("a:80")).isGreaterThanOrEqualTo(2);
        assertThat(died).hasValue(orders.probe.count("a:80") + 1);
    }
}

package io.github.evenkeel.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.evenkeel.testing.VirtualTime;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.helpers.NOPLogger;

class SerialTest {
    private final VirtualTime time = VirtualTime.seeded(1);

    /** Of an appender whose disk is full, say. */
    private final Logger log = (Logger) Proxy.newProxyInstance(
            Logger.class.getClassLoader(), new Class<?>[] {Logger.class}, (proxy, method, arguments) -> {
                throw new IllegalStateException("the log is broken");
            });

    private final EventBus events = new EventBus(
            "orders",
            task -> {
                throw new RejectedExecutionException("shut down");
            },
            log);
    private final Journal journal = new Journal("orders", time.clock(), events, NOPLogger.NOP_LOGGER);
    private final Serial serial = new Serial("orders", time.scheduler(), journal);

    @Test
    void aLogThatThrowsKeepsNeitherTheLockNorTheEvents() throws Exception {
        List<PoolEvent> told = new ArrayList<>();
        events.subscribe(told::add);
        for (Runnable way : List.<Runnable>of(() -> serial.run(this::ignored), () -> serial.command(this::ignored))) {
            assertThatThrownBy(way::run).hasMessage("the log is broken");
            assertThat(CompletableFuture.supplyAsync(() -> serial.locked(() -> "free"))
                            .get(60, TimeUnit.SECONDS))
                    .isEqualTo("free");
        }
        assertThat(told).isEmpty();
    }

    private void ignored() {
        journal.updateIgnored("on purpose");
    }
}

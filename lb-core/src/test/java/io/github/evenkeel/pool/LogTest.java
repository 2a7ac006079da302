package io.github.evenkeel.pool;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.evenkeel.CallContext;
import io.github.evenkeel.Outcome;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Field;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.simple.SimpleLogger;
import org.slf4j.spi.LocationAwareLogger;

/** The log lines, read from the standard error stream where the tests' logger writes them. */
@ResourceLock(Resources.SYSTEM_ERR)
class LogTest {
    private static List<String> linesOf(Runnable story) throws ReflectiveOperationException {
        Logger log = LoggerFactory.getLogger(BackendPool.class);
        Field level = SimpleLogger.class.getDeclaredField("currentLogLevel");
        level.setAccessible(true);
        Object before = level.get(log);
        PrintStream terminal = System.err;
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        level.set(log, LocationAwareLogger.INFO_INT);
        System.setErr(new PrintStream(text, true, UTF_8));
        try {
            story.run();
        } finally {
            System.setErr(terminal);
            level.set(log, before);
        }
        return text.toString(UTF_8)
                .lines()
                .filter(line -> line.contains(" - pool orders: "))
                .map(line -> line.replaceFirst("^.*? (INFO|WARN) .* - pool orders: ", "$1 "))
                .toList();
    }

    @Test
    void changesAreLoggedAndCallsAreNot() throws Exception {
        List<String> lines = linesOf(() -> {
            Bench bench = new Bench(1, "a", "b");
            for (int i = 0; i < 10_000; i++) {
                try (Lease lease = bench.pool.acquire(CallContext.any())) {
                    lease.responded(i % 3 == 0 ? Outcome.ofStatus(404) : Outcome.SUCCESS);
                }
            }
            bench.calls("a", 4, Bench.BAD);
            bench.call("a", Outcome.SUCCESS);
            bench.eject("a");
            bench.calls("b", 1000, Bench.BAD);
            bench.time.runDue();
            bench.pool.update(List.of());
            bench.pool.remove("b");
            bench.pool.close();
        });
        assertThat(lines)
                .satisfiesExactly(
                        line -> assertThat(line).isEqualTo("INFO 2 members, adaptive"),
                        line -> assertThat(line)
                                .startsWith(
                                        "WARN a (a:80) HEALTHY -> EJECTED: 5 in a row: 5 x FAILURE 500; ejection no. 1"),
                        line -> assertThat(line)
                                .isEqualTo(
                                        "WARN b (b:80) should be ejected (5 in a row: 5 x FAILURE 500) but no more may go"),
                        line -> assertThat(line).isEqualTo("WARN panic: 0 of 2 members healthy, health is ignored"),
                        line -> assertThat(line)
                                .isEqualTo("WARN update of members ignored: the list is empty; keeping 2 members"),
                        line -> assertThat(line).isEqualTo("INFO b (b:80) removed, 0 calls in flight"),
                        line -> assertThat(line).isEqualTo("INFO b (b:80) drained, 0 calls revoked"),
                        line -> assertThat(line).isEqualTo("INFO closed"));
    }
}

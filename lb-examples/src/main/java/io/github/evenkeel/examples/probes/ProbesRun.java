package io.github.evenkeel.examples.probes;

import io.github.evenkeel.Backend;
import io.github.evenkeel.pool.BackendPool;
import io.github.evenkeel.probe.HealthChecks;
import io.github.evenkeel.probe.HttpProbe;
import io.github.evenkeel.probe.Probes;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** One run over real sockets, on the machine's own clock: tells how it goes every five seconds. */
final class ProbesRun {
    /** Seconds between two counts of threads: idle ones live for ten, so none is missed. */
    static final double SAMPLE = 0.25;

    private static final int SAMPLES_PER_LINE = 20;

    private final Settings settings;
    private final PrintWriter out;
    private final Begins begins;
    private final List<Integer> threads = new ArrayList<>();
    private long late;

    ProbesRun(Settings settings, PrintWriter out) {
        this.settings = settings;
        this.out = out;
        begins = new Begins(settings.members());
    }

    Observed watch() throws IOException, InterruptedException {
        HttpProbe http = Probes.http("/readyz");
        try (ReadyServers servers = ReadyServers.start();
                BackendPool pool = pool(servers)) {
            // What is made once, certificates and classes, is no answer.
            http.check(Backend.of("127.0.0.1", servers.port(0)), Duration.ofMinutes(1));
            http.release();
            try (HealthChecks checks = HealthChecks.of(pool)
                    .probe(new WatchedProbe(http, settings, begins))
                    .every(Duration.ofSeconds(settings.interval()))
                    .timeout(settings.timeout())
                    .jitter(Settings.JITTER)
                    .unhealthyAfter(Settings.UNHEALTHY_AFTER)
                    .start()) {
                long origin = System.nanoTime();
                out.println(checks);
                sample(origin, pool);
                // Before they are closed: then all members are unchecked, and probes under way fail.
                return new Observed(
                        settings,
                        begins.seconds(origin),
                        (System.nanoTime() - origin) / 1e9,
                        threads,
                        begins.failed(),
                        begins.slowest(),
                        late / 1e9,
                        pool.status().members());
            }
        }
    }

    private BackendPool pool(ReadyServers servers) {
        List<Backend> backends = new ArrayList<>();
        for (int i = 0; i < settings.members(); i++) {
            backends.add(Backend.of("127.0.0.1", servers.port(i)).withId(WatchedProbe.id(i)));
        }
        return BackendPool.builder("orders").backends(backends).build();
    }

    private void sample(long origin, BackendPool pool) throws InterruptedException {
        int samples = (int) Math.round(settings.seconds() / SAMPLE);
        for (int i = 1; i <= samples; i++) {
            long due = origin + (long) (i * SAMPLE * 1e9);
            TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
            late = Math.max(late, System.nanoTime() - due);
            threads.add(probeThreads());
            if (i % SAMPLES_PER_LINE == 0) {
                out.printf(
                        Locale.ROOT,
                        "%4.0f s  %,d probes begun, %d probe threads, %s%n",
                        i * SAMPLE,
                        begins.total(),
                        threads.get(i - 1),
                        pool.status().summary());
                out.flush();
            }
        }
    }

    /** Those the checks make for themselves, by their name. */
    private static int probeThreads() {
        ThreadMXBean all = ManagementFactory.getThreadMXBean();
        return (int) Arrays.stream(all.getThreadInfo(all.getAllThreadIds()))
                .filter(Objects::nonNull) // ended meanwhile
                .map(ThreadInfo::getThreadName)
                .filter(name -> name.startsWith("evenkeel-probe-"))
                .count();
    }
}

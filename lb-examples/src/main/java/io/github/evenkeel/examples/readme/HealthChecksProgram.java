package io.github.evenkeel.examples.readme;

import io.github.evenkeel.Backend;
import io.github.evenkeel.health.Status;
import io.github.evenkeel.pool.BackendPool;
import io.github.evenkeel.pool.PoolEvent;
import io.github.evenkeel.pool.PoolStatus;
import io.github.evenkeel.probe.HealthChecks;
import io.github.evenkeel.probe.Probes;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Probes watch a pool; a backend that joins waits for its first good one. */
public final class HealthChecksProgram {
    private HealthChecksProgram() {}

    static PoolStatus watch(int port1, int port2) throws Exception {
        try (BackendPool orders =
                BackendPool.builder("orders").backend("127.0.0.1", port1).build()) {
            CompletableFuture<PoolEvent> admitted = new CompletableFuture<>();
            orders.onEvent(event -> {
                if (event instanceof PoolEvent.StatusChanged change && change.from() == Status.STARTING) {
                    admitted.complete(event);
                }
            });
            // [readme:HealthChecks]
            HealthChecks checks = HealthChecks.of(orders)
                    .probe(Probes.http("/readyz")) // never "/": it answers long before the server can serve
                    .every(Duration.ofSeconds(5))
                    .timeout(Duration.ofSeconds(2))
                    .unhealthyAfter(3)
                    .healthyAfter(2)
                    .start();

            orders.onEvent(event -> System.out.println(event)); // on a thread of its own
            orders.add(Backend.of("127.0.0.1", port2)); // serves after its first good probe
            System.out.println(orders.status()); // who is out, why, since when, until when
            // [/readme]
            admitted.get(1, TimeUnit.MINUTES);
            PoolStatus status = orders.status();
            checks.close();
            return status;
        }
    }

    /** Two ports, or none. */
    public static void main(String... ports) throws Exception {
        try (LocalServers own = LocalServers.http()) {
            System.out.println(
                    ports.length == 2
                            ? watch(Integer.parseInt(ports[0]), Integer.parseInt(ports[1]))
                            : watch(own.port(0), own.port(1)));
        }
    }
}

package io.github.evenkeel.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Settings that are legal and known to hurt, each at its bound and beside it. */
class CautionsTest {
    private final VirtualPool orders = new VirtualPool("a", "b");

    private static Arguments on(String warning, Consumer<HealthChecks.Builder> settings) {
        return Arguments.of(warning, settings);
    }

    static Stream<Arguments> dangerous() {
        return Stream.of(
                on(
                        "every: 4999 ms (below 5 s probes are a load of their own, and soon put busy members out; 5 to 30 s)",
                        builder -> builder.every(Duration.ofMillis(4999))),
                on(
                        "everyWhileChanging: 2400 ms (with unhealthyAfter 3 a pause of 4800 ms puts a member out; together 5 s or more)",
                        builder -> builder.everyWhileChanging(Duration.ofMillis(2400))),
                on(
                        "timeout: 1 s (up to 1 s a collector's pause is taken for death; 2 to 5 s)",
                        builder -> builder.timeout(Duration.ofSeconds(1))),
                on(
                        "unhealthyAfter: 2 (below 3 a hiccup puts a member out, and its load on the others; 3 to 5)",
                        builder -> builder.unhealthyAfter(2)),
                on(
                        "healthyAfter: 1 (one lucky probe brings back what is still broken; 2 to 5)",
                        builder -> builder.healthyAfter(1)),
                on(
                        "every: 30001 ms (a dead backend keeps its calls for up to 101.004 s; 5 to 30 s)",
                        builder -> builder.every(Duration.ofMillis(30_001))),
                on(
                        "everyWhileChanging: 31 s (a dead backend keeps its calls for up to 75.7 s; no more than every)",
                        builder -> builder.everyWhileChanging(Duration.ofSeconds(31))),
                on(
                        "timeout: 5001 ms (a dead backend keeps its calls for up to 38.001 s; 2 to 5 s)",
                        builder -> builder.every(Duration.ofSeconds(10)).timeout(Duration.ofMillis(5001))),
                on(
                        "unhealthyAfter: 6 (a dead backend keeps its calls for up to 35 s; 3 to 5)",
                        builder -> builder.unhealthyAfter(6)),
                on(
                        "healthyAfter: 6 (a backend that is well again is left out for up to 35 s; 2 to 5)",
                        builder -> builder.healthyAfter(6)),
                on(
                        "statuses: [301, 302] (a redirect to a login page or another host counts as ready; 200 only)",
                        builder -> builder.probe(Probes.http("/readyz").withStatuses(200, 302, 301))),
                on(
                        "statuses: [399] (a redirect to a login page or another host counts as ready; 200 only)",
                        builder -> builder.probe(
                                Probes.custom("wrapped", Probes.http("/readyz").withDegradedStatuses(0.5, 399)))));
    }

    @ParameterizedTest
    @MethodSource("dangerous")
    void whatIsLegalAndHurtsIsInThePoolsStatusWhileTheChecksRun(
            String warning, Consumer<HealthChecks.Builder> settings) {
        HealthChecks.Builder builder = orders.checks();
        settings.accept(builder);
        HealthChecks checks = builder.start();
        assertThat(orders.pool.status().warnings()).containsExactly(warning);
        checks.close();
        assertThat(orders.pool.status().warnings()).isEmpty();
    }

    @Test
    void theDefaultsAndWhatIsJustInsideTheBoundsAreNotWarnedOf() {
        orders.checks()
                .every(Duration.ofSeconds(5))
                .everyWhileChanging(Duration.ofMillis(2500))
                .everyWhileOut(Duration.ofMillis(1200))
                .timeout(Duration.ofSeconds(1).plusNanos(1))
                .unhealthyAfter(3)
                .healthyAfter(2)
                .probe(Probes.http("/readyz").withStatuses(200, 299, 400))
                .start();
        assertThat(orders.pool.status().warnings()).isEmpty();
    }

    @Test
    void neitherAreTheHighBoundsNorManyQuickProbes() {
        orders.checks()
                .every(Duration.ofSeconds(30))
                .timeout(Duration.ofSeconds(5))
                .unhealthyAfter(5)
                .healthyAfter(5)
                .start();
        assertThat(orders.pool.status().warnings()).isEmpty();
        VirtualPool quick = new VirtualPool("a", "b");
        quick.checks()
                .everyWhileChanging(Duration.ofSeconds(4))
                .unhealthyAfter(6)
                .healthyAfter(6)
                .start();
        assertThat(quick.pool.status().warnings()).isEmpty();
    }
}

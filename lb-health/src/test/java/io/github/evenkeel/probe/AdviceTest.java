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
class AdviceTest {
    private final VirtualPool orders = new VirtualPool("a", "b");

    private static Arguments on(String warning, Consumer<HealthChecks.Builder> settings) {
        return Arguments.of(warning, settings);
    }

    static Stream<Arguments> dangerous() {
        return Stream.of(
                on(
                        "every: 4999 ms (below 5 s probes are a load of their own, and soon put busy members out)",
                        builder -> builder.every(Duration.ofMillis(4999))),
                on(
                        "everyWhileChanging: 2400 ms (with unhealthyAfter 3 a pause of 4800 ms puts a member out)",
                        builder -> builder.everyWhileChanging(Duration.ofMillis(2400))),
                on(
                        "timeout: 1 s (up to 1 s a collector's pause is taken for death)",
                        builder -> builder.timeout(Duration.ofSeconds(1))),
                on(
                        "unhealthyAfter: 2 (below 3 a hiccup puts a member out, and its load on the others)",
                        builder -> builder.unhealthyAfter(2)),
                on(
                        "healthyAfter: 1 (one lucky probe brings back what is still broken)",
                        builder -> builder.healthyAfter(1)),
                on(
                        "statuses: [301, 302] (a redirect to a login page or another host counts as ready)",
                        builder -> builder.probe(Probes.http("/readyz").withStatuses(200, 302, 301))),
                on(
                        "statuses: [399] (a redirect to a login page or another host counts as ready)",
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
}

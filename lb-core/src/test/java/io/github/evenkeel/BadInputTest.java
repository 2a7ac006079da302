package io.github.evenkeel;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.evenkeel.health.Backoff;
import io.github.evenkeel.health.Evidence;
import io.github.evenkeel.health.OutlierDetection;
import io.github.evenkeel.health.Priorities;
import io.github.evenkeel.health.ProbeRules;
import io.github.evenkeel.health.SlowStart;
import io.github.evenkeel.pool.BackendPool;
import io.github.evenkeel.pool.Failover;
import io.github.evenkeel.retry.RetryRules;
import io.github.evenkeel.select.Selectors;
import io.github.evenkeel.testing.VirtualTime;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a user may get wrong says its name, its value and what was expected; what is missing says its name. */
class BadInputTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration LONGER = Duration.ofDays(147 * 366);

    private static final BackendPool RUNNING =
            BackendPool.builder("orders").backend("a", 1).backend("b", 1).build();

    @AfterAll
    static void close() {
        RUNNING.close();
    }

    private static BackendPool.Builder pool() {
        return BackendPool.builder("orders");
    }

    private static Arguments refused(String message, ThrowingCallable use) {
        return arguments(message, use);
    }

    private static Arguments missing(String name, ThrowingCallable use) {
        return arguments(name + ": null (expected: a value)", use);
    }

    static Stream<Arguments> aPool() {
        return Stream.of(
                refused(
                        "backends: none (expected: at least one backend in pool orders)",
                        () -> pool().backends(List.of()).build()),
                refused(
                        "id: a:1 (expected: ids that differ)",
                        () -> pool().backend("a", 1).backend("a", 1).build()),
                refused("port: 65536 (expected: 1 to 65535)", () -> pool().backend("a", 65536)),
                refused(
                        "weight: 0.0 (expected: > 0 and finite)",
                        () -> pool().backend(Backend.of("a", 1).withWeight(0))),
                refused("host: \"\" (expected: a text that is not blank)", () -> pool().backend("", 1)),
                refused("zone: \" \" (expected: a text that is not blank)", () -> pool().zone(" ")),
                refused(
                        "drainTimeout: " + LONGER + " (expected: at most 146 years)",
                        () -> pool().drainTimeout(LONGER)),
                refused("maxHoldOff: " + LONGER + " (expected: at most 146 years)", () -> pool().maxHoldOff(LONGER)),
                refused("share: NaN (expected: 0.0 to 1.0)", () -> pool().retryBudget(Double.NaN, 1)),
                refused("share: -0.1 (expected: 0.0 to 1.0)", () -> pool().retryBudget(-0.1, 1)),
                refused(
                        "perSecond: Infinity (expected: 0.0 to 1000000.0)",
                        () -> pool().retryBudget(0, Double.POSITIVE_INFINITY)),
                missing("backend", () -> pool().backends(Arrays.asList(Backend.of("a", 1), null))),
                missing("host", () -> pool().backend(null, 1)),
                missing("zone", () -> pool().zone(null)),
                missing("slowStart", () -> pool().slowStart(null)),
                missing("priorities", () -> pool().priorities(null)));
    }

    static Stream<Arguments> aRunningPool() {
        CallContext any = CallContext.any();
        return Stream.of(
                missing("context", () -> RUNNING.acquire(null)),
                missing("context", () -> RUNNING.acquire(null, () -> {})),
                missing("onRevoked", () -> RUNNING.acquire(any, null)),
                missing("id", () -> RUNNING.tryAcquire(null, () -> {})),
                missing("onRevoked", () -> RUNNING.tryAcquire("a:1", null)),
                missing("context", () -> RUNNING.tryAcquire("a:1", null, () -> {})),
                missing("onRevoked", () -> RUNNING.tryAcquire("a:1", any, null)),
                missing("context", () -> RUNNING.avoids("a:1", null)),
                missing("id", () -> RUNNING.avoids(null, any)),
                missing("context", () -> RUNNING.explain(null)),
                missing("backend", () -> RUNNING.update(Arrays.asList(Backend.of("a", 1), null))),
                missing("id", () -> RUNNING.forceRemove(null)),
                missing("id", () -> RUNNING.forceDrain(null, SECOND)),
                missing("timeout", () -> RUNNING.forceDrain("a:1", null)),
                missing("id", () -> RUNNING.forceMaintenance(null)),
                missing("observer", () -> RUNNING.startChecks(new ProbeRules(1, 1), null)),
                missing("type", () -> RUNNING.attachment(null, () -> "")),
                missing("make", () -> RUNNING.attachment(String.class, null)),
                missing("make.get()", () -> RUNNING.attachment(String.class, () -> null)),
                missing("pool", () -> Failover.of(RUNNING, null)),
                missing("rules", () -> Failover.of((Failover.Rules) null, RUNNING, RUNNING)),
                missing("pools", () -> Failover.of(Failover.Rules.defaults(), (BackendPool[]) null)),
                refused(
                        "pools: 0 (expected: two or more)",
                        () -> Failover.of(Failover.Rules.defaults(), new BackendPool[0])));
    }

    static Stream<Arguments> rules() {
        OutlierDetection outliers = OutlierDetection.defaults();
        ProbeRules probes = new ProbeRules(3, 2);
        RetryRules retries = RetryRules.defaults();
        return Stream.of(
                refused("failureShare: NaN (expected: 0.0 to 1.0)", () -> outliers.withFailureShare(Double.NaN, 1)),
                refused("failureShare: -0.1 (expected: 0.0 to 1.0)", () -> outliers.withFailureShare(-0.1, 1)),
                refused("base: PT0S (expected: > 0)", () -> outliers.withEjectionTime(Duration.ZERO, SECOND)),
                refused(
                        "max: PT1S (expected: not below base PT2S)",
                        () -> outliers.withEjectionTime(Duration.ofSeconds(2), SECOND)),
                refused("jitter: NaN (expected: 0.0 to 1.0)", () -> new Backoff(SECOND, SECOND, Double.NaN)),
                refused("routes: -1 (expected: >= 0)", () -> outliers.withRoutes(-1)),
                missing("base", () -> outliers.withEjectionTime(null, SECOND)),
                missing("max", () -> outliers.withEjectionTime(SECOND, null)),
                missing("atLeast", () -> outliers.withLatency(3, null, 20)),
                missing("slowAfter", () -> outliers.withSlowAfter(null)),
                missing("patience", () -> outliers.withTrial(3, null)),
                missing("over", () -> SlowStart.over(null)),
                refused(
                        "aggression: Infinity (expected: above 0, at most 100)",
                        () -> SlowStart.defaults().withAggression(Double.POSITIVE_INFINITY)),
                refused(
                        "least: NaN (expected: above 0, at most 1)",
                        () -> SlowStart.defaults().withLeast(Double.NaN)),
                missing("takeOver", () -> Priorities.strict(null)),
                refused("takeOver: PT-1S (expected: >= 0)", () -> Priorities.strict(Duration.ofSeconds(-1))),
                missing("hold", () -> new ProbeRules(3, 2, null, SECOND)),
                missing("base", () -> probes.withHold(null, SECOND)),
                missing("startGrace", () -> probes.withStartGrace(null)),
                refused("unhealthyAfter: 0 (expected: >= 1)", () -> probes.withUnhealthyAfter(0)),
                refused("healthyAfter: 0 (expected: >= 1)", () -> probes.withHealthyAfter(0)),
                missing("counts", () -> new Evidence("5 in a row", null)),
                missing("statuses", () -> retries.withStatuses((int[]) null)),
                missing("longestHoldOff", () -> retries.withLongestHoldOff(null)),
                refused(
                        "longestHoldOff: PT-1S (expected: >= 0)",
                        () -> retries.withLongestHoldOff(Duration.ofSeconds(-1))),
                refused(
                        "errorsAbove: NaN (expected: 0.0 to 1.0)",
                        () -> new Failover.Rules(0.5, Double.NaN, 1, SECOND, SECOND)),
                refused("leastCalls: 0 (expected: >= 1)", () -> new Failover.Rules(0.5, 0.5, 0, SECOND, SECOND)),
                missing("takeOver", () -> new Failover.Rules(0.5, 0.5, 1, null, SECOND)),
                refused(
                        "giveBack: PT-1S (expected: >= 0)",
                        () -> new Failover.Rules(0.5, 0.5, 1, SECOND, Duration.ofSeconds(-1))));
    }

    static Stream<Arguments> strategiesAndCalls() {
        return Stream.of(
                missing("memory", () -> Selectors.peakEwma(null)),
                refused("memory: PT-1S (expected: >= 0)", () -> Selectors.peakEwma(Duration.ofSeconds(-1))),
                missing("inner", () -> Selectors.sticky(null)),
                missing(
                        "forgetAfter",
                        () -> Selectors.sticky(Selectors.random()).forgetAfter(null)),
                missing("inner", () -> Selectors.subset(1, "client", null)),
                missing("clientId", () -> Selectors.subset(1, null, Selectors.random())),
                refused(
                        "clientId: \"\" (expected: a text that is not blank)",
                        () -> Selectors.subset(1, "", Selectors.random())),
                missing("ids", () -> CallContext.any().withAllTried(null)),
                missing("route", () -> CallContext.any().withRoute(null)),
                refused(
                        "route: \" \" (expected: a text that is not blank)",
                        () -> CallContext.any().withRoute(" ")),
                missing("step", () -> VirtualTime.seeded(1).advance(null)));
    }

    @ParameterizedTest
    @MethodSource({"aPool", "aRunningPool", "rules", "strategiesAndCalls"})
    void isRefusedByName(String message, ThrowingCallable use) {
        assertThatThrownBy(use)
                .isInstanceOf(
                        message.contains(": null (") ? NullPointerException.class : IllegalArgumentException.class)
                .hasMessage(message);
    }
}

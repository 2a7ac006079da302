package io.github.evenkeel.probe;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class BadInputTest {
    private static Arguments checks(String message, Consumer<HealthChecks.Builder> use) {
        return Arguments.of(message, use);
    }

    static Stream<Arguments> settings() {
        return Stream.of(
                checks("probe: null (expected: a value)", builder -> builder.probe(null)),
                checks("every: null (expected: a value)", builder -> builder.every(null)),
                checks("every: PT0S (expected: > 0)", builder -> builder.every(Duration.ZERO)),
                checks("every: PT-1S (expected: > 0)", builder -> builder.every(Duration.ofSeconds(-1))),
                checks("timeout: null (expected: a value)", builder -> builder.timeout(null)),
                checks("timeout: PT0S (expected: > 0)", builder -> builder.timeout(Duration.ZERO)),
                checks("unhealthyAfter: 0 (expected: >= 1)", builder -> builder.unhealthyAfter(0)),
                checks("healthyAfter: 0 (expected: >= 1)", builder -> builder.healthyAfter(0)),
                checks(
                        "everyWhileChanging: PT0S (expected: > 0)",
                        builder -> builder.everyWhileChanging(Duration.ZERO)),
                checks("everyWhileOut: null (expected: a value)", builder -> builder.everyWhileOut(null)),
                checks("jitter: 0.51 (expected: 0.0 to 0.5)", builder -> builder.jitter(0.51)),
                checks("jitter: NaN (expected: 0.0 to 0.5)", builder -> builder.jitter(Double.NaN)),
                checks("startGrace: PT-1S (expected: >= 0)", builder -> builder.startGrace(Duration.ofSeconds(-1))),
                checks(
                        "max: PT1S (expected: not below base PT2S)",
                        builder -> builder.holdFlapping(Duration.ofSeconds(2), Duration.ofSeconds(1))),
                checks(
                        "timeout: PT2S (expected: less than the interval, which is PT1S)",
                        builder -> builder.everyWhileChanging(Duration.ofSeconds(1))
                                .start()),
                checks(
                        "timeout: PT2S (expected: less than the interval, which is PT2S)",
                        builder -> builder.everyWhileOut(Duration.ofSeconds(2)).start()),
                checks("everyWhileChanging: null (expected: a value)", builder -> builder.everyWhileChanging(null)),
                checks(
                        "everyWhileOut: PT-1S (expected: > 0)",
                        builder -> builder.everyWhileOut(Duration.ofSeconds(-1))),
                checks("jitter: -0.01 (expected: 0.0 to 0.5)", builder -> builder.jitter(-0.01)),
                checks("startGrace: null (expected: a value)", builder -> builder.startGrace(null)),
                checks("base: null (expected: a value)", builder -> builder.holdFlapping(null, Duration.ofSeconds(1))),
                checks("max: null (expected: a value)", builder -> builder.holdFlapping(Duration.ofSeconds(1), null)),
                checks("executor: null (expected: a value)", builder -> builder.executor(null)),
                checks(
                        "timeout: PT2S (expected: less than the interval, which is PT2S)",
                        builder -> builder.every(Duration.ofSeconds(2)).start()),
                checks(
                        "timeout: PT5S (expected: less than the interval, which is PT5S)",
                        builder -> builder.timeout(Duration.ofSeconds(5)).start()));
    }

    @ParameterizedTest
    @MethodSource("settings")
    void aBadSettingIsRefusedWithItsNameAndValue(String message, Consumer<HealthChecks.Builder> use) {
        VirtualPool orders = new VirtualPool("a");
        assertThatThrownBy(() -> use.accept(orders.checks())).hasMessage(message);
    }

    @Test
    void checksNeedAPoolAndAProbe() {
        VirtualPool orders = new VirtualPool("a");
        assertThatThrownBy(() -> HealthChecks.of(null)).hasMessage("pool: null (expected: a value)");
        assertThatThrownBy(() -> HealthChecks.of(orders.pool).start())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("probe: none (expected: a probe, such as Probes.http(\"/readyz\"))");
    }

    @Test
    void aTimeoutOneNanosecondBelowTheIntervalIsAccepted() {
        VirtualPool orders = new VirtualPool("a");
        orders.checks().every(Duration.ofSeconds(2).plusNanos(1)).start().close();
    }

    @Test
    void aPoolHasChecksOnce() {
        VirtualPool orders = new VirtualPool("a");
        orders.checks().start();
        assertThatThrownBy(() -> orders.checks().start())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("pool orders: checks run already");
        orders.pool.close();
        assertThatThrownBy(() -> orders.checks().start()).hasMessage("pool orders is closed");
    }

    static Stream<Arguments> paths() {
        return Stream.of("/", "//", "/?full=1", "/.", "/a/..")
                .map(path -> Arguments.of(
                        path, "path: \"" + path + "\" (expected: a readiness path of its own, such as /readyz)"));
    }

    @ParameterizedTest
    @MethodSource("paths")
    void theRootIsNoReadinessPath(String path, String message) {
        assertThatThrownBy(() -> Probes.http(path)).hasMessage(message);
        assertThatThrownBy(() -> Probes.https(path)).hasMessage(message);
    }

    private static Arguments http(String message, Consumer<HttpProbe> use) {
        return Arguments.of(message, use);
    }

    static Stream<Arguments> probes() {
        return Stream.of(
                http("path: null (expected: a value)", probe -> Probes.http(null)),
                http("path: \"\" (expected: a path that begins with /, and perhaps a query)", probe -> Probes.http("")),
                http(
                        "path: \"readyz\" (expected: a path that begins with /, and perhaps a query)",
                        probe -> Probes.http("readyz")),
                http(
                        "path: \"/readyz#top\" (expected: a path that begins with /, and perhaps a query)",
                        probe -> Probes.http("/readyz#top")),
                http("port: 0 (expected: 1 to 65535)", probe -> probe.withPort(0)),
                http("port: 65536 (expected: 1 to 65535)", probe -> probe.withPort(65536)),
                http("hostName: null (expected: a value)", probe -> probe.withHostName(null)),
                http("hostName: \" \" (expected: a text that is not blank)", probe -> probe.withHostName(" ")),
                http(
                        "hostName: \"orders:80\" (expected: a host name: no port, no IP address)",
                        probe -> probe.withHostName("orders:80")),
                http(
                        "hostName: \"10.0.0.1\" (expected: a host name: no port, no IP address)",
                        probe -> probe.withHostName("10.0.0.1")),
                http(
                        "hostName: \"１０.0.0.1\" (expected: a host name: no port, no IP address)",
                        probe -> probe.withHostName("１０.0.0.1")),
                http("statuses: null (expected: a value)", probe -> probe.withStatuses((int[]) null)),
                http("statuses: none (expected: at least one)", HttpProbe::withStatuses),
                http("status: 199 (expected: 200 to 599)", probe -> probe.withStatuses(200, 199)),
                http("status: 600 (expected: 200 to 599)", probe -> probe.withStatuses(600)),
                http("body: null (expected: a value)", probe -> probe.withBody(null)),
                http("body: \"\" (expected: a text that is not blank)", probe -> probe.withBodyContaining("")),
                http("header: \"\" (expected: a text that is not blank)", probe -> probe.withHeader("", "x")),
                http("X-Probe: null (expected: a value)", probe -> probe.withHeader("X-Probe", null)),
                http("header: null (expected: a value)", probe -> probe.withHeader(null, "x")),
                http(
                        "header: \"X Probe\" (expected: a name and a value in printable ASCII)",
                        probe -> probe.withHeader("X Probe", "x")),
                http(
                        "header: \"X-Token\" (expected: a name and a value in printable ASCII)",
                        probe -> probe.withHeader("X-Token", "secret\n")),
                http("body: null (expected: a value)", probe -> probe.withBodyContaining(null)),
                http("header: null (expected: a value)", probe -> probe.withDegradedHeader(null, 0.5)),
                http("share: NaN (expected: between 0 and 1)", probe -> probe.withDegradedStatuses(Double.NaN, 218)),
                http("statuses: none (expected: at least one)", probe -> probe.withDegradedStatuses(0.5)),
                http("path: null (expected: a value)", probe -> Probes.https(null)),
                http("port: 0 (expected: 1 to 65535)", probe -> Probes.tcp().withPort(0)),
                http(
                        "port: 65536 (expected: 1 to 65535)",
                        probe -> Probes.grpc().withPort(65536)),
                http("service: null (expected: a value)", probe -> Probes.grpc().withService(null)),
                http(
                        "service: \" \" (expected: a text that is not blank)",
                        probe -> Probes.grpc().withService(" ")),
                http(
                        "hostName: null (expected: a value)",
                        probe -> Probes.grpc().withHostName(null)),
                http("client: null (expected: a value)", probe -> Probes.grpc().withClient(null)),
                http("name: null (expected: a value)", probe -> Probes.custom(null, (backend, timeout) -> null)),
                http(
                        "name: \" \" (expected: a text that is not blank)",
                        probe -> Probes.custom(" ", (backend, timeout) -> null)),
                http("code: null (expected: a value)", probe -> Probes.custom("UDP echo", null)),
                http(
                        "header: host (expected: withHostName for the name of the host)",
                        probe -> probe.withHeader("host", "orders")),
                http("share: 0.0 (expected: between 0 and 1)", probe -> probe.withDegradedStatuses(0, 218)),
                http("share: 1.0 (expected: between 0 and 1)", probe -> probe.withDegradedHeader("x-degraded", 1)),
                http("status: 600 (expected: 200 to 599)", probe -> probe.withDegradedStatuses(0.5, 600)),
                http("client: null (expected: a value)", probe -> probe.withClient(null)));
    }

    @ParameterizedTest
    @MethodSource("probes")
    void aBadProbeIsRefusedWithItsNameAndValue(String message, Consumer<HttpProbe> use) {
        HttpProbe probe = Probes.http("/readyz");
        assertThatThrownBy(() -> use.accept(probe)).hasMessage(message);
    }

    @Test
    void aResultsShareIsPartOfAWeight() {
        assertThatThrownBy(() -> ProbeResult.degraded(0, "")).hasMessage("share: 0.0 (expected: above 0, at most 1)");
        assertThatThrownBy(() -> ProbeResult.degraded(1.5, "")).hasMessage("share: 1.5 (expected: above 0, at most 1)");
        assertThatThrownBy(() -> new ProbeResult(-1, "")).hasMessage("share: -1.0 (expected: 0.0 to 1.0)");
        assertThatThrownBy(() -> ProbeResult.passed(null)).hasMessage("detail: null (expected: a value)");
    }
}

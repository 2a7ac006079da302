package io.github.evenkeel.okhttp;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.evenkeel.pool.BackendPool;
import io.github.evenkeel.pool.Failover;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;
import okhttp3.OkHttpClient;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a user may get wrong says its name, its value and what was expected; what is missing says its name. */
class BadInputTest {
    private static final BackendPool ORDERS =
            BackendPool.builder("orders").backend("10.0.0.1", 80).build();
    private static final OkHttpClient CLIENT = new OkHttpClient();
    private static final Duration SECOND = Duration.ofSeconds(1);

    @AfterAll
    static void close() {
        ORDERS.close();
    }

    private static Arguments refused(String message, ThrowingCallable use) {
        return arguments(message, use);
    }

    private static Arguments missing(String name, ThrowingCallable use) {
        return arguments(name + ": null (expected: a value)", use);
    }

    private static Arguments builder(String message, Consumer<LoadBalancingInterceptor.Builder> use) {
        return refused(message, () -> use.accept(LoadBalancingInterceptor.builder()));
    }

    private static Arguments without(String name, Consumer<LoadBalancingInterceptor.Builder> use) {
        return missing(name, () -> use.accept(LoadBalancingInterceptor.builder()));
    }

    static Stream<Arguments> anInterceptor() {
        String aTimeout = " (expected: 1 ms to 24 days, or zero for none)";
        return Stream.of(
                without("pool", builder -> builder.pool((BackendPool) null)),
                without("failover", builder -> builder.pool((Failover) null)),
                without("host", builder -> builder.pool(null, ORDERS)),
                without("pool", builder -> builder.pool("api", (BackendPool) null)),
                without("rule", builder -> builder.rule(null)),
                without("pool", builder -> builder.defaultPool((BackendPool) null)),
                without("classifier", builder -> builder.classifier(null)),
                without("loadReports", builder -> builder.loadReports(null)),
                without("affinity", builder -> builder.affinity(null)),
                without("affinityCookie", builder -> builder.affinityCookie(null)),
                without("routes", builder -> builder.routes(null)),
                without("hostNames", builder -> builder.hostNames(null)),
                without("retries", builder -> builder.retries(null)),
                without("retryPolicy", builder -> builder.retryPolicy(null)),
                without("maxConnectionAge", builder -> builder.maxConnectionAge(null)),
                without("connectTimeout", builder -> builder.connectTimeout(null)),
                without("readTimeout", builder -> builder.readTimeout(null)),
                without("writeTimeout", builder -> builder.writeTimeout(null)),
                builder(
                        "host: \"10.0.0.1\" (expected: a name that is the host in a URL, and no IP address)",
                        builder -> builder.pool("10.0.0.1", ORDERS)),
                builder(
                        "pool: \"orders\" (expected: names that differ)",
                        builder -> builder.pool(ORDERS).pool(ORDERS)),
                builder("maxConnectionAge: PT0S (expected: > 0)", builder -> builder.maxConnectionAge(Duration.ZERO)),
                builder(
                        "connectTimeout: PT-1S (expected: >= 0)",
                        builder -> builder.connectTimeout(Duration.ofSeconds(-1))),
                builder(
                        "readTimeout: PT0.000999999S" + aTimeout,
                        builder -> builder.readTimeout(Duration.ofNanos(999_999))),
                builder("writeTimeout: PT600H" + aTimeout, builder -> builder.writeTimeout(Duration.ofDays(25))),
                builder("pools: none (expected: at least one pool)", LoadBalancingInterceptor.Builder::build));
    }

    static Stream<Arguments> theRest() {
        Rule rule = Rule.to(ORDERS);
        AffinityCookie cookie = AffinityCookie.standard();
        return Stream.of(
                missing("pool", () -> Rule.to((BackendPool) null)),
                missing("host", () -> rule.host((String[]) null)),
                missing("host", () -> rule.host("api", null)),
                missing("path", () -> rule.path(null)),
                missing("method", () -> rule.method((String[]) null)),
                missing("method", () -> rule.method("GET", null)),
                refused("method: \"\" (expected: a text that is not blank)", () -> rule.method("")),
                missing("header", () -> rule.header(null)),
                missing("value", () -> rule.header("X-Api", null)),
                missing("when", () -> rule.when(null)),
                missing("header", () -> Affinity.header(null)),
                missing("cookie", () -> Affinity.cookie(null)),
                refused("cookie: \" \" (expected: a text that is not blank)", () -> Affinity.cookie(" ")),
                refused("index: -1 (expected: >= 0)", () -> Affinity.pathSegment(-1)),
                missing("type", () -> Affinity.tag(null)),
                missing("function", () -> Affinity.of(null)),
                missing("other", () -> Affinity.header("X-User").orElse(null)),
                missing("name", () -> cookie.withName(null)),
                refused("name: \"SERVER ID\" (expected: a cookie's name)", () -> cookie.withName("SERVER ID")),
                missing("lasting", () -> cookie.lasting(null)),
                refused(
                        "lasting: PT0.999S (expected: at least a second)",
                        () -> cookie.lasting(Duration.ofMillis(999))),
                missing("serversCookie", () -> cookie.startedBy(null)),
                missing("id", () -> new NamedBackend(null)),
                missing("outcome", () -> new Verdict().is(null)),
                missing("delay", () -> HedgedCalls.after(null, CLIENT, ORDERS)),
                refused(
                        "delay: PT-1S (expected: > 0)",
                        () -> HedgedCalls.after(Duration.ofSeconds(-1), CLIENT, ORDERS)),
                missing("client", () -> HedgedCalls.after(SECOND, null, ORDERS)),
                missing("pool", () -> HedgedCalls.after(SECOND, CLIENT, null)),
                missing("atLeast", () -> HedgedCalls.afterP95(null, CLIENT, ORDERS)),
                missing("interceptor", () -> BalancedCalls.over(CLIENT, null)),
                missing("interceptor", () -> LoadBalancing.sized(CLIENT.newBuilder(), (LoadBalancingInterceptor) null)),
                missing("pools", () -> LoadBalancing.sized(CLIENT.newBuilder(), (BackendPool[]) null)),
                missing("pool", () -> LoadBalancing.sized(CLIENT.newBuilder(), (BackendPool) null)));
    }

    @ParameterizedTest
    @MethodSource({"anInterceptor", "theRest"})
    void isRefusedByName(String message, ThrowingCallable use) {
        assertThatThrownBy(use)
                .isInstanceOf(
                        message.contains(": null (") ? NullPointerException.class : IllegalArgumentException.class)
                .hasMessage(message);
    }
}

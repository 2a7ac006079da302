package io.github.evenkeel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.evenkeel.Outcome.Kind;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class OutcomeTest {
    @ParameterizedTest
    @CsvSource({
        "400, CLIENT_ERROR",
        "428, CLIENT_ERROR",
        "429, OVERLOADED",
        "430, CLIENT_ERROR",
        "499, CLIENT_ERROR",
        "500, FAILURE",
        "501, FAILURE",
        "502, GATEWAY",
        "503, GATEWAY",
        "504, GATEWAY",
        "505, FAILURE",
        "599, FAILURE",
        "600, FAILURE",
        "999, FAILURE"
    })
    void aStatusFrom400HasItsKind(int status, Kind kind) {
        assertThat(Outcome.ofStatus(status)).isEqualTo(new Outcome(kind, status, Duration.ZERO));
    }

    @ParameterizedTest
    @CsvSource({"100", "200", "204", "304", "399"})
    void aStatusBelow400IsSuccessItself(int status) {
        assertThat(Outcome.ofStatus(status)).isSameAs(Outcome.SUCCESS);
    }

    @Test
    void usualStatusesAllocateNothing() {
        for (int status = 100; status < 600; status++) {
            assertThat(Outcome.ofStatus(status)).isSameAs(Outcome.ofStatus(status));
        }
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                arguments(new ConnectException("Connection refused"), Outcome.CONNECT),
                arguments(new NoRouteToHostException("x"), Outcome.CONNECT),
                arguments(new PortUnreachableException("x"), Outcome.CONNECT),
                arguments(new UnknownHostException("x"), Outcome.CONNECT),
                arguments(new UnresolvedAddressException(), Outcome.CONNECT),
                arguments(new SSLHandshakeException("x"), Outcome.CONNECT),
                arguments(new SSLPeerUnverifiedException("x"), Outcome.CONNECT),
                arguments(new SocketTimeoutException("Connect timed out"), Outcome.CONNECT),
                arguments(new SocketTimeoutException("connect timed out: 1.2.3.4"), Outcome.CONNECT),
                arguments(new SocketTimeoutException("Read timed out"), Outcome.TIMEOUT),
                arguments(new SocketTimeoutException("connect timed"), Outcome.TIMEOUT),
                arguments(new SocketTimeoutException("timeout"), Outcome.TIMEOUT),
                arguments(new SocketTimeoutException(), Outcome.TIMEOUT),
                arguments(new TimeoutException(), Outcome.TIMEOUT),
                arguments(new CancellationException(), Outcome.CANCELLED),
                arguments(new InterruptedException(), Outcome.CANCELLED),
                arguments(new InterruptedIOException(), Outcome.CANCELLED),
                arguments(new ClosedByInterruptException(), Outcome.CANCELLED),
                arguments(new SocketException("Connection reset"), Outcome.RESET),
                arguments(new SSLException("x"), Outcome.RESET),
                arguments(new EOFException(), Outcome.RESET),
                arguments(new ClosedChannelException(), Outcome.RESET),
                arguments(new IOException(), Outcome.RESET),
                arguments(new IllegalStateException(), Outcome.FAILURE),
                arguments(new OutOfMemoryError(), Outcome.FAILURE));
    }

    /** Made by name, as it is told: the module is none of this one's. */
    @ParameterizedTest
    @CsvSource({"HttpTimeoutException, TIMEOUT", "HttpConnectTimeoutException, CONNECT"})
    void aTimeoutOfTheHttpClientOfTheJdkIsOne(String name, Kind kind) throws ReflectiveOperationException {
        Class<?> type = Class.forName("java.net.http." + name);
        Throwable failure = (Throwable) type.getConstructor(String.class).newInstance("x");
        assertThat(Outcome.of(failure).kind()).isEqualTo(kind);
    }

    @ParameterizedTest
    @MethodSource("failures")
    void anExceptionSaysWhatHappened(Throwable failure, Outcome outcome) {
        assertThat(Outcome.of(failure)).isSameAs(outcome);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void faultsAreWhatCountsAgainstTheBackend(Kind kind) {
        Set<Kind> faults = EnumSet.of(Kind.FAILURE, Kind.GATEWAY, Kind.CONNECT, Kind.RESET, Kind.TIMEOUT, Kind.SLOW);
        assertThat(new Outcome(kind, 0, Duration.ZERO).fault())
                .isEqualTo(kind.fault())
                .isEqualTo(faults.contains(kind));
    }

    @Test
    void onlyAnOverloadedBackendAsksForAPause() {
        Outcome pause = Outcome.overloaded(503, Duration.ofSeconds(2));
        assertThat(pause).isEqualTo(new Outcome(Kind.OVERLOADED, 503, Duration.ofSeconds(2)));
        assertThatThrownBy(() -> new Outcome(Kind.FAILURE, 500, Duration.ofSeconds(1)))
                .hasMessage("holdOff: PT1S (expected: zero unless OVERLOADED)");
    }

    @Test
    void badComponentsAreNamed() {
        assertThatThrownBy(() -> new Outcome(null, 0, Duration.ZERO)).hasMessage("kind: null (expected: a value)");
        assertThatThrownBy(() -> new Outcome(Kind.FAILURE, -1, Duration.ZERO))
                .hasMessage("status: -1 (expected: >= 0)");
        assertThatThrownBy(() -> Outcome.overloaded(429, Duration.ofNanos(-1)))
                .hasMessage("holdOff: PT-0.000000001S (expected: >= 0)");
        assertThatThrownBy(() -> Outcome.overloaded(429, null)).hasMessage("holdOff: null (expected: a value)");
        assertThatThrownBy(() -> Outcome.of(null)).hasMessage("failure: null (expected: a value)");
    }

    @Test
    void itReadsAsKindAndStatus() {
        assertThat(Outcome.ofStatus(500)).hasToString("FAILURE 500");
        assertThat(Outcome.TIMEOUT).hasToString("TIMEOUT");
    }
}

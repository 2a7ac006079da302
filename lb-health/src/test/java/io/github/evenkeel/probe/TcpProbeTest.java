package io.github.evenkeel.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.evenkeel.Backend;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Over real sockets. */
@Timeout(60)
class TcpProbeTest {
    private static final Duration AMPLE = Duration.ofSeconds(30);

    private static ServerSocket listening(int backlog) throws IOException {
        return new ServerSocket(0, backlog, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
    }

    private static Backend at(int port) {
        return Backend.of("127.0.0.1", port);
    }

    @Test
    void aPortThatListensPassesAndTheConnectionIsClosed() throws IOException {
        try (ServerSocket server = listening(1)) {
            assertThat(Probes.tcp().check(at(server.getLocalPort()), AMPLE)).isEqualTo(ProbeResult.passed("connected"));
            assertThat(server.accept().getInputStream().read())
                    .as("end of stream")
                    .isEqualTo(-1);
        }
    }

    @Test
    void aPortThatRefusesThrowsWhatTheSystemSays() throws IOException {
        int free;
        try (ServerSocket server = listening(1)) {
            free = server.getLocalPort();
        }
        assertThatThrownBy(() -> Probes.tcp().check(at(free), AMPLE))
                .isInstanceOf(java.net.ConnectException.class)
                .hasMessageContaining("refused");
    }

    @Test
    void anotherPortThanTheBackendsMayBeAsked() throws IOException {
        try (ServerSocket server = listening(1)) {
            TcpProbe probe = Probes.tcp().withPort(server.getLocalPort());
            assertThat(probe.check(at(1), AMPLE).good()).isTrue();
            assertThat(probe).hasToString("TCP :" + server.getLocalPort());
            assertThat(Probes.tcp()).hasToString("TCP");
        }
    }

    @Test
    void aHostIsGoodIfOneOfItsAddressesIs() throws IOException {
        // Where it has one address only, this is the plain case.
        try (ServerSocket server = listening(1)) {
            assertThat(Probes.tcp()
                            .check(Backend.of("localhost", server.getLocalPort()), AMPLE)
                            .good())
                    .isTrue();
        }
    }

    @Test
    void aHostWithoutAddressFails() {
        assertThatThrownBy(() -> Probes.tcp().check(Backend.of("no-such-host.invalid", 80), AMPLE))
                .isInstanceOf(UnknownHostException.class);
    }

    @Test
    void aFullBacklogIsNoAnswerWithinTheTimeout() throws IOException {
        List<SocketChannel> fill = new ArrayList<>();
        try (ServerSocket server = listening(1)) {
            // Nobody accepts: the kernel takes a few connections, and then lets the next ones wait.
            ProbeResult result = ProbeResult.passed("connected");
            for (int i = 0; i < 50 && result.good(); i++) {
                SocketChannel channel = SocketChannel.open();
                channel.configureBlocking(false);
                channel.connect(server.getLocalSocketAddress());
                fill.add(channel);
                if (i >= 5) result = Probes.tcp().check(at(server.getLocalPort()), Duration.ofMillis(200));
            }
            assertThat(result).isEqualTo(ProbeResult.failed("no answer within 200 ms"));
        } finally {
            for (SocketChannel channel : fill) channel.close();
        }
    }

    @Test
    void anInterruptEndsIt() throws IOException {
        try (ServerSocket server = listening(1)) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> Probes.tcp().check(at(server.getLocalPort()), AMPLE))
                    .isInstanceOf(ClosedByInterruptException.class);
            assertThat(Thread.interrupted()).isTrue();
        }
    }
}

package io.github.evenkeel.probe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.evenkeel.Backend;
import io.github.evenkeel.health.Status;
import io.github.evenkeel.pool.BackendPool;
import io.github.evenkeel.pool.PoolEvent;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CustomProbeTest {
    /** The example of {@link Probes#custom}. */
    private final Probe udp = Probes.custom("UDP echo", (backend, timeout) -> {
        try (DatagramChannel channel = DatagramChannel.open()) {
            channel.connect(new InetSocketAddress(InetAddress.getByName(backend.host()), backend.port()));
            channel.write(ByteBuffer.wrap("ping".getBytes(UTF_8)));
            byte[] answer = new byte[64];
            int length = channel.read(ByteBuffer.wrap(answer));
            String text = new String(answer, 0, length, UTF_8);
            return text.equals("pong") ? ProbeResult.passed(text) : ProbeResult.failed(text);
        }
    });

    /** Answers the first datagram. */
    private static void answerOnce(DatagramSocket server, String answer) {
        Thread thread = new Thread(() -> {
            try {
                DatagramPacket packet = new DatagramPacket(new byte[64], 64);
                server.receive(packet);
                packet.setData(answer.getBytes(UTF_8));
                server.send(packet);
            } catch (IOException closed) {
                // The test is over.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private static DatagramSocket server() throws IOException {
        return new DatagramSocket(0, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
    }

    @Test
    void aProtocolOverUdpIsProbedByAFewLines() throws Exception {
        try (DatagramSocket server = server()) {
            Backend backend = Backend.of("127.0.0.1", server.getLocalPort());
            answerOnce(server, "pong");
            assertThat(udp.check(backend, Duration.ofSeconds(2))).isEqualTo(ProbeResult.passed("pong"));
            answerOnce(server, "busy");
            assertThat(udp.check(backend, Duration.ofSeconds(2))).isEqualTo(ProbeResult.failed("busy"));
        }
    }

    @Test
    void oneThatGetsNoAnswerIsEndedByItsTimeout() throws Exception {
        CountDownLatch unhealthy = new CountDownLatch(1);
        try (DatagramSocket silent = server();
                BackendPool pool = BackendPool.builder("orders")
                        .backend("127.0.0.1", silent.getLocalPort())
                        .build()) {
            pool.onEvent(event -> {
                if (event instanceof PoolEvent.StatusChanged change && change.to() == Status.UNHEALTHY) {
                    unhealthy.countDown();
                }
            });
            try (HealthChecks checks = HealthChecks.of(pool)
                    .probe(udp)
                    .every(Duration.ofMillis(100))
                    .timeout(Duration.ofMillis(50))
                    .start()) {
                assertThat(checks.toString())
                        .startsWith("HealthChecks[pool orders: UDP echo every 100 ms, time-out 50 ms; ");
                unhealthy.await();
                assertThat(pool.status().members().get(0).why()).endsWith("last: no answer within 50 ms");
            }
        }
    }

    @Test
    void theNameIsAllThatIsAddedToTheCode() {
        AtomicInteger released = new AtomicInteger();
        Probe code = new Probe() {
            @Override
            public ProbeResult check(Backend backend, Duration timeout) {
                return Scripted.GOOD;
            }

            @Override
            public Probe forPool(String pool) {
                return pool.equals("orders") ? this : null;
            }

            @Override
            public void release() {
                released.incrementAndGet();
            }
        };
        Probe named = Probes.custom("mine", code);
        assertThat(named.forPool("orders")).isEqualTo(named).hasToString("mine");
        assertThat(named.forPool("others")).isNull();
        named.release();
        assertThat(released).hasValue(1);
    }

    @Test
    void itNeedsANameAndCode() {
        assertThatThrownBy(() -> Probes.custom(" ", udp))
                .hasMessage("name: \" \" (expected: a text that is not blank)");
        assertThatThrownBy(() -> Probes.custom("mine", null)).hasMessage("code: null (expected: a value)");
    }
}

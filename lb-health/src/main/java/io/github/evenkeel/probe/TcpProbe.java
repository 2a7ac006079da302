package io.github.evenkeel.probe;

import io.github.evenkeel.Backend;
import io.github.evenkeel.Expect;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/**
 * Connects and closes. Immutable. Made by {@link Probes#tcp}.
 *
 * <p>A host with several addresses is good if one of them takes the connection; each has an equal part of the time-out. Results read
 * {@code connected}, {@code no answer within 2 s} or {@code ConnectException: Connection refused}.
 */
public final class TcpProbe implements Probe {
    /** 0 for the backend's. */
    private final int port;

    private TcpProbe(int port) {
        this.port = port;
    }

    static TcpProbe backendsPort() {
        return new TcpProbe(0);
    }

    /** Connects to this port instead of the backend's; 1 to 65535. */
    public TcpProbe withPort(int newPort) {
        return new TcpProbe(HttpAddress.port(newPort));
    }

    @Override
    public ProbeResult check(Backend backend, Duration timeout) throws IOException {
        Expect.notNull("backend", backend);
        long nanos = Expect.positiveNanos("timeout", timeout);
        InetAddress[] addresses = InetAddress.getAllByName(backend.host());
        // A socket counts milliseconds, and takes 0 for ever.
        int millis = (int) Math.min(Integer.MAX_VALUE, Math.max(1, nanos / addresses.length / 1_000_000));
        IOException last = null;
        for (InetAddress address : addresses) {
            try {
                connect(new InetSocketAddress(address, port != 0 ? port : backend.port()), millis);
                return ProbeResult.passed("connected");
            } catch (SocketTimeoutException late) {
                last = late;
            } catch (IOException refused) {
                if (Thread.currentThread().isInterrupted()) throw refused;
                last = refused;
            }
        }
        if (last == null || last instanceof SocketTimeoutException) return ProbeResult.failed(Detail.noAnswer(timeout));
        throw last;
    }

    private static void connect(InetSocketAddress address, int millis) throws IOException {
        // A channel, for an interrupt ends its connecting; that of a plain socket goes on.
        try (SocketChannel channel = SocketChannel.open()) {
            channel.socket().connect(address, millis);
        }
    }

    /** {@code TCP :8081}. */
    @Override
    public String toString() {
        return port != 0 ? "TCP :" + port : "TCP";
    }
}

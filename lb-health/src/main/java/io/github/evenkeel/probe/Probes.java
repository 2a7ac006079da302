package io.github.evenkeel.probe;

import io.github.evenkeel.Expect;

/** The ready-made probes. Anything else is a {@link Probe} of the user's own. */
public final class Probes {
    private Probes() {}

    /**
     * GET over plain HTTP on the backend's port; good is status 200.
     *
     * @param path a readiness path that says whether the backend can serve, such as {@code /readyz}; may have a query
     * @throws IllegalArgumentException for {@code /}: a front page answers long before, and long after, its server can serve
     */
    public static HttpProbe http(String path) {
        return HttpProbe.of(false, path);
    }

    /**
     * GET over HTTPS on the backend's port; good is status 200 from a server with a valid certificate for the name that calls use,
     * the pool's. Otherwise as {@link #http}.
     *
     * @param path as for {@link #http}
     */
    public static HttpProbe https(String path) {
        return HttpProbe.of(true, path);
    }

    /**
     * The standard health check of gRPC on the backend's port, over HTTP/2 in plain text; good is that the server as a whole is
     * SERVING. See {@link GrpcProbe#withService} for one service, {@link GrpcProbe#withTls} for TLS.
     */
    public static GrpcProbe grpc() {
        return GrpcProbe.ofServer();
    }

    /**
     * A TCP connection to the backend's port, closed at once; good is that one is taken. It tells that something listens there, not
     * that it can serve: a server whose every answer is an error passes. Where there is a readiness path, ask that.
     */
    public static TcpProbe tcp() {
        return TcpProbe.backendsPort();
    }

    /**
     * Any code, told by a name. For a protocol over UDP, say:
     *
     * <pre>{@code
     * Probes.custom("UDP echo", (backend, timeout) -> {
     *     try (DatagramChannel channel = DatagramChannel.open()) { // an interrupt ends what waits on a channel
     *         channel.connect(new InetSocketAddress(InetAddress.getByName(backend.host()), backend.port()));
     *         channel.write(ByteBuffer.wrap("ping".getBytes(UTF_8)));
     *         byte[] answer = new byte[64];
     *         int length = channel.read(ByteBuffer.wrap(answer)); // the time-out interrupts it
     *         String text = new String(answer, 0, length, UTF_8);
     *         return text.equals("pong") ? ProbeResult.passed(text) : ProbeResult.failed(text);
     *     }
     * })
     * }</pre>
     *
     * @param name for logs and the status; not blank
     * @param code what asks; see {@link Probe} for threads, time-out and interrupt
     */
    public static Probe custom(String name, Probe code) {
        return new CustomProbe(Expect.text("name", name), Expect.notNull("code", code));
    }
}

package io.github.evenkeel.examples.soak;

import io.github.evenkeel.Backend;
import io.github.evenkeel.examples.soak.Ledger.Exchange;
import io.github.evenkeel.examples.soak.Ledger.Link;
import io.github.evenkeel.examples.sockets.SocketThread;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** An HTTP/1.1 server on loopback, written by hand so that it can do everything wrong. A thread for each connection. */
final class FaultyServer implements AutoCloseable {
    /** The call's number. */
    static final String CALL = "X-Call";

    /** Which of the call's attempts it is, from 1. */
    static final String ATTEMPT = "X-Attempt";

    private static final int BACKLOG = 200;
    private static final Exchange NOTHING = new Exchange(-1, 0);
    private static final long SLOWLY = 200_000_000;
    /** So that a caller is out of time before it has the head of the answer. */
    private static final long DRIP = 200_000_000;

    static final String BODY = "a body that is long enough to be cut in two";
    private static final byte[] ANSWER =
            bytes("HTTP/1.1 200 OK\r\nContent-Length: " + BODY.length() + "\r\n\r\n" + BODY);
    private static final byte[] HALF =
            bytes("HTTP/1.1 200 OK\r\nContent-Length: " + BODY.length() + "\r\n\r\n" + BODY.substring(0, 20));
    private static final byte[] UNAVAILABLE =
            bytes("HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n");
    private static final byte[] GARBAGE = bytes("\u0000\u0001 no such protocol \u0002\r\n\r\n");

    private final Ledger ledger;
    private final long seed;
    private final ServerSocket server;

    /** Open connections with the request that each serves. */
    private final Map<Socket, Exchange> connections = new ConcurrentHashMap<>();

    private FaultyServer(Ledger ledger, long seed, ServerSocket server) {
        this.ledger = ledger;
        this.seed = seed;
        this.server = server;
    }

    /**
     * Starts one.
     *
     * @param seed what a call meets depends on this, the port aside, and on the call's number
     * @param port 0 for any
     */
    static FaultyServer start(Ledger ledger, long seed, int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port), BACKLOG);
        FaultyServer server = new FaultyServer(ledger, seed, socket);
        SocketThread.start("faulty server", server::accept);
        return server;
    }

    /** Of what a call meets at a server with that seed. */
    static long seed(long server, long call) {
        return server ^ (call * 0x9e3779b97f4a7c15L); // 2^64 over the golden ratio: neighbours are far apart
    }

    Backend backend() {
        return Backend.of("127.0.0.1", server.getLocalPort());
    }

    /** Ends at once: connections are cut, and the port is nobody's. */
    @Override
    public void close() {
        ledger.outage(
                backend().id(),
                connections.values().stream()
                        .filter(exchange -> !exchange.equals(NOTHING))
                        .toList(),
                System.nanoTime());
        closeQuietly(server);
        connections.keySet().forEach(this::end);
    }

    /** By the server's own decision. */
    private void end(Socket connection) {
        ledger.closes(Link.ofServer(connection), System.nanoTime());
        closeQuietly(connection);
    }

    private static void closeQuietly(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception alreadyBroken) {
            // then it is as good as closed
        }
    }

    private void accept() throws IOException {
        while (true) {
            Socket socket = server.accept();
            connections.put(socket, NOTHING);
            if (server.isClosed()) end(socket); // that came while the others were closed
            SocketThread.start("faulty server's connection", () -> {
                try {
                    socket.setTcpNoDelay(true);
                    serve(socket);
                } finally {
                    closeQuietly(socket); // no matter of the ledger's: either that has it, or the client left first
                    connections.remove(socket);
                }
            });
        }
    }

    private void serve(Socket socket) throws IOException {
        InputStream in = new BufferedInputStream(socket.getInputStream());
        OutputStream out = socket.getOutputStream();
        while (true) {
            @Nullable Exchange exchange = readRequest(in);
            if (exchange == null) return;
            connections.replace(socket, exchange);
            ledger.received(exchange);
            @Nullable Fault fault = Fault.roll(new SplittableRandom(seed(seed, exchange.call())));
            if (fault == null) {
                out.write(ANSWER);
            } else {
                ledger.does(exchange, fault);
                if (!goesOn(fault, in, out, socket)) {
                    end(socket);
                    return;
                }
            }
            connections.replace(socket, NOTHING);
        }
    }

    /** False if the server closes the connection then; throws where the client has. */
    private boolean goesOn(Fault fault, InputStream in, OutputStream out, Socket socket) throws IOException {
        switch (fault) {
            case SLOW -> {
                LockSupport.parkNanos(SLOWLY);
                out.write(ANSWER);
                return true;
            }
            case UNAVAILABLE -> {
                out.write(UNAVAILABLE);
                return true;
            }
            case CLOSE -> {
                ledger.closes(Link.ofServer(socket), System.nanoTime());
                out.write(ANSWER);
            }
            case RESET -> socket.setSoLinger(true, 0); // closing sends RST
            case GARBAGE -> out.write(GARBAGE);
            case CUT_BODY -> {
                out.write(HALF);
                out.flush();
            }
            case HANG -> {
                in.transferTo(OutputStream.nullOutputStream());
                throw new EOFException("the client has had enough");
            }
            case DRIP -> {
                for (byte each : ANSWER) {
                    out.write(each);
                    LockSupport.parkNanos(DRIP);
                }
            }
            case OUTAGE -> throw new IllegalArgumentException("no call's own: " + fault);
        }
        return false;
    }

    /** Reads a request whole; null if the client is gone. */
    private static @Nullable Exchange readRequest(InputStream in) throws IOException {
        long call = -1;
        int attempt = 1;
        int length = 0;
        for (String line = line(in); ; line = line(in)) {
            if (line == null) return null;
            if (line.isEmpty()) break;
            int colon = line.indexOf(':');
            if (colon < 0) continue;
            String value = line.substring(colon + 1).trim();
            switch (line.substring(0, colon).toLowerCase(Locale.ROOT)) {
                case "x-call" -> call = Long.parseLong(value);
                case "x-attempt" -> attempt = Integer.parseInt(value);
                case "content-length" -> length = Integer.parseInt(value);
                default -> {}
            }
        }
        in.skipNBytes(length);
        return new Exchange(call, attempt);
    }

    private static @Nullable String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next >= 0; next = in.read()) {
            if (next == '\n') return line.toString().trim();
            line.append((char) next);
        }
        return null;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}

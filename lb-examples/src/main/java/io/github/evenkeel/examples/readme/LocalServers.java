package io.github.evenkeel.examples.readme;

import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;

/** Servers on loopback for those who have none at hand. They count their calls. */
final class LocalServers implements AutoCloseable {
    private static final int BACKLOG = 50;

    static {
        // The JDK's server writes headers and body apart: with Nagle's algorithm a short answer waits 40 ms for an ACK.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final List<Integer> ports = new ArrayList<>();
    private final List<LongAdder> calls = new ArrayList<>();
    private final List<Closeable> open = new ArrayList<>();

    private LocalServers() {}

    /** Two that answer any HTTP request with their port. */
    static LocalServers http() throws IOException {
        LocalServers servers = new LocalServers();
        for (int i = 0; i < 2; i++) {
            HttpServer server = HttpServer.create(new InetSocketAddress(loopback(), 0), BACKLOG);
            LongAdder count = servers.opened(server.getAddress().getPort(), () -> server.stop(0));
            server.createContext("/readyz", exchange -> {
                exchange.sendResponseHeaders(200, -1);
                exchange.close();
            });
            server.createContext("/", exchange -> {
                count.increment();
                byte[] body = ("port " + server.getAddress().getPort()).getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
                exchange.close();
            });
            server.start();
        }
        return servers;
    }

    /** Two that answer a line with the same line in capitals. */
    static LocalServers lines() throws IOException {
        LocalServers servers = new LocalServers();
        for (int i = 0; i < 2; i++) {
            ServerSocket server = new ServerSocket(0, BACKLOG, loopback());
            ExecutorService thread = Executors.newSingleThreadExecutor();
            LongAdder count = servers.opened(server.getLocalPort(), () -> {
                server.close();
                thread.shutdown();
            });
            thread.execute(() -> serveLines(server, count));
        }
        return servers;
    }

    int port(int index) {
        return ports.get(index);
    }

    long calls(int index) {
        return calls.get(index).sum();
    }

    @Override
    public void close() throws IOException {
        for (Closeable server : open) server.close();
    }

    private LongAdder opened(int port, Closeable server) {
        ports.add(port);
        open.add(server);
        calls.add(new LongAdder());
        return calls.get(calls.size() - 1);
    }

    private static void serveLines(ServerSocket server, LongAdder count) {
        while (!server.isClosed()) {
            try (Socket socket = server.accept();
                    BufferedReader in = new BufferedReader(
                            new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
                String line = in.readLine();
                if (line == null) continue;
                count.increment();
                String answer = line.toUpperCase(Locale.ROOT) + "\n";
                socket.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
            } catch (IOException closed) {
                if (!server.isClosed()) throw new UncheckedIOException(closed);
            }
        }
    }

    private static InetAddress loopback() throws IOException {
        return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    }
}

package io.github.evenkeel.okhttp;

import io.github.evenkeel.Backend;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that does with its connections what no HTTP server would. */
final class RawServer implements AutoCloseable {
    private final ServerSocket server;
    private final Deed deed;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();

    /** What it does with a connection, which ends with it. */
    interface Deed {
        void with(Socket connection) throws IOException, InterruptedException;
    }

    RawServer(Deed deed) throws IOException {
        this.deed = deed;
        server = new ServerSocket(0, 50, Servers.HERE);
        new Thread(this::accept, "raw server").start();
    }

    private void accept() {
        while (true) {
            try {
                Socket connection = server.accept();
                open.add(connection);
                connections.incrementAndGet();
                if (server.isClosed()) connection.close();
                new Thread(() -> serve(connection), "raw server's connection").start();
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            deed.with(connection);
        } catch (IOException | InterruptedException over) {
            // as it is to be, when the other side has had enough
        } finally {
            open.remove(connection);
        }
    }

    Backend backend() {
        return Backend.of(Servers.HERE.getHostAddress(), server.getLocalPort());
    }

    int connections() {
        return connections.get();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket each : open) each.close();
    }

    // ---- deeds

    /** Reads a request and what it has for a body, of a few bytes at most. False if there is none. */
    static boolean request(Socket connection) throws IOException {
        BufferedReader in =
                new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.ISO_8859_1));
        int length = 0;
        String line = in.readLine();
        if (line == null) return false;
        for (; line != null && !line.isEmpty(); line = in.readLine()) {
            if (line.startsWith("Content-Length: ")) length = Integer.parseInt(line.substring(16));
        }
        for (int i = 0; i < length; i++) in.read();
        return true;
    }

    static void write(Socket connection, String text) throws IOException {
        OutputStream out = connection.getOutputStream();
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    /** Until the other side goes. */
    static void hang(Socket connection) throws IOException {
        connection.getInputStream().transferTo(OutputStream.nullOutputStream());
    }
}

package io.github.evenkeel.examples.readme;

import io.github.evenkeel.Backend;
import io.github.evenkeel.CallContext;
import io.github.evenkeel.Outcome;
import io.github.evenkeel.pool.BackendPool;
import io.github.evenkeel.pool.Lease;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client without HTTP: it sends a line and gets a line. */
public final class SocketClient {
    private static final int TIMEOUT_MILLIS = 2_000;

    private SocketClient() {}

    // [readme:SocketClient]
    static String ask(BackendPool pool, String question) throws IOException {
        try (Socket socket = new Socket();
                Lease lease = pool.acquire(CallContext.any(), () -> close(socket))) { // how a drain ends the call
            try {
                String answer = talk(socket, lease.backend(), question);
                lease.responded(Outcome.SUCCESS);
                return answer;
            } catch (IOException e) {
                if (lease.revoked()) lease.responded(Outcome.CANCELLED); // by a drain: not the backend's fault
                else lease.failed(e); // refused, reset, timed out: told by the exception's class
                throw e;
            }
        }
    }
    // [/readme]

    private static String talk(Socket socket, Backend backend, String question) throws IOException {
        socket.connect(new InetSocketAddress(backend.host(), backend.port()), TIMEOUT_MILLIS);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.getOutputStream().write((question + "\n").getBytes(StandardCharsets.UTF_8));
        BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        String answer = in.readLine();
        if (answer == null) throw new EOFException("closed without an answer");
        return answer;
    }

    /** What waits for the socket's answer then fails. */
    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // the pool logs it
        }
    }

    /** Two ports, or none. */
    public static void main(String... ports) throws Exception {
        try (LocalServers own = LocalServers.lines();
                BackendPool pool = BackendPool.builder("lines")
                        .backend("127.0.0.1", ports.length == 2 ? Integer.parseInt(ports[0]) : own.port(0))
                        .backend("127.0.0.1", ports.length == 2 ? Integer.parseInt(ports[1]) : own.port(1))
                        .build()) {
            for (int i = 1; i <= 10; i++) System.out.println(ask(pool, "hello no. " + i));
            System.out.println(pool.status());
        }
    }
}

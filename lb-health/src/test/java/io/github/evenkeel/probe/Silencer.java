package io.github.evenkeel.probe;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;

/** A way to a server that may forget the connections it has: what is sent on them vanishes, as behind a firewall; new ones work. */
final class Silencer implements Closeable {
    private final InetAddress loopback;
    private final ServerSocket listening;
    private final int to;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private volatile int connections;
    private volatile int forgotten;

    /** One for each time that something vanished. */
    final BlockingQueue<Boolean> vanished = new LinkedBlockingQueue<>();

    Silencer(int to) throws IOException {
        this.to = to;
        loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        listening = new ServerSocket(0, 50, loopback);
        daemon(this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    int connections() {
        return connections;
    }

    void forget() {
        forgotten = connections;
    }

    @Override
    public void close() throws IOException {
        listening.close();
        for (Socket socket : sockets) socket.close();
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            for (int number = 1; ; number++) {
                int own = number;
                Socket client = listening.accept();
                connections = own;
                Socket server = new Socket(loopback, to);
                sockets.add(client);
                sockets.add(server);
                daemon(() -> pass(own, client, server));
                daemon(() -> pass(own, server, client));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void pass(int number, Socket from, Socket onTo) {
        byte[] bytes = new byte[8192];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = onTo.getOutputStream();
            for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
                if (number <= forgotten) vanished.add(true);
                else out.write(bytes, 0, read);
            }
        } catch (IOException closed) {
            // One side has gone.
        }
    }
}

package io.github.evenkeel.examples.sockets;

import java.io.IOException;

/** A thread that serves a socket until that is closed by either side, as every one is in the end. */
public final class SocketThread {
    /** What it does. */
    public interface Work {
        /**
         * Until the socket is closed.
         *
         * @throws IOException when it is
         */
        void run() throws IOException;
    }

    private SocketThread() {}

    /** Begins the work; the process does not wait for its end. */
    public static void start(String name, Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException closed) {
                        // then there is nothing more to do
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }
}

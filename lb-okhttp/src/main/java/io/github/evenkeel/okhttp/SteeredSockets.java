package io.github.evenkeel.okhttp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketAddress;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * The client's sockets, but for one thing: what connects to a {@linkplain MemberAddress member's address} connects to the member's
 * port. OkHttp asks for a socket first and connects it afterwards, so the sockets see to it themselves. The same for all members.
 */
final class SteeredSockets extends SocketFactory {
    private final SocketFactory client;
    private final boolean plain;

    SteeredSockets(SocketFactory client) {
        this.client = client;
        this.plain = client == SocketFactory.getDefault();
    }

    @Override
    public Socket createSocket() throws IOException {
        return plain ? new Direct() : new Wrapped(client.createSocket());
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return client.createSocket(host, port);
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
        return client.createSocket(host, port, localHost, localPort);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return connected(host, port, new InetSocketAddress(0));
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort)
            throws IOException {
        return connected(address, port, new InetSocketAddress(localAddress, localPort));
    }

    private Socket connected(InetAddress address, int port, InetSocketAddress local) throws IOException {
        InetSocketAddress endpoint = new InetSocketAddress(address, port);
        InetSocketAddress target = (InetSocketAddress) MemberAddress.steered(endpoint);
        if (target == endpoint || !plain) {
            return client.createSocket(target.getAddress(), target.getPort(), local.getAddress(), local.getPort());
        }
        Socket socket = new Socket(Proxy.NO_PROXY);
        try {
            socket.bind(local);
            socket.connect(target);
            return socket;
        } catch (IOException | RuntimeException failure) {
            socket.close();
            throw failure;
        }
    }

    /** By value, for each sizing of a client makes one. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SteeredSockets that && client.equals(that.client);
    }

    @Override
    public int hashCode() {
        return client.hashCode();
    }

    /**
     * Of the JDK's own sockets those that know no proxy lead to members, whatever is set for the whole JVM ({@code socksProxyHost}).
     * Other addresses are reached as ever: then it becomes an ordinary one before it connects.
     */
    @SuppressWarnings("UnsynchronizedOverridesSynchronized") // as of ForwardingSocket
    private static final class Direct extends ForwardingSocket {
        private volatile boolean closed;

        Direct() throws IOException {
            super(new Socket(Proxy.NO_PROXY));
        }

        @Override
        public void connect(SocketAddress endpoint) throws IOException {
            connect(endpoint, 0);
        }

        @Override
        public void connect(SocketAddress endpoint, int timeout) throws IOException {
            SocketAddress target = MemberAddress.steered(endpoint);
            if (target == endpoint) {
                become(new Socket());
                // Who closes meanwhile says so first, and may see the one before.
                if (closed) super.close();
            }
            super.connect(target, timeout);
        }

        @Override
        public void close() throws IOException {
            closed = true;
            super.close();
        }
    }

    private static final class Wrapped extends ForwardingSocket {
        Wrapped(Socket socket) throws IOException {
            super(socket);
        }

        @Override
        public void connect(SocketAddress endpoint) throws IOException {
            super.connect(MemberAddress.steered(endpoint));
        }

        @Override
        public void connect(SocketAddress endpoint, int timeout) throws IOException {
            super.connect(MemberAddress.steered(endpoint), timeout);
        }
    }
}

package io.github.evenkeel.okhttp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
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

    /** The JDK's own sockets need nothing around them. */
    @Override
    public Socket createSocket() throws IOException {
        return plain ? new Plain() : new Wrapped(client.createSocket());
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
        InetSocketAddress target = steered(host, port);
        return client.createSocket(target.getAddress(), target.getPort());
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort)
            throws IOException {
        InetSocketAddress target = steered(address, port);
        return client.createSocket(target.getAddress(), target.getPort(), localAddress, localPort);
    }

    private static InetSocketAddress steered(InetAddress address, int port) throws IOException {
        return (InetSocketAddress) MemberAddress.steered(new InetSocketAddress(address, port));
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

    private static final class Plain extends Socket {
        /** The one without a time-out comes here too. */
        @Override
        public void connect(SocketAddress endpoint, int timeout) throws IOException {
            super.connect(MemberAddress.steered(endpoint), timeout);
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

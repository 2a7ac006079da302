package io.github.evenkeel.okhttp;

import io.github.evenkeel.Backend;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import javax.net.SocketFactory;

/**
 * The client's sockets, but for one thing: what connects to the pool's name connects to the member's port. OkHttp asks for a socket
 * first and connects it afterwards, so the sockets see to it themselves.
 */
final class SteeredSockets extends SocketFactory {
    private final String name;
    private final Backend backend;
    private final SocketFactory client;
    private final boolean plain;

    SteeredSockets(String name, Backend backend, SocketFactory client) {
        this.name = name;
        this.backend = backend;
        this.client = client;
        this.plain = client == SocketFactory.getDefault();
    }

    SocketFactory client() {
        return client;
    }

    /** The JDK's own sockets need nothing around them. */
    @Override
    public Socket createSocket() throws IOException {
        return plain ? new Plain(this) : new Wrapped(this, client.createSocket());
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return host.equals(name)
                ? client.createSocket(backend.host(), backend.port())
                : client.createSocket(host, port);
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
        return host.equals(name)
                ? client.createSocket(backend.host(), backend.port(), localHost, localPort)
                : client.createSocket(host, port, localHost, localPort);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return client.createSocket(host, port(host, port));
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort)
            throws IOException {
        return client.createSocket(address, port(address, port), localAddress, localPort);
    }

    private int port(InetAddress address, int port) {
        // By way of a socket address, which tells the name without a reverse look-up.
        return new InetSocketAddress(address, port).getHostString().equals(name) ? backend.port() : port;
    }

    private SocketAddress steer(SocketAddress endpoint) {
        if (endpoint instanceof InetSocketAddress target
                && target.getPort() != backend.port()
                && target.getAddress() != null
                && target.getHostString().equals(name)) {
            return new InetSocketAddress(target.getAddress(), backend.port());
        }
        return endpoint;
    }

    private static final class Plain extends Socket {
        private final SteeredSockets factory;

        Plain(SteeredSockets factory) {
            this.factory = factory;
        }

        /** The one without a time-out comes here too. */
        @Override
        public void connect(SocketAddress endpoint, int timeout) throws IOException {
            super.connect(factory.steer(endpoint), timeout);
        }
    }

    private static final class Wrapped extends ForwardingSocket {
        private final SteeredSockets factory;

        Wrapped(SteeredSockets factory, Socket socket) throws IOException {
            super(socket);
            this.factory = factory;
        }

        @Override
        public void connect(SocketAddress endpoint) throws IOException {
            super.connect(factory.steer(endpoint));
        }

        @Override
        public void connect(SocketAddress endpoint, int timeout) throws IOException {
            super.connect(factory.steer(endpoint), timeout);
        }
    }
}

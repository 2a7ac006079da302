package io.github.evenkeel.okhttp;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;

/**
 * An address that knows its member's port: OkHttp's Dns gives addresses only, and the port it adds is the URL's. The address has a
 * host name, so that nothing ever looks it up, and the port stands there: {@code orders#8080}. No host name of a URL has a #.
 */
final class MemberAddress {
    private static final char MARK = '#';

    private MemberAddress() {}

    static InetAddress of(String pool, InetAddress address, int port) throws UnknownHostException {
        String name = pool + MARK + port;
        // A link-local address says nothing without its scope.
        return address instanceof Inet6Address scoped && scoped.getScopeId() != 0
                ? Inet6Address.getByAddress(name, address.getAddress(), scoped.getScopeId())
                : InetAddress.getByAddress(name, address.getAddress());
    }

    /** The member's own port where the address is a member's; any other as it is. */
    static SocketAddress steered(SocketAddress endpoint) {
        if (!(endpoint instanceof InetSocketAddress target) || target.getAddress() == null) return endpoint;
        int port = port(target);
        return port == target.getPort() ? endpoint : new InetSocketAddress(target.getAddress(), port);
    }

    /** By way of a socket address, which tells the name without a reverse look-up. */
    static int port(InetSocketAddress target) {
        String name = target.getHostString();
        int mark = name.lastIndexOf(MARK);
        return mark < 0 ? target.getPort() : Integer.parseInt(name, mark + 1, name.length(), 10);
    }
}

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
        return named(pool + MARK + port, address);
    }

    /**
     * A member's address with the member's own port, under the pool's name alone, which is what sockets, proxy rules of the JDK and
     * socket factories of the client see; any other as it is.
     */
    static SocketAddress steered(SocketAddress endpoint) throws UnknownHostException {
        if (!(endpoint instanceof InetSocketAddress target) || target.getAddress() == null) return endpoint;
        // By way of the socket address, which tells the name without a reverse look-up.
        String name = target.getHostString();
        int mark = name.lastIndexOf(MARK);
        int port = mark < 0 ? -1 : port(name.substring(mark + 1));
        if (port < 0) return endpoint;
        return new InetSocketAddress(named(name.substring(0, mark), target.getAddress()), port);
    }

    /** Negative for what no member has: a Dns of the client's may give its addresses names with the mark too. */
    private static int port(String text) {
        boolean number = !text.isEmpty() && text.length() <= 5 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        int port = number ? Integer.parseInt(text) : -1;
        return port > 0 && port <= 65_535 ? port : -1;
    }

    private static InetAddress named(String name, InetAddress address) throws UnknownHostException {
        // A link-local address says nothing without its scope.
        return address instanceof Inet6Address scoped && scoped.getScopeId() != 0
                ? Inet6Address.getByAddress(name, address.getAddress(), scoped.getScopeId())
                : InetAddress.getByAddress(name, address.getAddress());
    }
}

package io.github.evenkeel.okhttp;

import io.github.evenkeel.Backend;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import okhttp3.Dns;

/**
 * Resolves a host, usually the pool's name, to one {@linkplain MemberAddress member's addresses}, found by the client's Dns. All other names are
 * refused, see {@link Redirects}: they may be behind the same address as the member. Over HTTP/2 OkHttp sends calls to them over the
 * member's connection then, if its certificate is for them too and the ports of the URLs are equal; but the member has a port of its
 * own.
 */
final class SteeredDns implements Dns {
    private final String host;
    private final Backend backend;
    private final Dns client;

    SteeredDns(String host, Backend backend, Dns client) {
        this.host = host;
        this.backend = backend;
        this.client = client;
    }

    String host() {
        return host;
    }

    Dns client() {
        return client;
    }

    @Override
    public List<InetAddress> lookup(String hostname) throws UnknownHostException {
        if (!hostname.equals(host)) {
            throw new OtherNameException(hostname, "not " + host + ", whose calls this attempt steers to " + backend);
        }
        String server = backend.host();
        if (Hosts.isAddress(server)) return List.of(named(InetAddress.getByName(server)));
        List<InetAddress> found = client.lookup(server);
        List<InetAddress> named = new ArrayList<>(found.size());
        for (InetAddress address : found) named.add(named(address));
        return named;
    }

    private InetAddress named(InetAddress address) throws UnknownHostException {
        return MemberAddress.of(host, address, backend.port());
    }

    @Override
    public String toString() {
        return "SteeredDns[" + host + " -> " + backend + "]";
    }
}

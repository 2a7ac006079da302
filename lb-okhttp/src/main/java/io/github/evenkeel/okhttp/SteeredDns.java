package io.github.evenkeel.okhttp;

import io.github.evenkeel.Backend;
import io.github.evenkeel.pool.BackendPool;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import okhttp3.Dns;

/**
 * Resolves the pool's name to one {@linkplain MemberAddress member's addresses}, found by the client's Dns. The name of another pool is refused, see {@link Redirects}; all others are the client's affair.
 */
final class SteeredDns implements Dns {
    private final String name;
    private final Backend backend;
    private final Map<String, BackendPool> pools;
    private final Dns client;

    SteeredDns(String name, Backend backend, Map<String, BackendPool> pools, Dns client) {
        this.name = name;
        this.backend = backend;
        this.pools = pools;
        this.client = client;
    }

    Dns client() {
        return client;
    }

    @Override
    public List<InetAddress> lookup(String hostname) throws UnknownHostException {
        if (!hostname.equals(name)) {
            BackendPool other = pools.get(hostname);
            if (other != null) throw new OtherPoolException(name, other);
            return client.lookup(hostname);
        }
        String host = backend.host();
        if (Literals.isAddress(host)) return List.of(named(InetAddress.getByName(host)));
        List<InetAddress> found = client.lookup(host);
        List<InetAddress> named = new ArrayList<>(found.size());
        for (InetAddress address : found) named.add(named(address));
        return named;
    }

    /** For the client's names by the client's way, which may know more about a host than addresses. OkHttp 5.5 and later ask here. */
    @Override
    public Dns.Call newCall(Dns.Request request) {
        return pools.containsKey(request.hostname()) ? Dns.super.newCall(request) : client.newCall(request);
    }

    private InetAddress named(InetAddress address) throws UnknownHostException {
        return MemberAddress.of(name, address, backend.port());
    }

    @Override
    public String toString() {
        return "SteeredDns[" + name + " -> " + backend + "]";
    }
}

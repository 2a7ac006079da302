package io.github.evenkeel.okhttp;

import java.io.IOException;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Pools are reached directly: no proxy knows their names. Other hosts, where redirects may lead, by the client's way. */
final class SteeredProxies extends ProxySelector {
    private static final List<Proxy> DIRECT = List.of(Proxy.NO_PROXY);

    private final Set<String> names;
    private final @Nullable List<Proxy> proxy;
    private final ProxySelector client;

    SteeredProxies(Set<String> names, @Nullable Proxy proxy, ProxySelector client) {
        this.names = names;
        this.proxy = proxy == null ? null : List.of(proxy);
        this.client = client;
    }

    /** True if a client reaches all of these directly: it has no proxy at all, or the selector that {@link LoadBalancing#sized} sets. */
    static boolean direct(Set<String> pools, @Nullable Proxy proxy, ProxySelector proxies) {
        if (proxy != null) return proxy.type() == Proxy.Type.DIRECT;
        return proxies instanceof SteeredProxies sized && sized.names.containsAll(pools);
    }

    @Override
    public List<Proxy> select(URI uri) {
        String host = uri.getHost();
        if (host != null && names.contains(host)) return DIRECT;
        return proxy != null ? proxy : client.select(uri);
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException failure) {
        if (proxy == null) client.connectFailed(uri, address, failure);
    }

    /** By value, for each sizing of a client makes one, and those that select alike may share connections. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SteeredProxies that
                && names.equals(that.names)
                && Objects.equals(proxy, that.proxy)
                && client.equals(that.client);
    }

    @Override
    public int hashCode() {
        return Objects.hash(names, proxy, client);
    }
}

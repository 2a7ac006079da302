package io.github.evenkeel.okhttp;

import io.github.evenkeel.Backend;
import io.github.evenkeel.pool.Lease;
import java.io.IOException;
import java.net.Proxy;
import java.net.ProxySelector;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.SocketFactory;
import okhttp3.Dns;
import okhttp3.Interceptor.Chain;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What turns the calls of a client to one member: a Dns and, unless {@link LoadBalancing#sized} has given them to the client, a
 * SocketFactory and a ProxySelector. Each override is a copy of OkHttp's chain, the dearest part of a call here.
 *
 * <p>OkHttp reuses a connection for calls with an equal Dns and ProxySelector, whatever their SocketFactory. So there must be one
 * Dns per member and host of URLs, kept as long as it is one: a shared one would send calls to the wrong member, new ones would never find a
 * connection. It is kept with the member and vanishes with it; a backend that comes back has a new one, so no call meets a
 * connection from before.
 */
final class Steering {
    private static final Logger LOG = LoggerFactory.getLogger(Steering.class);

    private final Set<String> hosts;
    private final Dns clientDns;
    private final SocketFactory clientSockets;
    private final @Nullable Proxy clientProxy;
    private final ProxySelector clientProxies;

    private final SteeredDns dns;
    /** Null where the client's own sockets know the members' ports. */
    private final @Nullable SteeredSockets sockets;

    /** Null where the client's own way leads to pools directly. */
    private final @Nullable SteeredProxies proxies;

    private Steering(
            Backend backend,
            String host,
            Set<String> hosts,
            Dns clientDns,
            SocketFactory clientSockets,
            @Nullable Proxy clientProxy,
            ProxySelector clientProxies) {
        this.hosts = hosts;
        this.clientDns = clientDns;
        this.clientSockets = clientSockets;
        this.clientProxy = clientProxy;
        this.clientProxies = clientProxies;
        this.dns = new SteeredDns(host, backend, clientDns);
        this.sockets = clientSockets instanceof SteeredSockets ? null : new SteeredSockets(clientSockets);
        Set<String> direct = and(hosts, host);
        this.proxies = SteeredProxies.direct(direct, clientProxy, clientProxies)
                ? null
                : new SteeredProxies(direct, clientProxy, clientProxies);
    }

    /** A backend may have a name of its own, and no proxy is to be asked for that either. */
    private static Set<String> and(Set<String> hosts, String host) {
        if (hosts.contains(host)) return hosts;
        Set<String> all = new HashSet<>(hosts);
        all.add(host);
        return Set.copyOf(all);
    }

    /**
     * The one for the member of this lease, and the client of this chain.
     *
     * @param host  that of the URL, as it is sent; reached directly too
     * @param hosts all that are to be reached directly
     */
    static Steering of(Lease lease, String host, Set<String> hosts, Chain chain) {
        return lease.attachment(Known.class, Known::new).of(lease.backend(), host, hosts, chain);
    }

    Response proceed(Chain chain, Request request) throws IOException {
        Chain steered = chain.withDns(dns);
        if (sockets != null) steered = steered.withSocketFactory(sockets);
        if (proxies != null) {
            if (clientProxy != null) steered = steered.withProxy(null);
            steered = steered.withProxySelector(proxies);
        }
        return steered.proceed(request);
    }

    private boolean fits(
            String otherHost,
            Set<String> otherHosts,
            Dns otherDns,
            SocketFactory otherSockets,
            @Nullable Proxy otherProxy,
            ProxySelector otherProxies) {
        // Usually all are the same objects, which Objects.equals asks first.
        return dns.host().equals(otherHost)
                && Objects.equals(hosts, otherHosts)
                && Objects.equals(clientDns, otherDns)
                && Objects.equals(clientSockets, otherSockets)
                && Objects.equals(clientProxy, otherProxy)
                && Objects.equals(clientProxies, otherProxies);
    }

    /** Those of one member. Clients differ in few things here, and share what they inherit: usually there is just one. */
    static final class Known {
        /** More than the clients of an application differ in. The oldest goes then, for someone makes a Dns for each call. */
        static final int MOST = 64;

        private static final AtomicBoolean WARNED = new AtomicBoolean();

        private volatile Steering[] all = {};

        Steering of(Backend backend, String host, Set<String> hosts, Chain chain) {
            // An interceptor in front of this one may have steered already: what counts is the client's.
            Dns dns = chain.getDns() instanceof SteeredDns steered ? steered.client() : chain.getDns();
            SocketFactory sockets = chain.getSocketFactory();
            Proxy proxy = chain.getProxy();
            ProxySelector proxies = chain.getProxySelector();
            for (Steering known : all) {
                if (known.fits(host, hosts, dns, sockets, proxy, proxies)) return known;
            }
            return add(new Steering(backend, host, hosts, dns, sockets, proxy, proxies));
        }

        /** Calls from now on share no connection with those before. */
        synchronized void renew() {
            all = new Steering[0];
        }

        private synchronized Steering add(Steering made) {
            Steering[] known = all;
            for (Steering other : known) {
                if (other.fits(
                        made.dns.host(),
                        made.hosts,
                        made.clientDns,
                        made.clientSockets,
                        made.clientProxy,
                        made.clientProxies)) {
                    return other;
                }
            }
            int dropped = known.length == MOST ? 1 : 0;
            if (dropped > 0 && WARNED.compareAndSet(false, true)) {
                LOG.warn(
                        "more than {} kinds of clients, or hosts, call {}: connections of the oldest are not reused (expected:"
                                + " clients that share Dns, SocketFactory and ProxySelector)",
                        MOST,
                        made.dns);
            }
            Steering[] more = Arrays.copyOfRange(known, dropped, known.length + 1);
            more[more.length - 1] = made;
            all = more;
            return made;
        }
    }
}

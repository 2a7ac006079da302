package io.github.evenkeel.okhttp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Set;
import okhttp3.Dns;
import okhttp3.Interceptor.Chain;
import okhttp3.Response;

/**
 * The client's Dns for a call that was redirected away from a pool: it refuses the hosts that stand for pools, so that a redirect back is noticed.
 * By value, for each such call makes one, and they are to share connections.
 */
record BorderDns(Dns client, Set<String> pools) implements Dns {
    /** Goes where the client goes by itself. */
    static Response proceed(Chain chain, Set<String> pools, okhttp3.Request request) throws IOException {
        Dns own = chain.getDns() instanceof SteeredDns steered ? steered.client() : chain.getDns();
        Chain outside = chain.withDns(new BorderDns(own, pools));
        if (!SteeredProxies.direct(pools, chain.getProxy(), chain.getProxySelector())) {
            // No proxy is to be asked for a pool either.
            SteeredProxies proxies = new SteeredProxies(pools, chain.getProxy(), chain.getProxySelector());
            outside = outside.withProxy(null).withProxySelector(proxies);
        }
        return outside.proceed(request);
    }

    @Override
    public List<InetAddress> lookup(String hostname) throws UnknownHostException {
        if (pools.contains(hostname)) throw new OtherNameException(hostname, "a pool, and this attempt left them");
        return client.lookup(hostname);
    }

    /** By the client's way, which may know more about a host than addresses. OkHttp 5.5 and later ask here. */
    @Override
    public Dns.Call newCall(Dns.Request request) {
        return pools.contains(request.hostname()) ? Dns.super.newCall(request) : client.newCall(request);
    }
}

package io.github.evenkeel.probe;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import okhttp3.Dns;

/**
 * Leads a name to a backend's host: the URL keeps the name that TLS checks. A value, for OkHttp shares connections between calls
 * whose Dns are equal, so that a backend's next probe finds the connection of its last and never that of another.
 *
 * @param dns  resolves the host
 * @param name the URL's host
 * @param host the backend's
 */
record PinnedDns(Dns dns, String name, String host) implements Dns {
    @Override
    public List<InetAddress> lookup(String hostname) throws UnknownHostException {
        if (!hostname.equals(name)) return dns.lookup(hostname);
        // An address needs no resolving, and the client's Dns may know names only.
        return HttpAddress.isIp(host) ? List.of(InetAddress.getByName(host)) : dns.lookup(host);
    }
}

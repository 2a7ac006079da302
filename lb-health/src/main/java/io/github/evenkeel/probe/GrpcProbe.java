package io.github.evenkeel.probe;

import io.github.evenkeel.Backend;
import io.github.evenkeel.Expect;
import java.io.IOException;
import java.time.Duration;
import okhttp3.Headers;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okio.ByteString;

/**
 * The standard health check of gRPC, {@code grpc.health.v1.Health/Check}, for the server as a whole or one of its services. Good is
 * SERVING. Immutable: each {@code with…} returns another probe. Made by {@link Probes#grpc}.
 *
 * <p>It speaks HTTP/2, in plain text unless {@link #withTls} is asked for, over connections of its own, kept from probe to probe.
 * Results read {@code gRPC SERVING}, {@code gRPC NOT_SERVING}, {@code gRPC NOT_FOUND: …} for a service the server does not know,
 * {@code gRPC UNIMPLEMENTED: …} from a server without the health service, {@code no answer within 2 s} or
 * {@code ConnectException: …}.
 */
public final class GrpcProbe implements Probe {
    private final HttpAddress address;
    private final Headers headers;
    private final String service;
    private final ProbeClient client;

    private GrpcProbe(HttpAddress address, Headers headers, String service, ProbeClient client) {
        this.address = address;
        this.headers = headers;
        this.service = service;
        this.client = client;
    }

    static GrpcProbe ofServer() {
        HttpAddress address = HttpAddress.of(false, GrpcHealth.PATH);
        Headers headers = Headers.of("User-Agent", "evenkeel-probe", "te", "trailers");
        return new GrpcProbe(address, headers, "", ProbeClient.plain().http2(false));
    }

    /** Asks for this service, by its full name such as {@code orders.v1.Orders}, instead of the server as a whole. */
    public GrpcProbe withService(String name) {
        return new GrpcProbe(address, headers, Expect.text("service", name), client);
    }

    /**
     * Speaks TLS: to a server with a valid certificate for the name that calls use, the pool's, or that of {@link #withHostName}.
     */
    public GrpcProbe withTls() {
        return new GrpcProbe(address.withTls(), headers, service, client.http2(true));
    }

    /** Asks this port instead of the backend's; 1 to 65535. */
    public GrpcProbe withPort(int port) {
        return new GrpcProbe(address.withPort(port), headers, service, client);
    }

    /**
     * Asks under this name: it is the authority and, with TLS, what the certificate must be for. Default: with TLS the pool's name,
     * as for calls; without, the backend's host and port.
     *
     * @param name a host name, without a port; no IP address
     */
    public GrpcProbe withHostName(String name) {
        return new GrpcProbe(address.withName(name), headers, service, client);
    }

    /** Sends this metadata, such as an authorization, in place of one of the same name. */
    public GrpcProbe withHeader(String name, String value) {
        return new GrpcProbe(address, HttpProbe.with(headers, name, value), service, client);
    }

    /**
     * Reaches servers as this client does: its TLS settings (a private CA, client certificates, pins), DNS and sockets. Its
     * interceptors, protocols, proxies, time-outs and connections are not used.
     */
    public GrpcProbe withClient(OkHttpClient base) {
        ProbeClient other = client.like(Expect.notNull("client", base)).http2(address.tls());
        return new GrpcProbe(address, headers, service, other);
    }

    /** Makes a connection for each probe, where it would keep them from probe to probe; see {@link HttpProbe#withFreshConnections}. */
    public GrpcProbe withFreshConnections() {
        return new GrpcProbe(address, headers, service, client.fresh());
    }

    @Override
    public ProbeResult check(Backend backend, Duration timeout) throws IOException {
        Expect.notNull("backend", backend);
        long nanos = Expect.positiveNanos("timeout", timeout);
        ByteString message = GrpcHealth.request(service);
        Request.Builder request = new Request.Builder()
                .url(address.url(backend))
                .headers(headers)
                // So that the server stops working on what nobody waits for; eight digits are the most.
                .header("grpc-timeout", Math.min(99_999_999, Math.max(1, nanos / 1_000_000)) + "m")
                .post(RequestBody.create(message, GrpcHealth.MESSAGE));
        String name = address.name();
        if (name != null) request.header("Host", name);
        return client.call(request.build(), backend, timeout, GrpcHealth::judge);
    }

    /** This probe with connections of its own and, with TLS and no name given, the pool's name. */
    @Override
    public GrpcProbe forPool(String pool) {
        return new GrpcProbe(address.forPool(pool), headers, service, client.apart());
    }

    @Override
    public void release() {
        client.release();
    }

    @Override
    public void release(Backend backend) {
        client.release(backend);
    }

    /** {@code gRPC :9090 orders.v1.Orders}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(address.tls() ? "gRPC over TLS" : "gRPC");
        if (address.name() != null) text.append(' ').append(address.name());
        if (address.port() != 0)
            text.append(address.name() != null ? ":" : " :").append(address.port());
        return service.isEmpty()
                ? text.append(" (the server)").toString()
                : text.append(' ').append(service).toString();
    }

    ProbeClient client() {
        return client;
    }
}

package io.github.evenkeel.probe;

import io.github.evenkeel.Backend;
import io.github.evenkeel.Expect;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import okhttp3.Headers;
import okhttp3.OkHttpClient;
import okhttp3.Request;

/**
 * GET on a readiness path, judged by the status and, if wished, the body. Immutable: each {@code with…} returns another probe. Made
 * by {@link Probes#http} and {@link Probes#https}.
 *
 * <p>It uses connections of its own, kept from probe to probe unless {@link #withFreshConnections} is asked for. It follows no redirect and sends no cookies; a kept connection that
 * the server has closed meanwhile is replaced and is no failure. Results read {@code HTTP 503}, {@code HTTP 200, body does not
 * match}, {@code no answer within 2 s} or {@code ConnectException: …}.
 */
public final class HttpProbe implements Probe {
    private final HttpAddress address;
    private final Headers headers;
    private final HttpExpectation expected;
    private final ProbeClient client;

    private HttpProbe(HttpAddress address, Headers headers, HttpExpectation expected, ProbeClient client) {
        this.address = address;
        this.headers = headers;
        this.expected = expected;
        this.client = client;
    }

    static HttpProbe of(boolean tls, String path) {
        HttpAddress address = HttpAddress.of(tls, path);
        return new HttpProbe(
                address, Headers.of("User-Agent", "evenkeel-probe"), HttpExpectation.OK, ProbeClient.plain());
    }

    /** Asks this port instead of the backend's; 1 to 65535. */
    public HttpProbe withPort(int port) {
        return new HttpProbe(address.withPort(port), headers, expected, client);
    }

    /**
     * Asks under this name: it is the Host header and, with TLS, what the certificate must be for. Default: with TLS the pool's name,
     * as for calls; without, the backend's host and port.
     *
     * @param name a host name, without a port; no IP address
     */
    public HttpProbe withHostName(String name) {
        return new HttpProbe(address.withName(name), headers, expected, client);
    }

    /** Sends this header, in place of one of the same name. The Host header is {@link #withHostName}'s. */
    public HttpProbe withHeader(String name, String value) {
        return new HttpProbe(address, with(headers, name, value), expected, client);
    }

    static Headers with(Headers headers, String name, String value) {
        Expect.text("header", name);
        Expect.notNull(name, value);
        Expect.that(!name.equalsIgnoreCase("Host"), "header", name, "withHostName for the name of the host");
        try {
            return headers.newBuilder().set(name, value).build();
        } catch (IllegalArgumentException hasTheValue) {
            // Not the value, which may be a secret, and not OkHttp's exception, which has it in its message.
            throw Expect.violation("header", '"' + name + '"', "a name and a value in printable ASCII");
        }
    }

    /** Good is one of these, each 200 to 599; default 200 alone. A redirect is an answer like any other: it is not followed. */
    public HttpProbe withStatuses(int... statuses) {
        return new HttpProbe(address, headers, expected.withStatuses(statuses), client);
    }

    /**
     * Good is only a body for which this holds, besides its status; of a long body, the first 64 KiB are looked at. For a regular
     * expression: {@code Pattern.compile("…").asPredicate()}.
     *
     * @param match safe for several threads; what it throws counts as a failure
     */
    public HttpProbe withBody(Predicate<? super String> match) {
        return new HttpProbe(address, headers, expected.withBody(match), client);
    }

    /** Good is only a body that contains this text, within its first 64 KiB. */
    public HttpProbe withBodyContaining(String text) {
        Expect.text("body", text);
        return withBody(body -> body.contains(text));
    }

    /**
     * These statuses, each 200 to 599, are good too, but the backend then takes this share of its weight: for one that answers 218 or
     * 429 when it is short of breath.
     *
     * @param share between 0 and 1
     */
    public HttpProbe withDegradedStatuses(double share, int... statuses) {
        return new HttpProbe(address, headers, expected.withDegradedStatuses(share, statuses), client);
    }

    /**
     * A good answer with this header, such as {@code x-degraded}, means this share of the weight; with a value in percent it means that
     * share instead ({@code 40%}; {@code 0%} is a failure), and {@code false} is as if it were not there.
     *
     * @param share between 0 and 1
     */
    public HttpProbe withDegradedHeader(String name, double share) {
        return new HttpProbe(address, headers, expected.withDegradedHeader(name, share), client);
    }

    /**
     * Reaches servers as this client does: its TLS settings (a private CA, client certificates, pins), DNS, sockets and protocols.
     * Its interceptors, cookies, cache, proxies, time-outs and connections are not used.
     */
    public HttpProbe withClient(OkHttpClient base) {
        return new HttpProbe(address, headers, expected, client.like(Expect.notNull("client", base)));
    }

    /**
     * Makes a connection for each probe, where it would keep them from probe to probe: then accepting a connection and the TLS
     * handshake are part of what is asked, at their cost to the server.
     */
    public HttpProbe withFreshConnections() {
        return new HttpProbe(address, headers, expected, client.fresh());
    }

    @Override
    public ProbeResult check(Backend backend, Duration timeout) throws IOException {
        Expect.notNull("backend", backend);
        Expect.positiveNanos("timeout", timeout);
        Request.Builder request =
                new Request.Builder().url(address.url(backend)).headers(headers);
        // Calls send the bare name, whatever port the member has.
        String name = address.name();
        if (name != null) request.header("Host", name);
        return client.call(request.build(), backend, timeout, expected::judge);
    }

    /** This probe with connections of its own and, with TLS and no name given, the pool's name. */
    @Override
    public HttpProbe forPool(String pool) {
        return new HttpProbe(address.forPool(pool), headers, expected, client.apart());
    }

    @Override
    public List<String> warnings() {
        return expected.warnings();
    }

    @Override
    public void release() {
        client.release();
    }

    @Override
    public void release(Backend backend) {
        client.release(backend);
    }

    /** {@code HTTP :8081/readyz}. */
    @Override
    public String toString() {
        return address.toString();
    }

    ProbeClient client() {
        return client;
    }
}

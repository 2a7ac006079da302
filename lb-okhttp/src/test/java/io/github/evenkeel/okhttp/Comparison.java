package io.github.evenkeel.okhttp;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.evenkeel.Backend;
import io.github.evenkeel.pool.BackendPool;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.Call;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;

/**
 * Plays a scenario twice: with a client through the interceptor, and with a plain one that resolves the pools' names to the servers and
 * has their ports in its URLs. What the application and the servers saw must be the same but for these ports; and afterwards nothing
 * is in flight.
 *
 * <p>{@code orders.test} and {@code billing.test} are pools, {@code shop.test} is a host as any other.
 */
final class Comparison {
    static final HeldCertificate CERTIFICATE = new HeldCertificate.Builder()
            .addSubjectAlternativeName("orders.test")
            .addSubjectAlternativeName("billing.test")
            .build();
    static final HandshakeCertificates TRUST = new HandshakeCertificates.Builder()
            .heldCertificate(CERTIFICATE)
            .addTrustedCertificate(CERTIFICATE.certificate())
            .build();

    private String scheme = "http";
    private List<Protocol> protocols = List.of(Protocol.HTTP_1_1);
    private Consumer<OkHttpClient.Builder> settings = builder -> {};
    private BiFunction<Run, RecordedRequest, MockResponse> answer =
            (run, request) -> new MockResponse.Builder().body("hello").build();

    Comparison() {}

    Comparison(Wire wire) {
        if (wire.scheme().equals("https")) tls();
        protocols(wire.protocols());
    }

    interface Scenario {
        void play(Run run) throws Exception;
    }

    Comparison tls() {
        scheme = "https";
        return client(builder -> builder.sslSocketFactory(TRUST.sslSocketFactory(), TRUST.trustManager()));
    }

    Comparison protocols(Protocol... list) {
        protocols = List.of(list);
        return client(builder -> builder.protocols(protocols));
    }

    Comparison client(Consumer<OkHttpClient.Builder> more) {
        settings = settings.andThen(more);
        return this;
    }

    /** What all servers answer; they can tell themselves by the Host. */
    Comparison answer(BiFunction<Run, RecordedRequest, MockResponse> function) {
        answer = function;
        return this;
    }

    /** Returns what was seen, in both cases. */
    List<String> same(Scenario scenario) throws Exception {
        List<String> plain = play(scenario, false);
        List<String> balanced = play(scenario, true);
        assertThat(balanced).isEqualTo(plain);
        return balanced;
    }

    private List<String> play(Scenario scenario, boolean balanced) throws Exception {
        try (Servers servers = new Servers()) {
            Run run = new Run(servers, balanced);
            try {
                scenario.play(run);
                run.seeServers();
            } finally {
                run.over.countDown();
            }
            return run.seen;
        }
    }

    final class Run {
        private final List<String> seen = Collections.synchronizedList(new ArrayList<>());
        private final List<BackendPool> pools = new ArrayList<>();
        private final CountDownLatch over = new CountDownLatch(1);
        private final CountDownLatch stalled = new CountDownLatch(1);
        private final boolean balanced;
        final MockWebServer orders;
        final MockWebServer billing;
        final MockWebServer shop;
        final OkHttpClient client;

        Run(Servers servers, boolean balanced) {
            this.balanced = balanced;
            orders = start(servers, true);
            billing = start(servers, true);
            shop = start(servers, false);
            OkHttpClient.Builder builder = new OkHttpClient.Builder();
            settings.accept(builder);
            if (balanced) {
                pools.add(pool(servers, "orders.test", orders));
                pools.add(pool(servers, "billing.test", billing));
                builder.dns(new Servers.Names("box.test", "shop.test"));
                builder.addInterceptor(LoadBalancingInterceptor.of(pools.toArray(new BackendPool[0])));
            } else {
                builder.dns(new Servers.Names("orders.test", "billing.test", "shop.test"));
            }
            client = servers.keep(builder);
        }

        private MockWebServer start(Servers servers, boolean pooled) {
            MockWebServer server = new MockWebServer();
            if (pooled && scheme.equals("https")) server.useHttps(TRUST.sslSocketFactory());
            server.setProtocols(protocols);
            return servers.start(server, request -> answer.apply(this, request));
        }

        private BackendPool pool(Servers servers, String name, MockWebServer server) {
            return servers.keep(BackendPool.builder(name)
                    .backend(Backend.of("box.test", server.getPort()))
                    .build());
        }

        String orders(String path) {
            return scheme + "://orders.test" + (balanced ? "" : ":" + orders.getPort()) + path;
        }

        String billing(String path) {
            return scheme + "://billing.test" + (balanced ? "" : ":" + billing.getPort()) + path;
        }

        String shop(String path) {
            return "http://shop.test:" + shop.getPort() + path;
        }

        /** Keeps a server waiting until all is over. */
        void stall() {
            stalled.countDown();
            Await.opened(over);
        }

        /** Until a server waits, and so has its request. */
        void awaitStalled() {
            Await.opened(stalled);
        }

        void see(Object what) {
            seen.add(withoutPorts(String.valueOf(what)));
        }

        private String withoutPorts(String text) {
            return text.replace(":" + orders.getPort(), "")
                    .replace(":" + billing.getPort(), "")
                    .replace(":" + shop.getPort(), "")
                    .replaceAll("(?<=127\\.0\\.0\\.1):(80|443)\\b", "");
        }

        /** The calls that are in flight in pools now; a plain client has as many by definition. */
        void awaitInFlight(int count) {
            if (balanced) {
                Await.until(
                        count + " in flight",
                        () -> pools.stream().mapToInt(Servers::inFlight).sum() == count);
            }
        }

        void execute(String url) {
            execute(new Request.Builder().url(url).build());
        }

        void execute(Request request) {
            Call call = client.newCall(request);
            try (Response response = call.execute()) {
                see(response);
            } catch (IOException failure) {
                see(failure);
            }
        }

        void see(Response response) throws IOException {
            see("from " + response.request().method() + " " + response.request().url() + " " + response.protocol());
            see(response.code() + " "
                    + response.headers().newBuilder().removeAll("Date").build());
            for (Response prior = response.priorResponse(); prior != null; prior = prior.priorResponse()) {
                see("after " + prior.code() + " of " + prior.request().url());
            }
            see("network " + (response.networkResponse() != null) + ", cache " + (response.cacheResponse() != null)
                    + ", TLS " + (response.handshake() != null));
            see(response.body().contentType() + " " + response.body().string());
        }

        /** Class and message down the causes; ours adds a note, and no more. */
        void see(Throwable failure) {
            for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
                see(cause.getClass().getName() + " " + cause.getMessage());
                for (Throwable suppressed : cause.getSuppressed()) {
                    if (!(suppressed instanceof BackendNote)) see("suppressed " + suppressed);
                }
            }
        }

        private void seeServers() throws InterruptedException {
            awaitInFlight(0);
            see("orders", orders);
            see("billing", billing);
            see("shop", shop);
        }

        private void see(String name, MockWebServer server) throws InterruptedException {
            RecordedRequest request;
            while ((request = server.takeRequest(0, TimeUnit.SECONDS)) != null) {
                see(name + " got " + request.getRequestLine() + " on connection " + request.getConnectionIndex()
                        + ", SNI " + request.getHandshakeServerNames());
                for (String header : new TreeSet<>(request.getHeaders().names())) {
                    // A random one.
                    if (header.equalsIgnoreCase("Sec-WebSocket-Key")) continue;
                    see("  " + header + ": " + request.getHeaders().values(header));
                }
                see("  " + (request.getBody() == null ? "" : request.getBody().utf8()));
            }
        }
    }
}

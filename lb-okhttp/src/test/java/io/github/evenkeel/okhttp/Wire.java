package io.github.evenkeel.okhttp;

import java.util.List;
import java.util.function.Function;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;

/** What calls and answers travel over. */
enum Wire {
    HTTP_1(false, Protocol.HTTP_1_1),
    HTTP_2(false, Protocol.H2_PRIOR_KNOWLEDGE),
    TLS_1(true, Protocol.HTTP_1_1),
    TLS_2(true, Protocol.HTTP_2, Protocol.HTTP_1_1);

    /** That the certificate is for. */
    static final String POOL = "orders.test";

    private final boolean tls;

    @SuppressWarnings("ImmutableEnumChecker") // List.of
    private final List<Protocol> protocols;

    Wire(boolean tls, Protocol... protocols) {
        this.tls = tls;
        this.protocols = List.of(protocols);
    }

    boolean multiplexed() {
        return protocols.get(0) != Protocol.HTTP_1_1;
    }

    MockWebServer server(Servers servers, Function<RecordedRequest, MockResponse> answer) {
        return server(servers, Servers.dispatcher(answer));
    }

    MockWebServer server(Servers servers, Dispatcher dispatcher) {
        return servers.start(prepared(new MockWebServer()), dispatcher);
    }

    /** On a port that had one before. */
    void start(Servers servers, MockWebServer server, int port, Function<RecordedRequest, MockResponse> answer) {
        servers.start(prepared(server), port, Servers.dispatcher(answer));
    }

    private MockWebServer prepared(MockWebServer server) {
        server.setProtocols(protocols);
        if (tls) server.useHttps(Comparison.TRUST.sslSocketFactory());
        return server;
    }

    OkHttpClient.Builder client() {
        OkHttpClient.Builder client = new OkHttpClient.Builder().protocols(protocols);
        if (tls) client.sslSocketFactory(Comparison.TRUST.sslSocketFactory(), Comparison.TRUST.trustManager());
        return client;
    }

    Protocol[] protocols() {
        return protocols.toArray(new Protocol[0]);
    }

    String scheme() {
        return tls ? "https" : "http";
    }

    String url(String path) {
        return scheme() + "://" + POOL + path;
    }
}

package io.github.evenkeel.examples.bench;

import java.util.List;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;

/** What calls on loopback travel over. */
public enum Wire {
    HTTP_1("HTTP/1.1", Protocol.HTTP_1_1),
    HTTP_2("HTTP/2", Protocol.H2_PRIOR_KNOWLEDGE);

    private final String label;
    private final Protocol protocol;

    Wire(String label, Protocol protocol) {
        this.label = label;
        this.protocol = protocol;
    }

    String label() {
        return label;
    }

    OkHttpClient.Builder client() {
        return new OkHttpClient.Builder().protocols(List.of(protocol));
    }
}

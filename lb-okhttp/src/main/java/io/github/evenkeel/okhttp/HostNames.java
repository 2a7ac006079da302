package io.github.evenkeel.okhttp;

import io.github.evenkeel.Backend;
import java.util.function.Function;
import okhttp3.HttpUrl;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Backends that are known by names of their own, as servers of others may insist: then the URL is rewritten to that name, and all that goes
 * by it (Host, SNI, certificate, pins, cookies, cache). What the application gets has its own URL again.
 */
final class HostNames {
    private final Function<? super Backend, @Nullable String> naming;
    private final Complaint complaint = new Complaint();

    HostNames(Function<? super Backend, @Nullable String> naming) {
        this.naming = naming;
    }

    /** The request as it is sent to this backend. */
    Request sent(Request request, Backend backend) {
        String name = name(backend);
        if (name == null || name.equals(request.url().host())) return request;
        return request.newBuilder().url(to(request.url(), name)).build();
    }

    /** An answer to what was sent, as one to what was asked for; after a redirect within the backend too. */
    static Response restored(Response response, Request sent, Request asked) {
        Request last = response.request();
        if (sent == asked || !last.url().host().equals(sent.url().host())) return response;
        HttpUrl url = to(last.url(), asked.url().host());
        return response.newBuilder().request(last.newBuilder().url(url).build()).build();
    }

    private static HttpUrl to(HttpUrl url, String host) {
        return url.newBuilder().host(host).build();
    }

    private @Nullable String name(Backend backend) {
        try {
            String name = naming.apply(backend);
            return name == null ? null : Hosts.check("host name", name);
        } catch (RuntimeException | Error bug) {
            complaint.make("the naming of hosts failed for " + backend + ", which is called by the URL's", bug);
            return null;
        }
    }
}

package io.github.evenkeel.okhttp;

import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import okhttp3.Authenticator;
import okhttp3.Cache;
import okhttp3.Cookie;
import okhttp3.CookieJar;
import okhttp3.HttpUrl;
import okhttp3.Interceptor.Chain;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * A request under another port, so that OkHttp sends it over another connection than the one that the call holds: it compares host and
 * port only. Over HTTP/2, where others use that connection, it cannot be closed instead. Members are reached whatever port the URL
 * has, and all else (Host, the cache's key) is said as it was. The application, its CookieJar and its Authenticator do not see the
 * difference; the port is seen by event listeners, by interceptors of the network and those after ours, and in {@code route.address()}.
 *
 * <p>OkHttp follows an answer up on the detour, and counts that, as long as the request stays the same but for its headers. What goes
 * anywhere else leaves it: {@link #leaves}.
 *
 * @param original what the application asked for
 * @param request  what is sent
 */
record Detour(Request original, Request request) {
    /** Nobody's service: what a redirect leads to is hardly ever there, and would be taken for the original port. */
    private static final int UNLIKELY = 65_535;

    static Detour of(Request original) {
        HttpUrl url = original.url();
        int port = url.port() == UNLIKELY ? UNLIKELY - 1 : UNLIKELY;
        Request.Builder other =
                original.newBuilder().url(url.newBuilder().port(port).build());
        if (original.header("Host") == null) other.header("Host", host(url));
        // For other methods OkHttp would answer from the cache what only a server can.
        if (original.method().equals("GET") && original.cacheUrlOverride() == null) other.cacheUrlOverride(url);
        return new Detour(original, other.build());
    }

    private static String host(HttpUrl url) {
        return url.port() == HttpUrl.defaultPort(url.scheme()) ? url.host() : url.host() + ':' + url.port();
    }

    /** What the client's CookieJar and authenticator are asked on the way, they are asked of what the application asked for. */
    Chain on(Chain chain) {
        Chain way = chain;
        CookieJar jar = chain.getCookieJar();
        if (jar != CookieJar.NO_COOKIES) way = way.withCookieJar(straight(jar));
        Authenticator authenticator = chain.getAuthenticator();
        if (authenticator != Authenticator.NONE) way = way.withAuthenticator(straight(authenticator));
        return way;
    }

    private CookieJar straight(CookieJar jar) {
        return new CookieJar() {
            @Override
            public List<Cookie> loadForRequest(HttpUrl url) {
                return jar.loadForRequest(straight(url));
            }

            @Override
            public void saveFromResponse(HttpUrl url, List<Cookie> cookies) {
                jar.saveFromResponse(straight(url), cookies);
            }
        };
    }

    /** Credentials for the same request take this way again. */
    private Authenticator straight(Authenticator authenticator) {
        return (route, response) -> {
            Request next = authenticator.authenticate(route, restored(response));
            return next != null && next.url().equals(original.url()) ? of(next).request : next;
        };
    }

    /** Whether what OkHttp made of an answer is another request: what was said of this one (the cache's key) is wrong for it. */
    boolean leaves(Request following) {
        return !following.url().equals(request.url()) || !following.method().equals(request.method());
    }

    /**
     * After an answer: what is cached for the original URL is forgotten if a plain client would, for OkHttp has forgotten what is under the
     * other port. The cache has no way to ask for one entry; so this reads the first line of each until it is found.
     */
    void invalidate(@Nullable Cache cache) {
        HttpUrl url = original.url();
        // What is cached for a POST under its own URL is its own answer.
        if (cache == null || !Methods.invalidates(original.method()) || url.equals(original.cacheUrlOverride())) return;
        String stale = url.toString();
        try {
            for (Iterator<String> urls = cache.urls(); urls.hasNext(); ) {
                if (!urls.next().equals(stale)) continue;
                urls.remove();
                return;
            }
        } catch (IOException unwritable) {
            // OkHttp leaves it at that too.
        }
    }

    private HttpUrl straight(HttpUrl url) {
        if (!sameOrigin(url, request.url())) return url;
        return url.newBuilder().port(original.url().port()).build();
    }

    /** The answer, as one to what the application asked for, with those before it. */
    Response restored(Response response) {
        Response.Builder restored = response.newBuilder().request(asked(response.request()));
        Response network = response.networkResponse();
        if (network != null) restored.networkResponse(onTheNetwork(network));
        Response prior = response.priorResponse();
        if (prior != null) restored.priorResponse(restored(prior));
        return restored.build();
    }

    private Request asked(Request sent) {
        if (sent == request) return original;
        Request.Builder asked = sent.newBuilder().url(straight(sent.url()));
        // Only what is there for the detour: an authenticator may have set its own.
        String host = request.header("Host");
        if (original.header("Host") == null && Objects.equals(sent.header("Host"), host)) asked.removeHeader("Host");
        return withoutOverride(sent, asked).build();
    }

    /** A Host is there with a plain client too. */
    private Response onTheNetwork(Response network) {
        Request sent = network.request();
        Request.Builder asked = sent.newBuilder().url(straight(sent.url()));
        return network.newBuilder()
                .request(withoutOverride(sent, asked).build())
                .build();
    }

    private Request.Builder withoutOverride(Request sent, Request.Builder asked) {
        if (original.cacheUrlOverride() == null && original.url().equals(sent.cacheUrlOverride()))
            asked.cacheUrlOverride(null);
        return asked;
    }

    /** What OkHttp made of the answer, as it would have from the original request. */
    Request restored(Request following) {
        Request asked = asked(following);
        boolean cameBack = sameOrigin(following.url(), original.url());
        String authorization = original.header("Authorization");
        if (!cameBack || authorization == null || following.header("Authorization") != null) return asked;
        // Taken away as another port is another server; here it is not.
        return asked.newBuilder().header("Authorization", authorization).build();
    }

    private static boolean sameOrigin(HttpUrl one, HttpUrl other) {
        return one.port() == other.port()
                && one.host().equals(other.host())
                && one.scheme().equals(other.scheme());
    }
}

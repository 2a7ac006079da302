package io.github.evenkeel.okhttp;

import java.io.IOException;
import java.util.Iterator;
import java.util.List;
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
 * has, and all else (Host, the cache's key) is said as it was; nobody but the client's event listeners sees the difference.
 *
 * @param original what the application asked for
 * @param request  what is sent
 */
record Detour(Request original, Request request) {
    static Detour of(Request original) {
        HttpUrl url = original.url();
        // The next one, or of the last port the one before.
        int port = url.port() < 65_535 ? url.port() + 1 : url.port() - 1;
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

    /** What it makes of the answer takes this way again, until it is followed up. */
    private Authenticator straight(Authenticator authenticator) {
        return (route, response) -> {
            Response seen =
                    response.newBuilder().request(restored(response.request())).build();
            Request next = authenticator.authenticate(route, seen);
            return next != null && sameOrigin(next.url(), original.url()) ? of(next).request : next;
        };
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

    /** The answer, as one to what the application asked for. */
    Response restored(Response response) {
        return response.newBuilder().request(original).build();
    }

    /** What OkHttp made of the answer (a redirect, a question for credentials), as it would have from the original request. */
    Request restored(Request following) {
        HttpUrl url = straight(following.url());
        Request.Builder restored = following.newBuilder();
        if (original.header("Host") == null) restored.removeHeader("Host");
        if (original.cacheUrlOverride() == null) restored.cacheUrlOverride(null);
        boolean cameBack = sameOrigin(following.url(), original.url());
        if (cameBack && following.header("Authorization") == null) {
            // Taken away as another port is another server; here it is not.
            String authorization = original.header("Authorization");
            if (authorization != null) restored.header("Authorization", authorization);
        }
        return restored.url(url).build();
    }

    private static boolean sameOrigin(HttpUrl one, HttpUrl other) {
        return one.port() == other.port()
                && one.host().equals(other.host())
                && one.scheme().equals(other.scheme());
    }
}

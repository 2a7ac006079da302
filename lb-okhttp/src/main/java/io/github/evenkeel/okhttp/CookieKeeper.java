package io.github.evenkeel.okhttp;

import io.github.evenkeel.Backend;
import io.github.evenkeel.pool.BackendPool;
import io.github.evenkeel.pool.Lease;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import okhttp3.Cookie;
import okhttp3.CookieJar;
import okhttp3.HttpUrl;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** Reads and writes the {@link AffinityCookie}. The jar is the user's code, and breaks no call here; OkHttp calls it again. */
final class CookieKeeper {
    /** Members are listed anew for a value that is not known, but not for each call that has such a one. */
    private static final long AGAIN = TimeUnit.SECONDS.toNanos(1);

    /** Of a SHA-256: as many bytes as never meet by chance, and a multiple of three, so that the text needs no padding. */
    private static final int BYTES = 12;

    private final AffinityCookie cookie;
    private final Map<String, Listed> listed = new ConcurrentHashMap<>();
    private final Complaint complaint = new Complaint();

    CookieKeeper(AffinityCookie cookie) {
        this.cookie = cookie;
    }

    /** What the values of a pool's members stand for. */
    private record Listed(Map<String, String> ids, long at) {}

    /** A member's value, kept with it. */
    private record Value(String text) {}

    /** The member that the client was with; null if it was with none, or that has left. */
    @Nullable
    Wish wish(Request request, CookieJar jar, BackendPool pool) {
        try {
            String value = Cookies.value(cookie.name(), request, jar);
            String id = value == null ? null : id(value, pool);
            return id == null ? null : new Wish(id, false);
        } catch (RuntimeException | Error bug) {
            complaint.make("cookie jar " + jar + " failed; such calls are kept with no member", bug);
            return null;
        }
    }

    /** A member has answered: the client is to stay with it. */
    void answered(Response response, Lease lease, BackendPool pool, CookieJar jar) {
        Response network = response.networkResponse();
        if (network == null || jar == CookieJar.NO_COOKIES) return;
        try {
            HttpUrl url = response.request().url();
            HttpUrl server = network.request().url();
            List<Cookie> set = Cookie.parseAll(server, network.headers());
            if (sameHost(server, url)
                    && set.stream().anyMatch(each -> each.name().equals(cookie.name()))) return;
            keep(url, server, set, network.receivedResponseAtMillis(), lease, pool, jar);
        } catch (RuntimeException | Error bug) {
            complaint.make("cookie jar " + jar + " failed; such calls are kept with no member", bug);
        }
    }

    /** A backend that is called by a name of its own has its cookies there, and none here. */
    private static boolean sameHost(HttpUrl server, HttpUrl url) {
        return server.host().equals(url.host());
    }

    private void keep(
            HttpUrl url, HttpUrl server, List<Cookie> set, long now, Lease lease, BackendPool pool, CookieJar jar) {
        String value = lease.attachment(Value.class, () -> new Value(value(pool, lease.backend())))
                .text();
        Cookie kept = Cookies.inJar(cookie.name(), url, jar);
        long until = now + cookie.millis();
        if (kept == null) {
            String session = cookie.session();
            if (session != null && set.stream().noneMatch(each -> each.name().equals(session))) return;
        } else if (kept.value().equals(value) && kept.expiresAt() > until - cookie.millis() / 60) {
            return;
        }
        Cookie.Builder fresh = new Cookie.Builder()
                .name(cookie.name())
                .value(value)
                .hostOnlyDomain(url.host())
                .path("/")
                .expiresAt(until)
                .httpOnly();
        if (url.isHttps()) fresh.secure();
        // With those of the answer: a jar that keeps but the latest list would forget the server's otherwise.
        List<Cookie> all = new ArrayList<>(sameHost(server, url) ? set : List.of());
        all.add(fresh.build());
        jar.saveFromResponse(url, all);
    }

    private @Nullable String id(String value, BackendPool pool) {
        long now = pool.environment().clock().getAsLong();
        Listed known = listed.get(pool.name());
        if (known == null || (!known.ids().containsKey(value) && now - known.at() > AGAIN)) {
            Map<String, String> ids = new HashMap<>();
            for (Backend each : pool.backends()) ids.put(value(pool, each), each.id());
            known = new Listed(ids, now);
            listed.put(pool.name(), known);
        }
        return known.ids().get(value);
    }

    static String value(BackendPool pool, Backend backend) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] hash = digest.digest((pool.name() + '/' + backend.id()).getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().encodeToString(Arrays.copyOf(hash, BYTES));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}

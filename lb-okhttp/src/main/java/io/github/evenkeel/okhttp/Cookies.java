package io.github.evenkeel.okhttp;

import okhttp3.Cookie;
import okhttp3.CookieJar;
import okhttp3.HttpUrl;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

/** Finds cookies that a request will carry. */
final class Cookies {
    private Cookies() {}

    /** The value of a cookie of the client's jar, or of one that the application has put into the request itself; null if there is none. */
    static @Nullable String value(String name, Request request, CookieJar jar) {
        Cookie kept = inJar(name, request.url(), jar);
        if (kept != null) return kept.value();
        for (String header : request.headers("Cookie")) {
            for (String pair : header.split(";", -1)) {
                int end = pair.indexOf('=');
                if (end > 0 && pair.substring(0, end).trim().equals(name)) {
                    return pair.substring(end + 1).trim();
                }
            }
        }
        return null;
    }

    static @Nullable Cookie inJar(String name, HttpUrl url, CookieJar jar) {
        for (Cookie each : jar.loadForRequest(url)) if (each.name().equals(name)) return each;
        return null;
    }
}

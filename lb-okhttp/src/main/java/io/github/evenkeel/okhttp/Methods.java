package io.github.evenkeel.okhttp;

import java.util.Set;

/** What a request's method says of it. */
final class Methods {
    /** RFC 9110, 9.2.2; and QUERY, which is safe. */
    private static final Set<String> IDEMPOTENT = Set.of("GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE", "QUERY");

    /** Those after which OkHttp forgets what it has cached for their URL. */
    private static final Set<String> INVALIDATING = Set.of("POST", "PATCH", "PUT", "DELETE", "MOVE");

    private Methods() {}

    /** True if it may be sent twice. */
    static boolean idempotent(String method) {
        return IDEMPOTENT.contains(method);
    }

    /** True if what is cached for the URL is stale once it was answered. */
    static boolean invalidates(String method) {
        return INVALIDATING.contains(method);
    }
}

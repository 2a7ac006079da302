package io.github.evenkeel.okhttp;

import java.util.Set;

/** Which requests may be sent twice: those that say so by their method. */
final class Methods {
    /** RFC 9110, 9.2.2; and QUERY, which is safe. */
    private static final Set<String> IDEMPOTENT = Set.of("GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE", "QUERY");

    private Methods() {}

    static boolean idempotent(String method) {
        return IDEMPOTENT.contains(method);
    }
}

package io.github.evenkeel.okhttp;

import io.github.evenkeel.CallContext;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

/**
 * What the routes of calls are called: method and first segment of the path, {@code GET /orders}, or by a function of the user's. A context
 * for each name is kept, so that a call that has no key needs no new one.
 */
final class RouteNames {
    /** Far more than pools tell apart. What has more has ids in its names, and these are not worth their memory. */
    static final int MOST = 256;

    private final @Nullable Function<? super Request, @Nullable String> naming;

    /** By method, then by segment; or all under one, by the name itself. */
    private final Map<String, Map<String, CallContext>> known = new ConcurrentHashMap<>();

    /** @param naming null for the standard names */
    RouteNames(@Nullable Function<? super Request, @Nullable String> naming) {
        this.naming = naming;
    }

    /** A context with the route of this request, and nothing else; any, if it has no route. */
    CallContext of(Request request) {
        if (naming != null) {
            String name = naming.apply(request);
            return name == null || name.isBlank() ? CallContext.any() : named("", name);
        }
        List<String> path = request.url().pathSegments();
        return named(request.method(), path.get(0));
    }

    private CallContext named(String method, String segment) {
        Map<String, CallContext> names = known.get(method);
        if (names == null) names = known.computeIfAbsent(method, first -> new ConcurrentHashMap<>());
        CallContext context = names.get(segment);
        return context != null ? context : newcomer(names, method, segment);
    }

    private static CallContext newcomer(Map<String, CallContext> names, String method, String segment) {
        String name = method.isEmpty() ? segment : method + " /" + segment;
        CallContext made = CallContext.any().withRoute(name);
        // Two at once may both find room: what counts is that it ends.
        return names.size() < MOST ? names.computeIfAbsent(segment, absent -> made) : made;
    }
}

package io.github.evenkeel.okhttp;

import io.github.evenkeel.CallContext;
import okhttp3.CookieJar;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

/** What a request tells the pool about its call: a key and a route. The user's code in it breaks no call. */
final class Contexts {
    private final @Nullable Affinity affinity;
    private final @Nullable RouteNames routes;
    private final Complaint complaint = new Complaint();

    Contexts(@Nullable Affinity affinity, @Nullable RouteNames routes) {
        this.affinity = affinity;
        this.routes = routes;
    }

    CallContext of(Request request, CookieJar jar) {
        CallContext routed = routes == null ? CallContext.any() : route(routes, request);
        String key = affinity == null ? null : key(affinity, request, jar);
        if (key == null) return routed;
        CallContext keyed = CallContext.forKey(key);
        String route = routed.route();
        return route == null ? keyed : keyed.withRoute(route);
    }

    private CallContext route(RouteNames names, Request request) {
        try {
            return names.of(request);
        } catch (RuntimeException | Error bug) {
            complaint.make("the naming of routes failed; such calls have none", bug);
            return CallContext.any();
        }
    }

    private @Nullable String key(Affinity of, Request request, CookieJar jar) {
        try {
            return of.key(request, jar);
        } catch (RuntimeException | Error bug) {
            complaint.make(of + " failed; such calls have no key", bug);
            return null;
        }
    }
}

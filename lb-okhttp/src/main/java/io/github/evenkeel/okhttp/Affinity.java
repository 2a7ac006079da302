package io.github.evenkeel.okhttp;

import io.github.evenkeel.Expect;
import java.util.List;
import java.util.function.Function;
import okhttp3.CookieJar;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

/**
 * What makes a call one of those that belong together: the key that selectors like {@code consistentHash()} and {@code sticky(…)} send to
 * the same member. A call without one goes to any. Immutable.
 *
 * <pre>{@code
 * LoadBalancingInterceptor.builder().pool(orders).affinity(Affinity.header("X-User").orElse(Affinity.cookie("session")))
 * }</pre>
 *
 * <p>Keys are read on the thread of the call, from the request as the interceptor gets it. If that throws, the call has no key, and the
 * first such case is logged.
 */
public final class Affinity {
    private final Source source;
    private final String text;

    private interface Source {
        @Nullable
        String key(Request request, CookieJar jar);
    }

    private Affinity(Source source, String text) {
        this.source = source;
        this.text = text;
    }

    /** The value of this header of the request; of several the last. */
    public static Affinity header(String name) {
        Expect.text("header", name);
        return new Affinity((request, jar) -> request.header(name), "header " + name);
    }

    /** The value of this cookie: in the client's jar, or in the request's own Cookie header. */
    public static Affinity cookie(String name) {
        Expect.text("cookie", name);
        return new Affinity((request, jar) -> Cookies.value(name, request, jar), "cookie " + name);
    }

    /** A segment of the path, decoded: of {@code /users/42/cart} the one with index 1 is {@code 42}. */
    public static Affinity pathSegment(int index) {
        Expect.atLeast("index", index, 0);
        Source source = (request, jar) -> {
            List<String> path = request.url().pathSegments();
            return index < path.size() ? path.get(index) : null;
        };
        return new Affinity(source, "path segment " + index);
    }

    /** The request's tag of this type, as its {@code toString()} tells it. */
    public static Affinity tag(Class<?> type) {
        Expect.notNull("type", type);
        Source source = (request, jar) -> {
            Object tag = request.tag(type);
            return tag == null ? null : tag.toString();
        };
        return new Affinity(source, "tag " + type.getName());
    }

    /** Whatever this makes of the request; null or an empty text is no key. It must be quick and safe for several threads. */
    public static Affinity of(Function<? super Request, @Nullable String> function) {
        Expect.notNull("function", function);
        return new Affinity((request, jar) -> function.apply(request), function.toString());
    }

    /** This key, or where a call has none the other's. */
    public Affinity orElse(Affinity other) {
        Expect.notNull("other", other);
        Source both = (request, jar) -> {
            String key = key(request, jar);
            return key != null ? key : other.key(request, jar);
        };
        return new Affinity(both, text + ", else " + other.text);
    }

    /** Null if there is none. */
    @Nullable
    String key(Request request, CookieJar jar) {
        String key = source.key(request, jar);
        return key == null || key.isEmpty() ? null : key;
    }

    @Override
    public String toString() {
        return "Affinity[" + text + "]";
    }
}

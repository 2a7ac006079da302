package io.github.evenkeel;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a call tells the selector about itself. Immutable.
 *
 * <p>{@link #any()} costs nothing; the others are one small object, which calls that are alike may share.
 */
public final class CallContext {
    private static final CallContext ANY = new CallContext(null, null, Set.of());

    private final @Nullable String key;
    private final @Nullable String route;
    private final Set<String> tried;

    private CallContext(@Nullable String key, @Nullable String route, Set<String> tried) {
        this.key = key;
        this.route = route;
        this.tried = tried;
    }

    /** A call that any member may serve. */
    public static CallContext any() {
        return ANY;
    }

    /**
     * A call with an affinity key: selectors that hash or stick send equal keys to the same member; others ignore it.
     *
     * @param key not empty: calls that have none are {@link #any()}, or all of them would go to one member
     */
    public static CallContext forKey(String key) {
        if (Expect.notNull("key", key).isEmpty()) throw Expect.violation("key", "\"\"", "a text that is not empty");
        return new CallContext(key, null, Set.of());
    }

    /**
     * This call, as one of a kind that fails or works by itself: an endpoint, say. A member that fails on one route only is avoided on
     * that route, not ejected. A pool tells a few apart ({@code OutlierDetection.withRoutes}), so leave ids and the like out:
     * {@code GET /orders}, not {@code GET /orders/42}. Keep the context and use it again, and its calls allocate nothing for it.
     *
     * @param name not blank
     */
    public CallContext withRoute(String name) {
        return new CallContext(key, Expect.text("route", name), tried);
    }

    /** This call after an attempt on the backend named {@code id}: selectors choose another one while there is one. */
    public CallContext withTried(String id) {
        return withAllTried(Set.of(Expect.notNull("id", id)));
    }

    /** This call after attempts on all of these, and those before. */
    public CallContext withAllTried(Set<String> ids) {
        Set<String> all = Set.copyOf(Expect.notNull("ids", ids));
        if (!tried.isEmpty()) {
            Set<String> more = new HashSet<>(tried);
            more.addAll(all);
            all = Set.copyOf(more);
        }
        return new CallContext(key, route, all);
    }

    /** This call with nothing tried yet. */
    public CallContext withoutTried() {
        if (tried.isEmpty()) return this;
        return key == null && route == null ? ANY : new CallContext(key, route, Set.of());
    }

    /** The affinity key, or null. */
    public @Nullable String key() {
        return key;
    }

    /** The kind of the call, or null: it is judged as one of its member's calls only. */
    public @Nullable String route() {
        return route;
    }

    /** Ids of the backends this call has been sent to already, and of those its route avoids. */
    public Set<String> tried() {
        return tried;
    }

    /** True when {@code id} was tried, or is avoided; the usual case, nothing tried, is decided without hashing. */
    public boolean hasTried(String id) {
        return !tried.isEmpty() && tried.contains(id);
    }

    @Override
    public String toString() {
        return "CallContext[key=" + key + (route == null ? "" : ", route=" + route) + ", tried=" + tried + "]";
    }
}

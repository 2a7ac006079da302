package io.github.evenkeel;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a call tells the selector about itself. Immutable.
 *
 * <p>{@link #any()} costs nothing; the others are one small object.
 */
public final class CallContext {
    private static final CallContext ANY = new CallContext(null, Set.of());

    private final @Nullable String key;
    private final Set<String> tried;

    private CallContext(@Nullable String key, Set<String> tried) {
        this.key = key;
        this.tried = tried;
    }

    /** A call that any member may serve. */
    public static CallContext any() {
        return ANY;
    }

    /** A call with an affinity key: selectors that hash or stick send equal keys to the same member; others ignore it. */
    public static CallContext forKey(String key) {
        return new CallContext(Expect.notNull("key", key), Set.of());
    }

    /** This call after an attempt on the backend named {@code id}: selectors choose another one while there is one. */
    public CallContext withTried(String id) {
        Set<String> more = new HashSet<>(tried);
        more.add(Expect.notNull("id", id));
        return new CallContext(key, Set.copyOf(more));
    }

    /** This call with nothing tried yet. */
    public CallContext withoutTried() {
        return tried.isEmpty() ? this : key == null ? ANY : new CallContext(key, Set.of());
    }

    /** The affinity key, or null. */
    public @Nullable String key() {
        return key;
    }

    /** Ids of the backends this call has been sent to already. */
    public Set<String> tried() {
        return tried;
    }

    /** True when {@code id} was tried; the usual case, nothing tried, is decided without hashing. */
    public boolean hasTried(String id) {
        return !tried.isEmpty() && tried.contains(id);
    }

    @Override
    public String toString() {
        return "CallContext[key=" + key + ", tried=" + tried + "]";
    }
}

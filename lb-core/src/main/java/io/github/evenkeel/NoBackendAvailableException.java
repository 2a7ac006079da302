package io.github.evenkeel;

/**
 * No member of a pool may be called now. The message names the pool, its members by status, and why each is out.
 */
public final class NoBackendAvailableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String pool;

    /**
     * Says which pool has no one, and why.
     *
     * @param pool   the pool's name
     * @param reason members by status, and why each is out
     */
    public NoBackendAvailableException(String pool, String reason) {
        super("pool " + pool + ": no backend available: " + reason);
        this.pool = pool;
    }

    /** The pool's name. */
    public String pool() {
        return pool;
    }
}

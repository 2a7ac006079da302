package io.github.evenkeel.probe;

import io.github.evenkeel.Expect;

/**
 * What a probe saw. Immutable.
 *
 * @param good   true if the backend can serve
 * @param detail what it saw, for people: {@code HTTP 503}; may be empty
 */
public record ProbeResult(boolean good, String detail) {
    public ProbeResult {
        Expect.notNull("detail", detail);
    }

    /** The backend can serve. */
    public static ProbeResult passed(String detail) {
        return new ProbeResult(true, detail);
    }

    /** It cannot. */
    public static ProbeResult failed(String detail) {
        return new ProbeResult(false, detail);
    }
}

package io.github.evenkeel.probe;

import io.github.evenkeel.Expect;

/**
 * What a probe saw. Immutable.
 *
 * @param share  how much of its weight the backend can carry: 1 all, 0 none: then the probe failed
 * @param detail what it saw, for people: {@code HTTP 503}; may be empty
 */
public record ProbeResult(double share, String detail) {
    public ProbeResult {
        Expect.within("share", share, 0, 1);
        Expect.notNull("detail", detail);
    }

    /** The backend can serve. */
    public static ProbeResult passed(String detail) {
        return new ProbeResult(1, detail);
    }

    /**
     * It can serve, but less than usual: as if it had this share of its weight, until a probe says otherwise. Nobody is put out by it.
     *
     * @param share above 0, at most 1
     */
    public static ProbeResult degraded(double share, String detail) {
        Expect.that(share > 0 && share <= 1, "share", share, "above 0, at most 1");
        return new ProbeResult(share, detail);
    }

    /** It cannot. */
    public static ProbeResult failed(String detail) {
        return new ProbeResult(0, detail);
    }

    /** True if the backend can serve. */
    public boolean good() {
        return share > 0;
    }
}

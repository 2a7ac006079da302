package io.github.evenkeel.probe;

/** The ready-made probes. Anything else is a {@link Probe} of the user's own. */
public final class Probes {
    private Probes() {}

    /**
     * GET over plain HTTP on the backend's port; good is status 200.
     *
     * @param path a readiness path that says whether the backend can serve, such as {@code /readyz}; may have a query
     * @throws IllegalArgumentException for {@code /}: a front page answers long before, and long after, its server can serve
     */
    public static HttpProbe http(String path) {
        return HttpProbe.of(false, path);
    }

    /**
     * GET over HTTPS on the backend's port; good is status 200 from a server with a valid certificate for the name that calls use,
     * the pool's. Otherwise as {@link #http}.
     *
     * @param path as for {@link #http}
     */
    public static HttpProbe https(String path) {
        return HttpProbe.of(true, path);
    }
}

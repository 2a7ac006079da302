package io.github.evenkeel.okhttp;

import io.github.evenkeel.LoadReport;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Finds what a backend tells about its own load with an answer. Called on the thread of the call, once for each answer that came from a
 * server; so it must be quick and safe for several threads. If it throws, the answer tells nothing, and the first such case is logged.
 */
@FunctionalInterface
public interface LoadReader {
    /**
     * The load of the server that gave this answer; null if it does not tell.
     *
     * @param response as it came over the network: its headers are here, it has no body
     */
    @Nullable
    LoadReport read(Response response);

    /**
     * Reads these headers, the first that is there and makes sense:
     *
     * <ul>
     *   <li>{@code x-prequal-rif: 17}: calls in flight on the backend, as in Prequal;
     *   <li>{@code endpoint-load-metrics}, the report of ORCA, as {@code TEXT cpu_utilization=0.3, mem_utilization=0.8} or
     *       {@code JSON {"cpu_utilization": 0.3}}, with or without the word in front. Looked at are {@code application_utilization} where it
     *       is above 0, else {@code cpu_utilization}: shares of the capacity in use, which stand for as many calls in flight as
     *       {@link LoadReport#ofUtilisation} says. Names may be in lower camel case, as protocol buffers print them.
     * </ul>
     *
     * <p>What is negative, not finite or no number at all is no report.
     */
    static LoadReader standard() {
        return StandardLoadReader.INSTANCE;
    }
}

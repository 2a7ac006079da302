package io.github.evenkeel.probe;

import io.github.evenkeel.Expect;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * What a good response is.
 *
 * @param statuses one of these
 * @param body     and a body for which this holds; null for any
 */
record HttpExpectation(Set<Integer> statuses, @Nullable Predicate<? super String> body) {
    /** Only 200: a redirect to a login page, an empty 204 of some proxy or a 206 say nothing of readiness. */
    static final HttpExpectation OK = new HttpExpectation(Set.of(200), null);

    /** A readiness page is far smaller; a backend that sends without end must not fill the memory. */
    static final long MOST_BYTES = 64 * 1024;

    HttpExpectation withStatuses(int... values) {
        Expect.notNull("statuses", values);
        Expect.that(values.length > 0, "statuses", "none", "at least one");
        Set<Integer> wanted = new TreeSet<>();
        for (int status : values) {
            wanted.add(Expect.that(status >= 200 && status <= 599, "status", status, "200 to 599"));
        }
        return new HttpExpectation(Set.copyOf(wanted), body);
    }

    HttpExpectation withBody(Predicate<? super String> match) {
        return new HttpExpectation(statuses, Expect.notNull("body", match));
    }

    ProbeResult judge(Response response) throws IOException {
        String detail = "HTTP " + response.code();
        if (!statuses.contains(response.code())) return ProbeResult.failed(detail);
        if (body != null && !body.test(response.peekBody(MOST_BYTES).string())) {
            return ProbeResult.failed(detail + ", body does not match");
        }
        return ProbeResult.passed(detail);
    }
}

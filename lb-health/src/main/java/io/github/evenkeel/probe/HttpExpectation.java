package io.github.evenkeel.probe;

import io.github.evenkeel.Expect;
import io.github.evenkeel.pool.Advice;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * What a good response is, and what one that is good but less than whole.
 *
 * @param statuses one of these
 * @param body     and a body for which this holds; null for any
 * @param degraded of the statuses, those that mean less than the whole weight, with the share they mean
 * @param header   one that means less where it is there; null for none
 * @param share    what the header means, where it does not say so itself
 */
record HttpExpectation(
        Set<Integer> statuses,
        @Nullable Predicate<? super String> body,
        Map<Integer, Double> degraded,
        @Nullable String header,
        double share) {
    /** Only 200: a redirect to a login page, an empty 204 of some proxy or a 206 say nothing of readiness. */
    static final HttpExpectation OK = new HttpExpectation(Set.of(200), null, Map.of(), null, 1);

    /** A readiness page is far smaller; a backend that sends without end must not fill the memory. */
    static final long MOST_BYTES = 64 * 1024;

    private static final Pattern PERCENT = Pattern.compile("(\\d{1,2}|100) ?%");

    HttpExpectation withStatuses(int... values) {
        Set<Integer> wanted = checked(values);
        return new HttpExpectation(wanted, body, degraded, header, share);
    }

    HttpExpectation withBody(Predicate<? super String> match) {
        return new HttpExpectation(statuses, Expect.notNull("body", match), degraded, header, share);
    }

    HttpExpectation withDegradedStatuses(double meant, int... values) {
        checkShare(meant);
        Map<Integer, Double> more = new HashMap<>(degraded);
        checked(values).forEach(status -> more.put(status, meant));
        return new HttpExpectation(statuses, body, Map.copyOf(more), header, share);
    }

    HttpExpectation withDegradedHeader(String name, double meant) {
        checkShare(meant);
        return new HttpExpectation(statuses, body, degraded, Expect.text("header", name), meant);
    }

    private static void checkShare(double share) {
        Expect.that(share > 0 && share < 1, "share", share, "between 0 and 1");
    }

    private static Set<Integer> checked(int... values) {
        Expect.notNull("statuses", values);
        Expect.that(values.length > 0, "statuses", "none", "at least one");
        Set<Integer> wanted = new TreeSet<>();
        for (int status : values) {
            wanted.add(Expect.that(status >= 200 && status <= 599, "status", status, "200 to 599"));
        }
        return Set.copyOf(wanted);
    }

    ProbeResult judge(Response response) throws IOException {
        int code = response.code();
        String detail = "HTTP " + code;
        if (!statuses.contains(code) && !degraded.containsKey(code)) return ProbeResult.failed(detail);
        if (body != null && !body.test(response.peekBody(MOST_BYTES).string())) {
            return ProbeResult.failed(detail + ", body does not match");
        }
        double byStatus = degraded.getOrDefault(code, 1.0);
        String value = header == null ? null : response.header(header);
        if (value == null || value.equalsIgnoreCase("false")) return new ProbeResult(byStatus, detail);
        return new ProbeResult(Math.min(byStatus, meantBy(value)), detail + ", " + header + ": " + value);
    }

    private double meantBy(String value) {
        Matcher percent = PERCENT.matcher(value.strip());
        return percent.matches() ? Integer.parseInt(percent.group(1)) / 100.0 : share;
    }

    /** Good statuses that say that the answer is elsewhere. */
    List<String> warnings() {
        Set<Integer> redirects = new TreeSet<>(statuses);
        redirects.addAll(degraded.keySet());
        redirects.removeIf(status -> status < 300 || status > 399);
        if (redirects.isEmpty()) return List.of();
        return List.of(new Advice(
                        "statuses",
                        redirects.toString(),
                        "a redirect to a login page or another host counts as ready",
                        "200 only")
                .toString());
    }
}

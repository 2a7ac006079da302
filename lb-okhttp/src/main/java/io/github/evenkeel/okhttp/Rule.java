package io.github.evenkeel.okhttp;

import io.github.evenkeel.Expect;
import io.github.evenkeel.pool.BackendPool;
import io.github.evenkeel.pool.Failover;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import okhttp3.HttpUrl;
import okhttp3.Request;

/**
 * Sends some calls to a pool that their URL does not name. A call has to meet all that a rule asks for; one that asks for nothing takes
 * every call to a host of the interceptor. Of several rules the first that a call meets has it. Immutable.
 *
 * <pre>{@code
 * LoadBalancingInterceptor.builder()
 *         .rule(Rule.to(canary).host("orders").header("X-Canary", "yes"))   // before the pool named orders is looked for
 *         .rule(Rule.to(billing).host("api").path("/invoices"))
 *         .rule(Rule.to(orders).host("api"))
 *         .pool(orders)
 * }</pre>
 *
 * <p>Rules look at the request as the interceptor gets it. Hosts are in lower case; paths match by whole segments, decoded; methods
 * and values of headers match exactly, names of headers in any case.
 */
public final class Rule {
    private static final Predicate<Request> ANY = request -> true;

    private final Target target;
    private final Set<String> hosts;
    private final Predicate<? super Request> condition;
    private final String text;

    private Rule(Target target, Set<String> hosts, Predicate<? super Request> condition, String text) {
        this.target = target;
        this.hosts = hosts;
        this.condition = condition;
        this.text = text;
    }

    /** A rule that sends calls to this pool, which need not be known by its name to the interceptor. */
    public static Rule to(BackendPool pool) {
        return new Rule(Target.of(pool), Set.of(), ANY, "");
    }

    /** A rule that sends calls to the pool in charge of these. */
    public static Rule to(Failover failover) {
        return new Rule(Target.of(failover), Set.of(), ANY, "");
    }

    /**
     * Only calls to these hosts, as they stand in URLs. The interceptor sees to all calls to them from now on, whichever rules those meet.
     *
     * @throws IllegalArgumentException if there is none, or one is no host name in a URL
     */
    public Rule host(String... names) {
        Expect.that(Expect.notNull("host", names).length > 0, "host", "none", "at least one");
        Set<String> more = new LinkedHashSet<>(hosts);
        for (String name : names) more.add(Hosts.check("host", name));
        return new Rule(target, Set.copyOf(more), condition, text);
    }

    /**
     * Only calls whose path begins with these segments: {@code /api} takes {@code /api}, {@code /api/} and {@code /api/42}, not
     * {@code /apis}.
     *
     * @throws IllegalArgumentException if it is no path that begins with a slash
     */
    public Rule path(String prefix) {
        Expect.notNull("path", prefix);
        HttpUrl url = prefix.startsWith("/") && prefix.indexOf('?') < 0 && prefix.indexOf('#') < 0
                ? HttpUrl.parse("http://host" + prefix)
                : null;
        if (url == null) throw Expect.violation("path", '"' + prefix + '"', "a path that begins with a slash");
        List<String> segments = new ArrayList<>(url.pathSegments());
        if (segments.get(segments.size() - 1).isEmpty()) segments.remove(segments.size() - 1);
        return and("path " + prefix, request -> beginsWith(request.url().pathSegments(), segments));
    }

    private static boolean beginsWith(List<String> path, List<String> prefix) {
        if (path.size() < prefix.size()) return false;
        for (int i = 0; i < prefix.size(); i++) {
            if (!path.get(i).equals(prefix.get(i))) return false;
        }
        return true;
    }

    /** Only calls with one of these methods. */
    public Rule method(String... names) {
        Expect.that(Expect.notNull("method", names).length > 0, "method", "none", "at least one");
        for (String name : names) Expect.text("method", name);
        Set<String> methods = Set.copyOf(List.of(names));
        return and("method " + methods, request -> methods.contains(request.method()));
    }

    /** Only calls with this header, whatever its value. */
    public Rule header(String name) {
        Expect.text("header", name);
        return and("header " + name, request -> request.header(name) != null);
    }

    /** Only calls where one of the headers of this name has this value. */
    public Rule header(String name, String value) {
        Expect.text("header", name);
        Expect.notNull("value", value);
        return and(
                "header " + name + ": " + value,
                request -> request.headers().values(name).contains(value));
    }

    /**
     * Only calls that this says yes to. It runs on the thread of each call to the rule's hosts that meets what was asked for before, so it must
     * be quick and safe for several threads. If it throws, the rule is not met, and that is logged once.
     */
    public Rule when(Predicate<? super Request> test) {
        return and("and " + Expect.notNull("when", test), test);
    }

    private Rule and(String what, Predicate<? super Request> test) {
        Predicate<? super Request> before = condition;
        Predicate<Request> both = request -> before.test(request) && test.test(request);
        return new Rule(target, hosts, before == ANY ? test : both, text + ", " + what);
    }

    Target target() {
        return target;
    }

    Set<String> hosts() {
        return hosts;
    }

    boolean met(Request request) {
        return (hosts.isEmpty() || hosts.contains(request.url().host())) && condition.test(request);
    }

    @Override
    public String toString() {
        return "Rule[to " + target + (hosts.isEmpty() ? "" : ", host " + hosts) + text + "]";
    }
}

package io.github.evenkeel;

import java.util.regex.Pattern;

/**
 * A server that calls can be sent to, as the user describes it. Immutable; its identity in a pool is its {@link #id()}.
 *
 * <p>{@code Backend.of("10.0.1.10", 8080)} is enough; the rest has defaults: the id is {@code host:port}, the weight 1,
 * no zone, priority 0.
 *
 * @param id       what the pool, its events and its status call this backend; unique in a pool, not blank
 * @param host     a host name or an IP address (IPv6 without brackets), without scheme, port or path
 * @param port     1 to 65535
 * @param weight   its share of the calls relative to the other members; finite and above 0
 * @param zone     where it runs, or {@code ""} if that does not matter
 * @param priority 0 is served first; higher numbers are standbys
 */
public record Backend(String id, String host, int port, double weight, String zone, int priority) {
    private static final Pattern HOST = Pattern.compile("[^\\s/?#@\\[\\]]+");

    /**
     * Checks every component.
     *
     * @throws IllegalArgumentException naming the component, its value and what was expected
     */
    public Backend {
        Expect.text("id", id);
        Expect.text("host", host);
        Expect.that(
                HOST.matcher(host).matches() && (host.indexOf(':') < 0 || host.indexOf(':') != host.lastIndexOf(':')),
                "host",
                host,
                "a host name or an IP address, without scheme, port or path");
        Expect.that(port >= 1 && port <= 65535, "port", port, "1 to 65535");
        Expect.that(weight > 0 && Double.isFinite(weight), "weight", weight, "> 0 and finite");
        Expect.notNull("zone", zone);
        Expect.atLeast("priority", priority, 0);
    }

    /** A backend with id {@code host:port}, weight 1, no zone and priority 0. */
    public static Backend of(String host, int port) {
        return new Backend(address(host, port), host, port, 1, "", 0);
    }

    /** This backend under another id. */
    public Backend withId(String newId) {
        return new Backend(newId, host, port, weight, zone, priority);
    }

    /** This backend with another weight. */
    public Backend withWeight(double newWeight) {
        return new Backend(id, host, port, newWeight, zone, priority);
    }

    /** This backend in another zone; {@code ""} for none. */
    public Backend withZone(String newZone) {
        return new Backend(id, host, port, weight, newZone, priority);
    }

    /** This backend with another priority. */
    public Backend withPriority(int newPriority) {
        return new Backend(id, host, port, weight, zone, newPriority);
    }

    /** {@code host:port}, an IPv6 address in brackets. */
    public String address() {
        return address(host, port);
    }

    /** True when both are reached at the same host and port. */
    public boolean sameAddress(Backend other) {
        return port == other.port && host.equals(other.host);
    }

    /** The id, and the address where the id does not say it already. */
    @Override
    public String toString() {
        return id.equals(address()) ? id : id + " (" + address() + ")";
    }

    private static String address(String host, int port) {
        return host != null && host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    }
}

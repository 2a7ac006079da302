package io.github.evenkeel.okhttp;

import io.github.evenkeel.Expect;
import okhttp3.HttpUrl;

/** Which names can be the host of a URL that is steered. */
final class Hosts {
    private Hosts() {}

    /** Literal addresses, as OkHttp decides it: such hosts are never resolved. */
    static boolean isAddress(String host) {
        return host.indexOf(':') >= 0 || host.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
    }

    /** The name, if OkHttp would ask for its address. */
    static String check(String what, String name) {
        HttpUrl url = HttpUrl.parse("http://" + Expect.notNull(what, name) + "/");
        Expect.that(
                url != null && url.host().equals(name) && !isAddress(name),
                what,
                '"' + name + '"',
                "a name that is the host in a URL, and no IP address");
        return name;
    }
}

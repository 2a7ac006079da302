package io.github.evenkeel.probe;

import io.github.evenkeel.Backend;
import io.github.evenkeel.Expect;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * What an HTTP probe asks for.
 *
 * @param tls  https or http
 * @param path with query
 * @param port 0 for the backend's
 * @param name for the Host header and the certificate; null for the backend's host
 */
record HttpAddress(
        boolean tls, String path, int port, @Nullable String name) {
    /** What OkHttp takes for an IP address, and then connects to without asking any Dns. */
    private static final Pattern IP = Pattern.compile("[0-9a-fA-F]*:[0-9a-fA-F:.]*|[0-9.]+");

    static HttpAddress of(boolean tls, String path) {
        Expect.notNull("path", path);
        String quoted = '"' + path + '"';
        HttpUrl url = path.startsWith("/") ? HttpUrl.parse("http://backend" + path) : null;
        if (url == null || url.fragment() != null) {
            throw Expect.violation("path", quoted, "a path that begins with /, and perhaps a query");
        }
        boolean root = url.pathSegments().stream().allMatch(String::isEmpty);
        Expect.that(!root, "path", quoted, "a readiness path of its own, such as /readyz");
        return new HttpAddress(tls, path, 0, null);
    }

    HttpAddress withTls() {
        return new HttpAddress(true, path, port, name);
    }

    HttpAddress withPort(int newPort) {
        return new HttpAddress(tls, path, port(newPort), name);
    }

    /** A port that can be connected to. */
    static int port(int value) {
        return Expect.that(value >= 1 && value <= 65535, "port", value, "1 to 65535");
    }

    HttpAddress withName(String newName) {
        Expect.text("hostName", newName);
        HttpUrl url = newName.matches("[^\\s:/?#@\\[\\]\\\\]+") ? HttpUrl.parse("http://" + newName + "/") : null;
        if (url == null || isIp(url.host())) {
            throw Expect.violation("hostName", '"' + newName + '"', "a host name: no port, no IP address");
        }
        // As the URL has it, in ASCII: a header bears no other letters.
        return new HttpAddress(tls, path, port, url.host());
    }

    /** With TLS calls go to the pool's name, and the certificate must be for it. */
    HttpAddress forPool(String pool) {
        return tls && name == null && !isIp(pool) ? withName(pool) : this;
    }

    HttpUrl url(Backend backend) {
        HttpUrl template = HttpUrl.get((tls ? "https" : "http") + "://backend" + path);
        return template.newBuilder()
                .host(name != null ? name : backend.host())
                .port(port != 0 ? port : backend.port())
                .build();
    }

    static boolean isIp(String host) {
        return IP.matcher(host).matches();
    }

    @Override
    public String toString() {
        String host = name != null ? name : "";
        return (tls ? "HTTPS " : "HTTP ") + host + (port != 0 ? ":" + port : "") + path;
    }
}

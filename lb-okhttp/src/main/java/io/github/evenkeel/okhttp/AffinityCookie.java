package io.github.evenkeel.okhttp;

import io.github.evenkeel.Expect;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A cookie of the interceptor's own, that keeps a client with a member: the first answer puts it into the client's {@link
 * okhttp3.CookieJar}, and calls that the jar gives it to go to the member again while that may be called. If it may not, another takes
 * over, under any selector, and the cookie with it. So it lasts as long as the jar does, beyond this process if the jar is kept; a client without
 * a jar has no such cookie. Immutable.
 *
 * <p>The cookie is for the host and all its paths, {@code HttpOnly}, {@code Secure} where the call is, and tells nothing of the member but that
 * it is another one: a digest of its id. Servers see it, as any cookie. Where a server's answer sets a cookie of the same name, that one
 * stands.
 */
public final class AffinityCookie {
    private static final AffinityCookie SERVERID = new AffinityCookie("SERVERID", Duration.ofHours(1), null);

    private final String name;
    private final Duration unused;
    private final @Nullable String session;

    private AffinityCookie(String name, Duration unused, @Nullable String session) {
        this.name = name;
        this.unused = unused;
        this.session = session;
    }

    /** A cookie named {@code SERVERID}, which is forgotten an hour after the last call. */
    public static AffinityCookie standard() {
        return SERVERID;
    }

    /** This cookie with another name. */
    public AffinityCookie withName(String newName) {
        String text = Expect.text("name", newName);
        Expect.that(
                text.chars().allMatch(c -> c > ' ' && c < 127 && "()<>@,;:\\\"/[]?={}".indexOf(c) < 0),
                "name",
                '"' + newName + '"',
                "a cookie's name");
        return new AffinityCookie(newName, unused, session);
    }

    /**
     * How long after the last answer it is forgotten; at least a second, default 3,600 s. To spare the jar, answers renew it when a
     * sixtieth of that has passed.
     */
    public AffinityCookie lasting(Duration time) {
        Expect.positiveNanos("lasting", time);
        Expect.that(time.toSeconds() >= 1, "lasting", time, "at least a second");
        return new AffinityCookie(name, time, session);
    }

    /**
     * Only clients that have begun a session with a server are kept with it: the cookie is first put into the jar with an answer that sets
     * this one, such as {@code JSESSIONID}. Default: with any answer.
     */
    public AffinityCookie startedBy(String serversCookie) {
        return new AffinityCookie(name, unused, Expect.text("serversCookie", serversCookie));
    }

    String name() {
        return name;
    }

    long millis() {
        return unused.toMillis();
    }

    @Nullable
    String session() {
        return session;
    }

    @Override
    public String toString() {
        return "AffinityCookie[" + name + ", lasting " + unused + (session == null ? "" : ", started by " + session)
                + "]";
    }
}

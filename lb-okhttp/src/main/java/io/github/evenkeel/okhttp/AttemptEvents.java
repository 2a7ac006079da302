package io.github.evenkeel.okhttp;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.InetSocketAddress;
import java.net.Proxy;
import okhttp3.Call;
import okhttp3.Connection;
import okhttp3.EventListener;
import okhttp3.Handshake;
import okhttp3.HttpUrl;
import okhttp3.Protocol;
import org.jspecify.annotations.Nullable;

/**
 * How far an attempt has come, and over which connection: only OkHttp's events tell. What follows from that is {@link CallState}'s. On the
 * thread of the call, but for {@link #connection()}, and for {@code connectStart} and {@code connectFailed}: where a client has {@code
 * fastFallback}, as by default, OkHttp connects to each address on a thread of its own, and does not wait for those that lost.
 */
abstract class AttemptEvents extends EventListener {
    private static final VarHandle CONNECTION;

    static {
        try {
            CONNECTION = MethodHandles.lookup().findVarHandle(AttemptEvents.class, "connection", Connection.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    /** The connection that the call has, and keeps between its exchanges. Others look at it too. */
    private @Nullable Connection connection;

    /** Null unless the call has had to connect; of all addresses that are tried for one connection. Written only where it changes. */
    private volatile @Nullable Dialling dialling;

    private boolean connecting;
    private boolean sent;

    /** OkHttp waits for the request's body, which is the caller's code. */
    private boolean writing;

    /** Whose connection is begun; null if it is none of a member's. Any thread. */
    abstract @Nullable MemberConnections dials();

    /** The next attempt begins. The connection may still be held. */
    final void forget() {
        connecting = false;
        if (dialling != null) dialling = null;
        sent = false;
        writing = false;
    }

    /** True once the request, or a part of it, may have reached the server. */
    final boolean sent() {
        return sent;
    }

    /** True if the way to the server was taken, at least. */
    final boolean reached() {
        return sent || connecting;
    }

    final boolean writing() {
        return writing;
    }

    /** Any thread. */
    final @Nullable Connection connection() {
        return (Connection) CONNECTION.getAcquire(this);
    }

    /** True if OkHttp takes an attempt with this URL for one to the server of the connection: it looks at host and port only. */
    final boolean holds(HttpUrl url, String host) {
        Connection kept = connection;
        if (kept == null) return false;
        HttpUrl origin = kept.route().address().url();
        if (origin.port() != url.port()) return false;
        return origin.host().equals(url.host()) || origin.host().equals(host);
    }

    /** Over HTTP/1 the connection is this call's alone and can be closed; false over HTTP/2, where others use it. */
    final boolean closesHeld() {
        Connection kept = connection;
        if (kept == null) return true;
        Protocol protocol = kept.protocol();
        if (protocol != Protocol.HTTP_1_1 && protocol != Protocol.HTTP_1_0) return false;
        try {
            kept.socket().close();
        } catch (IOException ignored) {
            // It is as good as closed.
        }
        return true;
    }

    // ---- events

    @Override
    public final void dnsStart(Call own, String domainName) {
        connecting = true;
    }

    @Override
    public final void connectionAcquired(Call own, Connection acquired) {
        connecting = false;
        CONNECTION.setRelease(this, acquired);
        Dialling made = dialling;
        if (made == null) return;
        dialling = null;
        made.member().made(acquired);
    }

    @Override
    public final void connectStart(Call own, InetSocketAddress address, Proxy proxy) {
        // An address that comes late has lost: it would be taken for the next connection's.
        if (connection() != null) return;
        MemberConnections member = dials();
        if (member == null) return;
        Dialling before = dialling;
        if (before != null) {
            before.again();
            return;
        }
        Dialling first = new Dialling(member);
        dialling = first;
        // Or it has lost meanwhile.
        if (connection() != null && dialling == first) dialling = null;
    }

    @Override
    public final void secureConnectStart(Call own) {
        Dialling now = dialling;
        if (now != null) now.handshakeBegins();
    }

    @Override
    public final void secureConnectEnd(Call own, @Nullable Handshake handshake) {
        Dialling now = dialling;
        if (now != null) now.handshakeEnds();
    }

    @Override
    public final void connectEnd(Call own, InetSocketAddress address, Proxy proxy, @Nullable Protocol protocol) {
        Dialling now = dialling;
        if (now != null) now.ends();
    }

    @Override
    public final void connectFailed(
            Call own, InetSocketAddress address, Proxy proxy, @Nullable Protocol protocol, IOException failure) {
        Dialling now = dialling;
        if (now != null) now.member().failed();
    }

    @Override
    public final void connectionReleased(Call own, Connection released) {
        CONNECTION.setRelease(this, null);
    }

    @Override
    public final void requestHeadersStart(Call own) {
        sent = true;
    }

    @Override
    public final void requestBodyStart(Call own) {
        writing = true;
    }

    @Override
    public final void requestBodyEnd(Call own, long byteCount) {
        writing = false;
    }

    /** Of the connection's failures, not of the body's own. */
    @Override
    public final void requestFailed(Call own, IOException failure) {
        writing = false;
    }

    /** A duplex body may still be written. */
    @Override
    public final void responseHeadersStart(Call own) {
        writing = false;
    }

    @Override
    public final void responseFailed(Call own, IOException failure) {
        writing = false;
    }

    @Override
    public final void retryDecision(Call own, IOException failure, boolean retry) {
        if (retry) writing = false;
    }
}

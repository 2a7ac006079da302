package io.github.evenkeel.okhttp;

import io.github.evenkeel.pool.Lease;
import io.github.evenkeel.pool.MemberFigures;
import io.github.evenkeel.pool.OpenCalls;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import okhttp3.Connection;
import org.jspecify.annotations.Nullable;

/**
 * The connections to one member: counted as they are made, and closed when nobody is to use them any more. OkHttp has no way to evict those
 * of one address; but while no call holds a connection, and none can come by it, its socket can be closed like that.
 *
 * <p>That is so once the member gets no calls: then those in flight are the last. They are looked at until all have ended. And it is so for
 * connections that have become too old: from then on calls have another {@link SteeredDns}, and OkHttp shares no connections between these.
 *
 * <p>A call that uses a connection it has not made does not come here.
 */
final class MemberConnections implements MemberFigures {
    /** A call may have been on its way into the list of the open ones. */
    private static final long SOON = TimeUnit.MILLISECONDS.toNanos(100);

    private static final long AGAIN = TimeUnit.SECONDS.toNanos(1);

    private final PoolConnections pool;
    private final OpenCalls calls;
    private final Steering.Known ways;
    private final AtomicBoolean looking = new AtomicBoolean();
    private final List<Kept> kept = new ArrayList<>();
    private boolean ageing;

    private final AtomicLong connects = new AtomicLong();
    private final AtomicLong connectNanos = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    private final AtomicLong handshakes = new AtomicLong();
    private final AtomicLong handshakeNanos = new AtomicLong();

    MemberConnections(PoolConnections pool, OpenCalls calls, Steering.Known ways) {
        this.pool = pool;
        this.calls = calls;
        this.ways = ways;
    }

    /** A connection, kept by OkHttp alone. */
    private static final class Kept {
        final WeakReference<Connection> connection;
        boolean old;
        /** Nobody held it at the last look, when it was old already. */
        boolean unused;

        Kept(Connection connection) {
            this.connection = new WeakReference<>(connection);
        }
    }

    // ---- as calls connect

    long now() {
        return pool.environment().clock().getAsLong();
    }

    void connected(long nanos) {
        connects.getAndIncrement();
        connectNanos.getAndAdd(nanos);
    }

    void shookHands(long nanos) {
        handshakes.getAndIncrement();
        handshakeNanos.getAndAdd(nanos);
    }

    void failed() {
        failures.getAndIncrement();
    }

    void made(Connection connection) {
        synchronized (kept) {
            kept.removeIf(each -> closed(each.connection.get()));
            // Of several that are made at a time OkHttp keeps one, where calls can share it.
            if (kept.stream().noneMatch(each -> each.connection.get() == connection)) kept.add(new Kept(connection));
            if (!ageing && pool.maxAge() != Long.MAX_VALUE) {
                ageing = true;
                later(this::renew, pool.maxAge());
            }
        }
        if (!calls.more()) look();
    }

    @Override
    public Map<String, Long> figures() {
        long open;
        synchronized (kept) {
            open = kept.stream().filter(each -> !closed(each.connection.get())).count();
        }
        return Map.of(
                "connections", open,
                "connects", connects.get(),
                "connectFailures", failures.get(),
                "connectMicros", TimeUnit.NANOSECONDS.toMicros(connectNanos.get()),
                "handshakes", handshakes.get(),
                "handshakeMicros", TimeUnit.NANOSECONDS.toMicros(handshakeNanos.get()));
    }

    private static boolean closed(@Nullable Connection connection) {
        return connection == null || connection.socket().isClosed();
    }

    // ---- when nobody is to use them

    /** The member has left the pool, for good. */
    boolean gone() {
        return calls.memberGone();
    }

    /** Something has become of the member. */
    void look() {
        if (!calls.more()) lookIn(SOON);
    }

    private void lookIn(long nanos) {
        if (looking.compareAndSet(false, true)) later(this::sweep, nanos);
    }

    /** Those that are here may finish what they do. */
    private void renew() {
        retire();
        synchronized (kept) {
            ageing = false;
        }
        lookIn(SOON);
    }

    /** No call that begins from now on comes by one of those that are here. */
    private void retire() {
        ways.renew();
        synchronized (kept) {
            for (Kept each : kept) each.old = true;
        }
    }

    private void sweep() {
        looking.set(false);
        Set<Connection> held = Collections.newSetFromMap(new IdentityHashMap<>());
        boolean[] unsure = {false};
        boolean out = !calls.more();
        // Before the calls are looked through: the member may be back at any time.
        if (out) retire();
        calls.forEach(lease -> unsure[0] |= !holds(lease, held));
        List<Connection> over = new ArrayList<>();
        boolean left = false;
        synchronized (kept) {
            for (Iterator<Kept> all = kept.iterator(); all.hasNext(); ) {
                Kept each = all.next();
                Connection connection = each.connection.get();
                if (closed(connection)) {
                    all.remove();
                } else if (!held.contains(connection) && ((out && !unsure[0]) || (each.old && each.unused))) {
                    over.add(connection);
                    all.remove();
                } else {
                    left |= out || each.old;
                    each.unused = each.old && !held.contains(connection);
                }
            }
        }
        for (Connection each : over) close(each);
        if (left) lookIn(AGAIN);
    }

    /** False if it cannot be told: the call is on the way to a connection, or it is told to end. */
    private static boolean holds(Lease lease, Set<Connection> held) {
        Runnable action = lease.revocation();
        if (!(action instanceof CallState state)) return action != null;
        Connection connection = state.connection();
        if (connection == null) return false;
        held.add(connection);
        return true;
    }

    private static void close(Connection connection) {
        try {
            connection.socket().close();
        } catch (IOException ignored) {
            // It is as good as closed.
        }
    }

    /** Not on the timer's thread: with TLS a socket says good-bye as it is closed, and may have to wait for that. */
    private void later(Runnable work, long nanos) {
        try {
            pool.environment()
                    .scheduler()
                    .schedule(() -> pool.environment().listeners().execute(work), nanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException shutDown) {
            // Then they are closed when OkHttp finds them idle for too long.
        }
    }
}

package io.github.evenkeel.okhttp;

import io.github.evenkeel.CallContext;
import io.github.evenkeel.pool.BackendPool;
import io.github.evenkeel.pool.Lease;
import java.io.IOException;
import okhttp3.Call;
import okhttp3.Connection;
import okhttp3.EventListener;
import okhttp3.HttpUrl;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one call: its attempts, one after the other, and the lease of the last. It is the call's listener too, for only
 * OkHttp's events tell what was sent and when the call has ended; and what a pool runs to revoke the call.
 *
 * <p>All of it happens on the thread of the call, but the end, which comes from whoever closes the response, and after everything
 * else. It is reachable from the call alone: a call that is dropped without an end can be collected, its lease with it.
 */
final class CallState extends EventListener implements Runnable {
    private @Nullable Call call;
    private @Nullable Judge judge;
    private CallContext context = CallContext.any();
    private @Nullable BackendPool pool;
    private volatile @Nullable Lease lease;

    /** The connection that the call has, and keeps between its exchanges. */
    private @Nullable Connection connection;

    // The attempt.
    private boolean connecting;
    private boolean sent;
    private boolean elsewhere;
    private boolean undecided;
    private @Nullable Response redirect;
    private @Nullable Request following;
    private int followUps;

    /** An interceptor is entered; it may be so more than once. */
    void join(Call own, Judge judgeOfAttempt) {
        judge = judgeOfAttempt;
        followUps = 0;
        if (call != null) return;
        call = own;
        own.addEventListener(this);
    }

    /** Starts an attempt; the one before it ends. */
    Lease begin(BackendPool next, HttpUrl url) throws IOException {
        // As OkHttp would, but before a member is chosen; and the end of the call still tells what cancelled the
        // attempt before.
        if (call != null && call.isCanceled()) throw new IOException("Canceled");
        Lease before = lease;
        if (before != null) {
            if (keeps(next, url)) {
                reset();
                return before;
            }
            before.close();
            lease = null;
            context = pool == next ? context.withTried(before.backend().id()) : CallContext.any();
        }
        pool = next;
        reset();
        Lease fresh = acquire(next);
        lease = fresh;
        return fresh;
    }

    /**
     * Whether OkHttp will send the next attempt over the connection that the call has: it looks at host and port only. Over HTTP/1 the
     * connection is this call's alone and can be closed, so that the attempt may go elsewhere; over HTTP/2 others use it.
     */
    private boolean keeps(BackendPool next, HttpUrl url) {
        Connection kept = connection;
        if (kept == null || pool != next) return false;
        HttpUrl origin = kept.route().address().url();
        if (origin.port() != url.port() || !origin.host().equals(url.host())) return false;
        Protocol protocol = kept.protocol();
        if (protocol != Protocol.HTTP_1_1 && protocol != Protocol.HTTP_1_0) return true;
        try {
            kept.socket().close();
        } catch (IOException ignored) {
            // It is as good as closed.
        }
        return false;
    }

    private void reset() {
        connecting = false;
        sent = false;
        elsewhere = false;
        redirect = null;
        following = null;
    }

    private Lease acquire(BackendPool from) throws IOException {
        try {
            return from.acquire(context, this);
        } catch (RuntimeException noBackend) {
            // A selector of the user's may throw anything; under enqueue only an IOException reaches the callback.
            throw new IOException(noBackend.getMessage(), noBackend);
        }
    }

    void answered(Response response) {
        if (!elsewhere) judge(response);
    }

    private void judge(Response response) {
        Lease current = lease;
        if (current == null || judge == null) return;
        if (!sent && response.networkResponse() == null) current.discard();
        else current.responded(judge.of(response));
    }

    void failed(IOException failure) {
        Lease current = lease;
        if (current == null || call == null || judge == null || pool == null) return;
        if (!elsewhere) {
            failure.addSuppressed(new BackendNote(pool.name(), current, sent));
            if (call.isCanceled()) {
                // By the user, or by its time-out: only the exception at the end of the call tells.
                undecided = true;
                return;
            }
            boolean tried = sent || connecting;
            if (tried) current.responded(judge.of(call, failure, sent));
            else if (connection == null) current.discard();
        }
        // With the connection still held, the next attempt may be bound to this member.
        if (connection == null) current.close();
    }

    /** The attempt was redirected to another pool. */
    Redirects redirected(OtherPoolException reached, Redirects earlier) throws IOException {
        Response crossing = redirect;
        Request next = following;
        end();
        if (crossing == null
                || next == null
                || !next.url().host().equals(reached.pool().name())) {
            throw reached;
        }
        return earlier.plus(crossing, next, followUps);
    }

    void end() {
        Lease current = lease;
        if (current != null) current.close();
    }

    /** The pool takes the member away. */
    @Override
    public void run() {
        Call revoked = call;
        if (revoked != null) revoked.cancel();
    }

    // ---- events

    @Override
    public void dnsStart(Call own, String domainName) {
        connecting = true;
    }

    @Override
    public void connectionAcquired(Call own, Connection acquired) {
        connecting = false;
        connection = acquired;
    }

    @Override
    public void connectionReleased(Call own, Connection released) {
        connection = null;
    }

    @Override
    public void requestHeadersStart(Call own) {
        sent = true;
    }

    @Override
    public void followUpDecision(Call own, Response response, @Nullable Request next) {
        if (next == null || pool == null) return;
        followUps++;
        redirect = response;
        following = next;
        boolean away = !next.url().host().equals(pool.name());
        if (away && !elsewhere) judge(response);
        elsewhere = away;
    }

    @Override
    public void callEnd(Call own) {
        end();
    }

    @Override
    public void callFailed(Call own, IOException failure) {
        Lease current = lease;
        if (undecided && current != null && judge != null) current.responded(judge.of(own, failure, sent));
        end();
    }
}

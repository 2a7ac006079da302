package io.github.evenkeel.okhttp;

import io.github.evenkeel.Backend;
import io.github.evenkeel.CallContext;
import io.github.evenkeel.Outcome;
import io.github.evenkeel.Outcome.Kind;
import io.github.evenkeel.pool.BackendPool;
import io.github.evenkeel.pool.Lease;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.SocketTimeoutException;
import java.net.UnknownServiceException;
import java.util.Set;
import okhttp3.Call;
import okhttp3.HttpUrl;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one call: its attempts, one after the other, and the lease of the last. It is the call's listener too, for only
 * OkHttp's events tell what was sent and when the call has ended; and what a pool runs to revoke the call.
 *
 * <p>All of it happens on the thread of the call, but for what {@link AttemptEvents} says of connecting, and the end, which comes from
 * whoever closes the response, and after everything else; of a hedged call's part after it has won or lost, which is decided by either's
 * thread. It is reachable from the call alone: a call that is dropped without an end can be collected, its lease with it.
 */
final class CallState extends AttemptEvents implements Runnable {
    private static final VarHandle LEASE;

    static {
        try {
            LEASE = MethodHandles.lookup().findVarHandle(CallState.class, "lease", Lease.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    /** Null unless the call is a part of a hedged one. */
    private final @Nullable HedgeLeg leg;

    private @Nullable Call call;
    private @Nullable Judge judge;
    /** What the request tells of itself, before anyone was tried. */
    private CallContext untried = CallContext.any();

    private CallContext context = CallContext.any();
    private @Nullable Wish wish;
    private @Nullable Verdict verdict;

    /** What the headers say, while it is open whether this part of a hedged call is the one that the application judges. */
    private @Nullable Outcome unclaimed;

    /** The call has ended while that is open. */
    private boolean ended;

    private @Nullable BackendPool pool;
    private String host = "";

    /** Null between attempts: a revocation that comes late finds no lease, or one of another member. */
    private volatile @Nullable Lease lease;

    private @Nullable Backend tried;

    /** Whether the attempt gave reason to look for another member: else a further one is the same member's, if the call has wishes. */
    private boolean poor;

    /** Where the call was counted last; see {@link #enters}. */
    private @Nullable BackendPool entered;

    /** Between attempts, while the call waits for the next. */
    private volatile @Nullable Pause pause;

    private @Nullable Detour detour;

    /** Both null, unless the member is called by a name of its own. */
    private @Nullable Request called;

    private @Nullable Request asked;

    /** The interceptor waits for the chain behind it. */
    private boolean inAttempt;

    private boolean undecided;
    private @Nullable Response redirect;
    private @Nullable Request following;
    private int followUps;

    CallState() {
        this(null);
    }

    CallState(@Nullable HedgeLeg leg) {
        this.leg = leg;
    }

    boolean hedged() {
        return leg != null;
    }

    /** An interceptor is entered; it may be so more than once. */
    void join(Call own, Judge judgeOfAttempt) {
        judge = judgeOfAttempt;
        followUps = 0;
        detour = null;
        if (call != null) return;
        call = own;
        own.addEventListener(this);
    }

    /** The attempt goes to the member under a name of its own. */
    void sends(Request request, Request original) {
        host = request.url().host();
        called = request;
        asked = original;
    }

    /** What the attempts from now on are for. */
    void wants(CallContext wanted, @Nullable Wish wished, @Nullable Verdict later) {
        untried = wanted;
        wish = wished;
        verdict = later;
    }

    /** Starts an attempt; the one before it ends. */
    Lease begin(BackendPool next, HttpUrl url) throws IOException {
        // As OkHttp would, but before a member is chosen; and the end of the call still tells what cancelled the
        // attempt before.
        if (call != null && call.isCanceled()) throw new IOException("Canceled");
        Lease before = lease;
        if (before != null) {
            if (keeps(url)) {
                reset();
                return before;
            }
            close(before);
        }
        if (pool != next) context = leg == null ? untried : leg.avoiding(untried);
        else if (tried != null) {
            if (!context.tried().isEmpty()) context = untried.withAllTried(context.tried());
            else context = untried;
            if (poor) context = context.withTried(tried.id());
        }
        tried = null;
        pool = next;
        host = url.host();
        reset();
        Lease fresh = acquire(next);
        if (leg != null) hedge(leg, next, fresh);
        lease = fresh;
        // If the pool was quicker, it found no lease.
        run();
        return fresh;
    }

    private static void hedge(HedgeLeg leg, BackendPool pool, Lease fresh) throws IOException {
        String without = null;
        if (!leg.goes(fresh)) without = "member";
        else if (leg.owes() && !pool.retryBudget().tryWithdraw(fresh.startedAt())) without = "budget";
        if (without == null) return;
        fresh.discard();
        throw new IOException("pool " + pool.name() + ": no " + without + " for the second part of a hedged call");
    }

    private void close(Lease over) {
        tried = over.backend();
        if (unclaimed != null) over.responded(unclaimed);
        unclaimed = null;
        if (verdict != null) verdict.isOver(over);
        // Without a fence: a revocation that still finds this lease is as late as one that came a moment ago.
        LEASE.setRelease(this, null);
        over.close();
    }

    /**
     * Whether OkHttp will send the next attempt over the connection that the call has, which cannot be closed so that the attempt may go
     * elsewhere.
     */
    private boolean keeps(HttpUrl url) {
        return holds(url, host) && !closesHeld();
    }

    private void reset() {
        poor = false;
        forget();
        called = null;
        asked = null;
        redirect = null;
        following = null;
    }

    void inAttempt(boolean begins) {
        inAttempt = begins;
    }

    /**
     * The call goes where this is no matter of ours, as an interceptor before this one may have it, after an attempt: that is over. In an
     * attempt it is another interceptor of ours behind the one whose pool it is.
     */
    void goesElsewhere() {
        if (inAttempt) return;
        end();
        pool = null;
        reset();
    }

    // ---- for attempts that follow others

    /** True if the call has not been counted in this pool yet: however often it is sent, it is one. */
    boolean enters(BackendPool next) {
        if (entered == next) return false;
        entered = next;
        return leg == null || !leg.second();
    }

    /** The id of the member that the attempt went to. */
    String backend() {
        Lease current = lease;
        return current != null ? current.backend().id() : tried != null ? tried.id() : "unknown";
    }

    /** An answer from the cache tells nothing of the member. */
    boolean answeredByServer(Response response) {
        return sent() || response.networkResponse() != null;
    }

    /** True for a failure of the member, or of the way there; false for what failed on this side. */
    boolean failedByServer(IOException failure) {
        if (writing() || !reached() || refused(failure)) return false;
        if (Redirects.tooMany(failure)) return false; // other members send the same ones
        // Other than a socket's time-out it is an interrupt, or that of the call.
        return !(failure instanceof InterruptedIOException) || failure instanceof SocketTimeoutException;
    }

    /** The client's own settings forbid the call, as they would anywhere. */
    private static boolean refused(IOException failure) {
        return failure instanceof UnknownServiceException;
    }

    /** True if a member is left that was not tried: a pick that is put back. */
    boolean othersLeft() {
        Lease current = lease;
        if (current == null || pool == null || (wish != null && wish.strict())) return false;
        CallContext next = context.withTried(current.backend().id());
        try {
            Lease look = pool.acquire(next);
            look.discard();
            return !next.hasTried(look.backend().id());
        } catch (RuntimeException nobody) {
            return false;
        }
    }

    /**
     * The next attempt is to go to another member: this one ends, and what binds the call to its connection is undone. See {@link #keeps}.
     *
     * @return true if that takes a {@link Detour}
     */
    boolean depart(HttpUrl url) {
        poor = true;
        end();
        detour = null;
        return holds(url, host) && !closesHeld();
    }

    /** The attempt that has begun takes it. */
    void takes(Detour way) {
        detour = way;
    }

    void waitsIn(@Nullable Pause next) {
        pause = next;
    }

    /** What follows the answer on a detour leaves it. */
    Redirects detourOver(Response answer, Request next, Redirects earlier) {
        detour = null;
        return earlier.plus(answer, next, followUps);
    }

    /**
     * The lease of the attempt, if a follow-up with this URL is still the member's. Else it ends, as after {@link #redirected}.
     *
     * @param asked the host that was asked for, by whatever name the member is called
     */
    @Nullable
    Lease stays(HttpUrl url, String asked) {
        Lease current = lease;
        if (current != null && url.host().equals(asked)) return current;
        end();
        pool = null;
        reset();
        return null;
    }

    private Lease acquire(BackendPool from) throws IOException {
        try {
            Lease wished = wish == null || (!wish.strict() && !context.tried().isEmpty())
                    ? null
                    : wish.acquire(from, context, this);
            return wished != null ? wished : from.acquire(context, this);
        } catch (RuntimeException noBackend) {
            // A selector of the user's may throw anything; under enqueue only an IOException reaches the callback.
            throw new IOException(noBackend.getMessage(), noBackend);
        }
    }

    void answered(Response response) {
        Lease current = lease;
        if (current == null || judge == null) return;
        if (!answeredByServer(response)) {
            unused(current);
            return;
        }
        Outcome outcome = judge.of(response, current);
        poor = outcome.fault() || outcome.kind() == Kind.OVERLOADED;
        if (verdict == null) current.responded(outcome);
        else if (leg == null) verdict.opens(current, outcome);
        else unclaimed = outcome;
    }

    /** Of a hedged call's parts, this one's answer is the call's. */
    void wins() {
        Lease current = lease;
        if (verdict == null || current == null || unclaimed == null) return;
        verdict.opens(current, unclaimed);
        unclaimed = null;
        if (ended) over();
    }

    /** The other one's is, or there is none. */
    void loses() {
        Lease current = lease;
        if (current == null || unclaimed == null) return;
        current.responded(unclaimed);
        unclaimed = null;
        if (ended) end();
    }

    /** Whose member has the attempt; null outside of pools. */
    @Nullable
    BackendPool pool() {
        return pool;
    }

    void failed(IOException failure) {
        Lease current = lease;
        if (current == null || call == null || judge == null || pool == null) return;
        poor = true;
        // Whoever throws one object for all calls would have it grow with each.
        if (!BackendNote.isOn(failure)) failure.addSuppressed(new BackendNote(pool.name(), current, sent()));
        if (!reached() || refused(failure)) {
            unused(current);
            return;
        }
        if (call.isCanceled()) {
            // By the user, or by its time-out: only the exception at the end of the call tells.
            undecided = true;
            return;
        }
        current.responded(outcome(call, failure, judge));
        leave();
    }

    private Outcome outcome(Call own, IOException failure, Judge by) {
        return writing() ? Outcome.CANCELLED : by.of(own, failure, sent());
    }

    private void unused(Lease current) {
        if (connection() == null) current.discard();
        leave();
    }

    /** The lease that an answer came by, unless that was from the cache, or from a member that the call insists on. */
    @Nullable
    Lease answerer() {
        return wish != null && wish.strict() ? null : lease;
    }

    /** The attempt is over. With the connection still held, the next one may be bound to this member: then the lease stays. */
    void leave() {
        if (connection() == null) end();
    }

    /** The attempt was redirected out of its pool, or to one from outside. */
    Redirects redirected(OtherNameException reached, Redirects earlier, Set<String> pools) throws IOException {
        Response crossing = redirect;
        Request next = following;
        detour = null;
        end();
        if (crossing == null || next == null) throw reached;
        String host = next.url().host();
        // On the way to what is no pool there may be a proxy, whose name was asked for.
        if (!host.equals(reached.name()) && pools.contains(host)) throw reached;
        // Whoever comes back has not tried anyone in vain.
        pool = null;
        reset();
        return earlier.plus(crossing, next, followUps);
    }

    void end() {
        Lease current = lease;
        if (current != null) close(current);
    }

    /** The pool takes a member away: if it is that of the attempt, the call ends. */
    @Override
    public void run() {
        Lease current = lease;
        if (call == null || current == null || !current.revoked()) return;
        Farewell farewell = call.request().tag(Farewell.class);
        BackendPool of = pool;
        if (farewell == null
                || of == null
                || !farewell.say(call, of.environment().scheduler())) call.cancel();
    }

    // ---- events

    @Override
    @Nullable
    MemberConnections dials() {
        Lease current = lease;
        BackendPool of = pool;
        return current == null || of == null ? null : PoolConnections.of(of).of(current);
    }

    @Override
    public void followUpDecision(Call own, Response response, @Nullable Request next) {
        if (next == null) return;
        RequestBody body = next.body();
        if (body != null && body.isOneShot()) return; // OkHttp leaves it at the answer
        followUps++;
        redirect = response;
        following = next;
        BackendPool from = pool;
        if (from == null) return; // it has left already
        String to = next.url().host();
        boolean away = !to.equals(host);
        if (away) answered(straight(response));
        IOException out = null;
        if (detour != null && detour.leaves(next)) out = new DetourOverException(response, next);
        else if (away) out = new OtherNameException(to, "a redirect out of " + from.name());
        if (out == null) return;
        response.close(); // as OkHttp does before it goes on, or the connection would be lost
        CallState.<RuntimeException>rethrow(out);
    }

    /** As an answer to what the application asked for, as the classifier gets it. */
    private Response straight(Response response) {
        Response restored = detour == null ? response : detour.restored(response);
        return called == null || asked == null ? restored : HostNames.restored(restored, called, asked);
    }

    /** OkHttp's methods of listeners declare nothing, and let through what interceptors may throw. */
    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void rethrow(Throwable thrown) throws T {
        throw (T) thrown;
    }

    /** By any thread. */
    @Override
    public void canceled(Call own) {
        Pause waiting = pause;
        if (waiting != null) waiting.end();
    }

    @Override
    public void callEnd(Call own) {
        over();
    }

    /** The end of the call; only a verdict may still be awaited. */
    private void over() {
        if (unclaimed != null) {
            ended = true;
            return;
        }
        Lease current = lease;
        if (verdict != null && current != null && pool != null) {
            if (verdict.holds(current, pool.environment().scheduler())) {
                lease = null;
                return;
            }
        }
        end();
    }

    @Override
    public void callFailed(Call own, IOException failure) {
        Lease current = lease;
        if (undecided && current != null && judge != null && pool != null) {
            // For a time-out of the call, OkHttp makes an exception of its own.
            if (!BackendNote.isOn(failure)) failure.addSuppressed(new BackendNote(pool.name(), current, sent()));
            current.responded(outcome(own, failure, judge));
        } else if (verdict != null && current != null && judge != null) {
            verdict.cut(current, outcome(own, failure, judge));
        }
        over();
    }
}

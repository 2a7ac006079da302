package io.github.evenkeel.pool;

import static io.github.evenkeel.pool.OpenLeases.Handle.ANSWERED;
import static io.github.evenkeel.pool.OpenLeases.Handle.ENDED;
import static io.github.evenkeel.pool.OpenLeases.Handle.ROUTE_TRIAL;
import static io.github.evenkeel.pool.OpenLeases.Handle.TRIAL;

import io.github.evenkeel.Backend;
import io.github.evenkeel.Expect;
import io.github.evenkeel.LoadReport;
import io.github.evenkeel.Outcome;
import io.github.evenkeel.pool.OpenLeases.Handle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.Reference;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One call on one member, from the pick to the end of its response body or socket.
 *
 * <p>Say {@link #responded} or {@link #failed} when the answer is known (its headers are here), and {@link #close} when the call is
 * over. Each takes effect once, from any thread; what comes later is ignored. A lease that is closed without an answer is counted
 * as such and judged as nothing. A lease that is forgotten is found by the garbage collector, ended and reported.
 *
 * <p>No method blocks, throws for a state, or takes a lock; but for {@link #attachment} while its object is made.
 */
public final class Lease implements AutoCloseable {
    private static final VarHandle REVOCATION;
    private static final Runnable REVOKED = () -> {};

    static {
        try {
            REVOCATION = MethodHandles.lookup().findVarHandle(Lease.class, "revocation", Runnable.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private final ControlPlane control;
    private final long startedAt;
    private final Handle handle;

    /** Volatile but for the constructor, which need not wait for its store to be seen: what publishes the lease does. */
    @SuppressWarnings("UnusedVariable") // read through its VarHandle
    private @Nullable Runnable revocation;

    /**
     * @param leg   the member on the call's route; null if it has none
     * @param state that the call begins in: 0, or one of the trials
     */
    Lease(
            Member member,
            @Nullable Leg leg,
            int state,
            ControlPlane control,
            long startedAt,
            @Nullable Runnable onRevoked) {
        this.revocation = onRevoked;
        this.control = control;
        this.startedAt = startedAt;
        this.handle = new Handle(this, member, leg, state, control.lost());
        control.open().push(handle);
    }

    /** Of a call that tries its member. */
    static Lease onTrial(
            Member member, @Nullable Leg leg, ControlPlane control, long startedAt, @Nullable Runnable onRevoked) {
        return new Lease(member, leg, Handle.TRIAL, control, startedAt, onRevoked);
    }

    /** Of a call that tries its member on its route. */
    static Lease onTrial(Leg leg, ControlPlane control, long startedAt, @Nullable Runnable onRevoked) {
        return new Lease(leg.member(), leg, Handle.ROUTE_TRIAL, control, startedAt, onRevoked);
    }

    /** The backend to talk to. */
    public Backend backend() {
        return handle.member.backend();
    }

    /** When the member was picked, on the pool's clock: for adapters, which need not ask it again. */
    public long startedAt() {
        return startedAt;
    }

    /** The answer's headers are here, or the call is known to have no answer. The first outcome counts. */
    public void responded(Outcome outcome) {
        Expect.notNull("outcome", outcome);
        int before = handle.answer();
        if ((before & (ANSWERED | ENDED)) != 0) return;
        long now = control.now();
        Outcome judged = control.ejector().judged(outcome, now - startedAt);
        Leg leg = handle.leg;
        if (leg != null) leg.answered(outcome, judged, startedAt, now, (before & ROUTE_TRIAL) != 0);
        else handle.member.answered(outcome, judged, startedAt, now, false);
        if ((before & TRIAL) != 0) Trials.answered(handle.member, judged, startedAt, now);
    }

    /** The call failed with this exception; its outcome is {@link Outcome#of(Throwable)}. */
    public void failed(Throwable failure) {
        responded(Outcome.of(failure));
    }

    /** The backend has told its load with the answer. Strategies that use it do so until it is too old; any number of times. */
    public void reported(LoadReport report) {
        Expect.notNull("report", report);
        handle.member.reported(report, control.now());
    }

    /** The call is over and needed no backend after all (a cache had the answer): counted out, and in no statistics. */
    public void discard() {
        int before = handle.answer();
        if ((before & (ANSWERED | ENDED)) == 0) {
            handle.member.discarded(startedAt);
            unjudged(before);
        }
        close();
    }

    /** The call is over: the member has one less in flight. */
    @Override
    public void close() {
        int before;
        try {
            before = handle.end();
        } finally {
            // Or the collector may find this lease lost while it closes, its fields once read.
            Reference.reachabilityFence(this);
        }
        if ((before & ENDED) != 0) return;
        if ((before & ANSWERED) == 0) {
            handle.member.unanswered(startedAt);
            unjudged(before);
        }
        handle.member.leave();
    }

    private void unjudged(int before) {
        if ((before & TRIAL) != 0) Trials.unjudged(handle.member, startedAt, control.now());
        if ((before & ROUTE_TRIAL) != 0 && handle.leg != null) Trials.unjudged(handle.leg, startedAt, control.now());
    }

    /**
     * What to do if the pool takes the member away before the call has ended (a drain's time-out): cancel the call or close its
     * socket. Runs at most once, on a listener thread; at once if it has happened already. The latest action counts. Whatever it
     * throws is logged. Without one, a drain waits for the call.
     */
    public void onRevoked(Runnable action) {
        Expect.notNull("action", action);
        while (true) {
            Runnable seen = (Runnable) REVOCATION.getVolatile(this);
            if (seen == REVOKED) {
                control.callback("revocation", List.of(action));
                return;
            }
            if (REVOCATION.compareAndSet(this, seen, action)) return;
        }
    }

    /** True once the pool has asked for the end of this call. */
    public boolean revoked() {
        return REVOCATION.getVolatile(this) == REVOKED;
    }

    /**
     * An object of an adapter's own that lives as long as the member does in the pool; made once, by whoever asks first. Others who ask
     * meanwhile wait for it; from then on it is found without a lock.
     *
     * @param type names it; one object per type and member
     * @param make must be quick and must not wait for other threads; it may ask for the member's other attachments. If it throws, or
     *             returns null, which is refused, nothing is kept and the next who asks has it made
     */
    public <T> T attachment(Class<T> type, Supplier<? extends T> make) {
        Expect.notNull("make", make);
        return handle.member.standing().attachment(Expect.notNull("type", type), make);
    }

    /** The calls at the same member, for as long as that has any. */
    public OpenCalls openCalls() {
        return new OpenCalls(handle.member, control);
    }

    /** What {@link #onRevoked} was told; null if nothing, or if it has run. */
    public @Nullable Runnable revocation() {
        Runnable action = (Runnable) REVOCATION.getVolatile(this);
        return action == REVOKED ? null : action;
    }

    /** Nanoseconds since the pick. */
    long age(long now) {
        return now - startedAt;
    }

    /** Asks for the end of this call; true the first time while it is open. What is to be done then goes to {@code actions}. */
    boolean revoke(Consumer<Runnable> actions) {
        if (handle.ended()) return false;
        Runnable action = (Runnable) REVOCATION.getAndSet(this, REVOKED);
        if (action == REVOKED) return false;
        if (action != null) actions.accept(action);
        return true;
    }

    @Override
    public String toString() {
        int now = handle.state();
        return "Lease[" + handle.member + ((now & ENDED) != 0 ? ", closed" : (now & ANSWERED) != 0 ? ", answered" : "")
                + "]";
    }
}

package io.github.evenkeel.pool;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The open leases of one member, for revocation and to keep their weak handles reachable: a lock-free stack whose links are the
 * handles themselves, so that a call costs one compare-and-set here and no allocation of its own.
 *
 * <p>A lease that ends marks its handle. If the handle is on top, it goes at once with all ended ones below it; otherwise it stays
 * until a walk passes. Every 64th push walks down from the top, past ended handles, until it has met a run of live ones (long calls
 * sink to the bottom, short ones end near the top); the control plane's sweep walks all of it.
 *
 * <p>Why this needs no lock: a handle is pushed once and never again, so the top can't be mistaken for an older one; "ended" never
 * becomes untrue; and every write of a link jumps forward over handles that had ended before. Two walks that overlap can at worst
 * bring an ended handle back into the chain, never drop a live one.
 */
class OpenLeases {
    private static final int WALK_EVERY = 64;
    private static final int LIVE_RUN = 64;
    private static final VarHandle TOP;
    private static final VarHandle BELOW;
    private static final VarHandle ENDED;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            TOP = lookup.findVarHandle(OpenLeases.class, "top", Handle.class);
            BELOW = lookup.findVarHandle(Handle.class, "below", Handle.class);
            ENDED = lookup.findVarHandle(Handle.class, "ended", boolean.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private volatile @Nullable Handle top;
    private int pushes; // racy on purpose: it only spaces out the walks

    void push(Handle handle) {
        Handle seen;
        do {
            seen = top;
            handle.below = seen;
        } while (!TOP.compareAndSet(this, seen, handle));
        if (++pushes % WALK_EVERY == 0) walk(LIVE_RUN);
    }

    void end(Handle handle) {
        ENDED.setRelease(handle, true);
        if (top == handle) TOP.compareAndSet(this, handle, liveBelow(handle));
    }

    /** Unlinks all ended handles that can be. For the control plane. */
    void sweep() {
        walk(Integer.MAX_VALUE);
    }

    /** Hands every open lease that is still reachable to {@code action}. */
    void forEach(Consumer<Lease> action) {
        for (Handle handle = top; handle != null; handle = below(handle)) {
            Lease lease = handle.ended() ? null : handle.get();
            if (lease != null) action.accept(lease);
        }
    }

    private void walk(int patience) {
        Handle first = top;
        if (first == null) return;
        if (first.ended()) TOP.compareAndSet(this, first, liveBelow(first));
        int run = 0;
        for (Handle handle = first; handle != null && run < patience; ) {
            Handle below = below(handle);
            Handle live = liveBelow(handle);
            if (live == below) {
                run++;
            } else {
                BELOW.setRelease(handle, live);
                run = 0;
            }
            handle = live;
        }
    }

    private static @Nullable Handle liveBelow(Handle handle) {
        Handle below = below(handle);
        while (below != null && below.ended()) below = below(below);
        return below;
    }

    /** Acquire, because another thread's walk may have stored the link. */
    private static @Nullable Handle below(Handle handle) {
        return (Handle) BELOW.getAcquire(handle);
    }

    /** The pool's end of a lease: knows the member, so that a lease nobody ended can still be counted out. */
    static final class Handle extends WeakReference<Lease> {
        final Member member;

        @SuppressWarnings("UnusedVariable") // read through BELOW only
        private @Nullable Handle below;

        @SuppressWarnings("UnusedVariable") // through ENDED
        private boolean ended;

        Handle(Lease lease, Member member, ReferenceQueue<Lease> lost) {
            super(lease, lost);
            this.member = member;
        }

        boolean ended() {
            return (boolean) ENDED.getAcquire(this);
        }
    }
}

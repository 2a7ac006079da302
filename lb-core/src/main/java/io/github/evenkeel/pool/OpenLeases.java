package io.github.evenkeel.pool;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The open leases of a pool, for revocation and to keep their weak handles reachable: lock-free stacks whose links are the handles
 * themselves, so that a call costs one compare-and-set here and no allocation of its own. There is a stack per few threads, each on
 * a cache line of its own. Not one per member: a member is old and its calls are young, and to store a reference from old to young
 * in ten thousand places is what a garbage collector's write barrier pays for most.
 *
 * <p>A lease that ends only marks its handle. The next push drops the ended ones on top; those below a live one stay until a walk
 * passes. Every 64th push walks down from the top, past ended handles, until it has met a run of live ones (long calls sink to the
 * bottom, short ones end near the top); the control plane's sweep walks all of it.
 *
 * <p>Why this needs no lock: a handle is pushed once and never again, so the top can't be mistaken for an older one; "ended" never
 * becomes untrue; and every write of a link jumps forward over handles that had ended before. Two walks that overlap can at worst
 * bring an ended handle back into the chain, never drop a live one.
 */
final class OpenLeases {
    private static final int WALK_EVERY = 64;
    private static final int LIVE_RUN = 64;

    /** Two threads on one stack wait for its cache line at every call: among 64 stacks that is rare, and they take 8 KB. */
    private static final int LEAST_STACKS = 64;

    private static final int MOST_STACKS = 256;

    /** References in 128 bytes, with and without compressed pointers at least one cache line. */
    private static final int SPACING = 32;

    private static final VarHandle BELOW;
    private static final VarHandle STATE;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            BELOW = lookup.findVarHandle(Handle.class, "below", Handle.class);
            STATE = lookup.findVarHandle(Handle.class, "state", int.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private final int mask;
    private final AtomicReferenceArray<@Nullable Handle> tops;

    /** How many pushes each stack has seen. Racy on purpose: it only spaces out the walks. */
    private final int[] pushes;

    /** @param threads how many can run at once; several stacks are made for each */
    OpenLeases(int threads) {
        int stacks = Math.max(LEAST_STACKS, Math.min(MOST_STACKS, Integer.highestOneBit(Math.max(1, threads)) * 8));
        mask = stacks - 1;
        tops = new AtomicReferenceArray<>((stacks + 1) * SPACING);
        pushes = new int[(stacks + 1) * SPACING];
    }

    /** Links the handle of a new lease. */
    void push(Handle handle) {
        int stack = (int) Thread.currentThread().getId() & mask;
        int slot = (stack + 1) * SPACING;
        Handle seen;
        do {
            seen = tops.get(slot);
            handle.below = seen != null && seen.ended() ? liveBelow(seen) : seen;
        } while (!tops.compareAndSet(slot, seen, handle));
        if (++pushes[slot] % WALK_EVERY == 0) walk(slot, LIVE_RUN);
    }

    /** Unlinks all ended handles that can be. For the control plane. */
    void sweep() {
        for (int stack = 0; stack <= mask; stack++) walk((stack + 1) * SPACING, Integer.MAX_VALUE);
    }

    /** Hands every open lease that is still reachable to {@code action}. */
    void forEach(Consumer<Lease> action) {
        forEach(null, action);
    }

    /** Hands every open lease of this member, or of all, that is still reachable to {@code action}. */
    void forEach(@Nullable Member member, Consumer<Lease> action) {
        for (int stack = 0; stack <= mask; stack++) {
            for (Handle handle = tops.get((stack + 1) * SPACING); handle != null; handle = below(handle)) {
                boolean meant = member == null || handle.member == member;
                Lease lease = meant && !handle.ended() ? handle.get() : null;
                if (lease != null) action.accept(lease);
            }
        }
    }

    private void walk(int slot, int patience) {
        Handle first = tops.get(slot);
        if (first == null) return;
        if (first.ended()) tops.compareAndSet(slot, first, liveBelow(first));
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

    /**
     * The pool's end of a lease: how far its call has come, and where, so that one nobody ends can still be counted out. Who answers or
     * ends it first learns that, and it is theirs to do what follows.
     */
    @SuppressWarnings("UnusedVariable") // state and below are read through their VarHandles
    static final class Handle extends WeakReference<Lease> {
        static final int ANSWERED = 1;
        static final int ENDED = 2;
        /** The call tries its member. */
        static final int TRIAL = 4;
        /** The call tries its member on its route. */
        static final int ROUTE_TRIAL = 8;

        final Member member;
        /** The member on the call's route; null if it has none. */
        final @Nullable Leg leg;

        private int state;

        private @Nullable Handle below;

        /** @param state that the call begins in: 0, or one of the trials */
        Handle(Lease lease, Member member, @Nullable Leg leg, int state, ReferenceQueue<Lease> lost) {
            super(lease, lost);
            this.member = member;
            this.leg = leg;
            this.state = state;
        }

        /** Returns what it was before. */
        int answer() {
            return (int) STATE.getAndBitwiseOr(this, ANSWERED);
        }

        /** Returns what it was before, of which nothing matters from now on. */
        int end() {
            return (int) STATE.getAndSet(this, ENDED);
        }

        int state() {
            return (int) STATE.getAcquire(this);
        }

        boolean ended() {
            return (state() & ENDED) != 0;
        }
    }
}

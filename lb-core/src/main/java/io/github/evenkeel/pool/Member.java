package io.github.evenkeel.pool;

import io.github.evenkeel.Backend;
import io.github.evenkeel.Outcome;
import io.github.evenkeel.health.MemberHealth;
import io.github.evenkeel.health.Signal;
import io.github.evenkeel.health.Streak;
import io.github.evenkeel.select.Candidate;
import io.github.evenkeel.select.Penalty;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Supplier;

/**
 * A backend in a pool with its live state. Callers' threads change the counters, the penalty and the streak; the control plane
 * changes the rest.
 *
 * <p>Two things decide whether a call may begin. {@link #health} is the truth, swapped atomically by whoever has a signal. The
 * {@link #gate} is what a pick looks at: its lowest bit says open, the bits above count closings. A caller that ejects closes the
 * gate right after swapping the health; the control plane opens it with a compare-and-set on the value it read <em>before</em>
 * looking at the health, so that it can never open over an ejection that it has not seen.
 */
final class Member implements Candidate {
    private static final VarHandle IN_FLIGHT = handle("inFlight", int.class);
    private static final VarHandle GATE = handle("gate", int.class);
    private static final VarHandle HEALTH = handle("health", MemberHealth.class);
    private static final VarHandle STREAK = handle("streak", Streak.class);
    private static final VarHandle LATENCY = handle("latencyNanos", double.class);

    private static final int OPEN = 1;

    /** A mean over about this many answers: as long a memory as tells a slow server from a slow call. */
    private static final double LATENCY_SAMPLES = 30;

    /** One past the kinds of outcome: calls that ended without one, and calls that were never ended. */
    static final int UNANSWERED = Outcome.Kind.values().length;

    static final int LEAKED = UNANSWERED + 1;

    // What every pick reads.
    private volatile int inFlight;
    private volatile int gate;
    private volatile Penalty penalty = Penalty.NONE;
    private volatile double weight;
    private final String id;

    // What every call writes.
    private final OpenLeases open = new OpenLeases();
    private volatile Streak streak = Streak.NONE;
    private final AtomicLongArray counts = new AtomicLongArray(LEAKED + 1);

    @SuppressWarnings("UnusedVariable") // through LATENCY only
    private double latencyNanos;

    private final ControlPlane control;
    private volatile Backend backend;
    private volatile MemberHealth health;
    private volatile long goodAtReturn;
    private final ConcurrentHashMap<Class<?>, Object> attachments = new ConcurrentHashMap<>(1);

    Member(Backend backend, MemberHealth health, ControlPlane control) {
        this.id = backend.id();
        this.backend = backend;
        this.weight = backend.weight();
        this.health = health;
        this.control = control;
    }

    // ---- what selectors see

    @Override
    public String id() {
        return id;
    }

    @Override
    public double weight() {
        return weight;
    }

    @Override
    public boolean available() {
        return (gate & OPEN) != 0;
    }

    @Override
    public int inFlight() {
        return inFlight;
    }

    @Override
    public double penalty(long now) {
        Penalty current = penalty;
        return current == Penalty.NONE ? 0 : current.load(now);
    }

    @Override
    public boolean heldOff(long now) {
        Penalty current = penalty;
        return current != Penalty.NONE && current.holds(now);
    }

    // ---- data plane

    /** Counts a call in, then looks again: false, and nothing counted, if the member became unavailable since the pick. */
    boolean enter() {
        IN_FLIGHT.getAndAdd(this, 1);
        if (available()) return true;
        leave();
        return false;
    }

    /** Counts a call out. A member that waits for its last call tells the control plane. */
    void leave() {
        int before = (int) IN_FLIGHT.getAndAdd(this, -1);
        if (before == 1 && !available()) control.idle(this);
    }

    /** Takes what a call told. */
    void answered(Outcome outcome, long startedAt, long now) {
        counts.getAndIncrement(outcome.kind().ordinal());
        switch (outcome.kind()) {
            case SUCCESS -> {
                double mean = (double) LATENCY.getOpaque(this);
                double sample = Math.max(0, now - startedAt);
                LATENCY.setOpaque(this, mean == 0 ? sample : mean + (sample - mean) / LATENCY_SAMPLES);
                good(now);
            }
            case CLIENT_ERROR -> good(now);
            case OVERLOADED -> {
                if (outcome.holdOff().isZero()) penalty = penalty.fault(now);
                else if (!heldOff(now)) control.holdOff(this, outcome.holdOff());
            }
            case CANCELLED -> {}
            default -> fault(outcome, now);
        }
    }

    void unanswered() {
        counts.getAndIncrement(UNANSWERED);
    }

    void leaked() {
        counts.getAndIncrement(LEAKED);
    }

    private void good(long now) {
        if (streak != Streak.NONE) {
            streak = Streak.NONE;
            control.ejector().good(this, now);
        }
        Penalty current = penalty;
        if (current != Penalty.NONE && current.load(now) == 0) penalty = Penalty.NONE;
    }

    /** Faults of several callers may overwrite each other's penalty: it is a weight, not a count. The streak counts exactly. */
    private void fault(Outcome outcome, long now) {
        penalty = penalty.fault(now);
        Streak before;
        Streak after;
        do {
            before = streak;
            after = before.plus(outcome);
        } while (!STREAK.compareAndSet(this, before, after));
        control.ejector().fault(this, after, now);
    }

    OpenLeases open() {
        return open;
    }

    // ---- health

    MemberHealth health() {
        return health;
    }

    /** What a signal did to the health. */
    record Change(MemberHealth before, MemberHealth after) {
        boolean nothing() {
            return before == after;
        }
    }

    /** Swaps in the health after a signal. Any thread. */
    Change take(Signal signal, long now) {
        MemberHealth before;
        MemberHealth after;
        do {
            before = health;
            after = before.next(signal, now);
        } while (after != before && !HEALTH.compareAndSet(this, before, after));
        return new Change(before, after);
    }

    /** Good answers since the member last returned from an ejection. */
    long goodSinceReturn() {
        return counts.get(Outcome.Kind.SUCCESS.ordinal()) - goodAtReturn;
    }

    /** The member returns from an ejection: its old run of faults is void. */
    void returned() {
        goodAtReturn = counts.get(Outcome.Kind.SUCCESS.ordinal());
        streak = Streak.NONE;
        penalty = Penalty.NONE;
    }

    void close() {
        int seen;
        do {
            seen = gate;
        } while (!GATE.compareAndSet(this, seen, (seen | OPEN) + OPEN));
    }

    /** What {@link #open(int)} must be given; read it before the health that decides. */
    int gate() {
        return gate;
    }

    /** Opens unless a caller closed since {@code seen} was read. */
    boolean open(int seen) {
        return GATE.compareAndSet(this, seen, seen | OPEN);
    }

    // ---- control plane

    Backend backend() {
        return backend;
    }

    /** Takes over a new description of the same server. */
    void describe(Backend description) {
        backend = description;
        weight = description.weight();
    }

    void hold(long now, long until) {
        penalty = penalty.hold(now, until);
    }

    long count(int what) {
        return counts.get(what);
    }

    long latencyNanos() {
        return Math.round((double) LATENCY.getOpaque(this));
    }

    /** What an adapter keeps with this member for as long as it lives. */
    <T> T attachment(Class<T> type, Supplier<? extends T> make) {
        Object found = attachments.get(type);
        return type.cast(found != null ? found : attachments.computeIfAbsent(type, key -> make.get()));
    }

    @Override
    public String toString() {
        return backend.toString();
    }

    private static VarHandle handle(String field, Class<?> type) {
        try {
            return MethodHandles.lookup().findVarHandle(Member.class, field, type);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }
}

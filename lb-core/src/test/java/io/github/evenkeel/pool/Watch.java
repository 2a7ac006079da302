package io.github.evenkeel.pool;

/**
 * What the stress run may expect of one member, kept with the member as an adapter keeps its own. The operator writes before and after
 * its commands, and in an order such that a caller never sees too much: whatever it finds broken is broken.
 */
final class Watch {
    private static final long NOT_OUT = Long.MAX_VALUE;

    /** The command that took the member out and had returned; NOT_OUT again before one begins that lets it back in. */
    private volatile long outSince = NOT_OUT;

    /** How many times the operator has begun to let the member back in: the number of its present life in the rotation. */
    private volatile int lives;

    /** The last life whose calls have all ended, as its drain said. */
    private volatile int drained = -1;

    static Watch of(Member member) {
        return member.standing().attachment(Watch.class, Watch::new);
    }

    static Watch of(Lease lease) {
        return lease.attachment(Watch.class, Watch::new);
    }

    // ---- the operator: one thread

    void out(long command) {
        if (outSince == NOT_OUT) outSince = command;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // by one thread
    void backIn() {
        outSince = NOT_OUT;
        lives++;
    }

    int life() {
        return lives;
    }

    /** A drain that was commanded in this life is complete; told on a listener thread, in any order. */
    synchronized void drained(int life) {
        drained = Math.max(drained, life);
    }

    // ---- callers

    /**
     * A call that began to pick when so many commands had returned has got this member.
     *
     * @return the latest life that it can belong to, for {@link #ending}
     */
    int picked(long commands) {
        if (outSince <= commands) throw new AssertionError("picked, though out before the pick began");
        return lives;
    }

    /** A call of that life is still in flight. */
    void ending(int life) {
        if (drained >= life) throw new AssertionError("a drain was complete with a call in flight");
    }
}

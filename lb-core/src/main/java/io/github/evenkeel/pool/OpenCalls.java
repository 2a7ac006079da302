package io.github.evenkeel.pool;

import java.util.function.Consumer;

/** The calls in flight at one member, for adapters that keep something for each. Any thread; no lock. */
public final class OpenCalls {
    private final Member member;
    private final ControlPlane control;

    OpenCalls(Member member, ControlPlane control) {
        this.member = member;
        this.control = control;
    }

    /** Whether the member gets calls now. One that does not may still get single ones that try it. */
    public boolean more() {
        return member.available() && !memberGone();
    }

    /** Whether the member has left the pool, perhaps with another of its id in its place. */
    public boolean memberGone() {
        return control.find(member.id()) != member;
    }

    /** Hands on every lease that is open, whoever acquired it. Those that begin or end meanwhile may be among them. O(open calls of the pool). */
    public void forEach(Consumer<? super Lease> action) {
        control.open().forEach(member, action::accept);
    }
}

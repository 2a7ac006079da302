package io.github.evenkeel.pool;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** A member on its way out. Control plane only. */
final class Drain {
    final Member member;
    final long startedAt;
    final CompletableFuture<Drained> done = new CompletableFuture<>();

    @Nullable
    Future<?> deadline;

    long deadlineAt;

    /** True if the member was removed, so that only its drain still knows it. */
    boolean leaving;

    int revoked;
    private boolean exposed;

    Drain(Member member, long startedAt) {
        this.member = member;
        this.startedAt = startedAt;
        this.deadlineAt = startedAt;
    }

    /** The future for the user. From now on whatever completes it may run the user's code. */
    CompletableFuture<Drained> expose() {
        exposed = true;
        return done;
    }

    boolean exposed() {
        return exposed;
    }

    void stopClock() {
        if (deadline != null) deadline.cancel(false);
    }
}

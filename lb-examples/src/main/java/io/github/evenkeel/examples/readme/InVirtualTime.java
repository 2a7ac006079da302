package io.github.evenkeel.examples.readme;

import io.github.evenkeel.CallContext;
import io.github.evenkeel.Outcome;
import io.github.evenkeel.health.Status;
import io.github.evenkeel.pool.BackendPool;
import io.github.evenkeel.pool.Lease;
import io.github.evenkeel.pool.MemberStatus;
import io.github.evenkeel.testing.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** A test's own time: an ejection, a trial and a return in no time at all. */
public final class InVirtualTime {
    private InVirtualTime() {}

    /** What the member is after each step. */
    static List<Status> steps() {
        List<Status> steps = new ArrayList<>();
        // [readme:InVirtualTime]
        VirtualTime time = VirtualTime.seeded(1);
        BackendPool pool = BackendPool.builder("orders")
                .backend("a", 80)
                .backend("b", 80)
                .clock(time.clock())
                .scheduler(time.scheduler())
                .listeners(time.scheduler())
                .random(new SplittableRandom(1))
                .build();

        for (int i = 0; i < 5; i++) end(pool.tryAcquire("a:80", () -> {}), Outcome.FAILURE); // "a:80" is EJECTED
        // [/readme]
        steps.add(status(pool, "a:80"));
        // [readme:InVirtualTime]
        time.advance(Duration.ofSeconds(33)); // every timer on the way runs at its own instant: it is on TRIAL
        // [/readme]
        steps.add(status(pool, "a:80"));
        // [readme:InVirtualTime]
        for (int i = 0; i < 3; i++) end(pool.acquire(CallContext.any()), Outcome.SUCCESS); // these try it
        time.runDue(); // what follows from them: it is WARMING
        // [/readme]
        steps.add(status(pool, "a:80"));
        // [readme:InVirtualTime]
        time.advance(Duration.ofSeconds(60)); // and HEALTHY
        // [/readme]
        steps.add(status(pool, "a:80"));
        pool.close();
        return steps;
    }

    private static void end(@Nullable Lease lease, Outcome outcome) {
        Objects.requireNonNull(lease).responded(outcome);
        lease.close();
    }

    private static Status status(BackendPool pool, String id) {
        MemberStatus member = Objects.requireNonNull(pool.status().member(id));
        return member.status();
    }

    /** Takes no arguments. */
    public static void main(String... arguments) {
        System.out.println(steps());
    }
}

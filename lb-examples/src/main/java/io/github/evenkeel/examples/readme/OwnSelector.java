package io.github.evenkeel.examples.readme;

import io.github.evenkeel.CallContext;
import io.github.evenkeel.Outcome;
import io.github.evenkeel.pool.BackendPool;
import io.github.evenkeel.pool.Lease;
import io.github.evenkeel.select.Candidate;
import io.github.evenkeel.select.Selector;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** A selector of one's own: stand-bys. */
public final class OwnSelector {
    private OwnSelector() {}

    // [docs:OwnSelector]
    /** The first of the list gets every call while it serves, then the second. O(N) while the first ones are out. */
    record InOrder() implements Selector {
        @Override
        public String name() {
            return "in order";
        }

        @Override
        public Compiler forPool(RandomGenerator random) {
            return candidates -> {
                Candidate[] members = candidates.available().toArray(Candidate[]::new);
                return (context, now) -> {
                    Candidate paused = null; // asked to be left alone: better than nobody
                    for (Candidate member : members) {
                        if (!member.available() || context.hasTried(member.id())) continue;
                        if (!member.heldOff(now)) return member;
                        if (paused == null) paused = member;
                    }
                    return paused;
                };
            };
        }
    }
    // [/docs]

    /** A call that ends at once; the id of the backend it was on. */
    static String call(BackendPool pool, CallContext context) {
        try (Lease lease = pool.acquire(context)) {
            lease.responded(Outcome.SUCCESS);
            return lease.backend().id();
        }
    }

    /** Takes no arguments. */
    public static void main(String... arguments) throws Exception {
        try (BackendPool pool = BackendPool.builder("ledger")
                .backend("primary", 7000)
                .backend("standby", 7000)
                .selector(new InOrder())
                .build()) {
            System.out.println(call(pool, CallContext.any()));
            pool.drain("primary:7000", Duration.ofSeconds(30)).get(1, TimeUnit.MINUTES);
            System.out.println(call(pool, CallContext.any()));
            System.out.println(pool.status());
        }
    }
}

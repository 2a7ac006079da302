package io.github.evenkeel.examples.simulate;

import io.github.evenkeel.Backend;
import io.github.evenkeel.CallContext;
import io.github.evenkeel.pool.BackendPool;
import io.github.evenkeel.pool.Lease;
import io.github.evenkeel.select.Selector;
import io.github.evenkeel.select.Selectors;
import io.github.evenkeel.testing.VirtualTime;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Where keys go, asked of real pools: how even the shares are, and how many keys move when a member leaves. */
final class Hashing {
    /** Chance alone makes the most loaded of 100 members 1.8 % fuller than the mean then. */
    private static final int MANY = 2_000_000;

    private static final int SOME = 200_000;

    private Hashing() {}

    static List<Aim.Judged> judged() {
        Selector rendezvous = Selectors.rendezvousHash();
        Selector maglev = Selectors.maglevHash();
        return List.of(
                aim("rendezvous n=10: other keys moved", 0).judge(moved(rendezvous, 10, SOME, false, false)),
                aim("maglev n=100: max/avg", 1.001).judge(unevenness(maglev, 100)),
                aim("maglev n=100: keys moved", 0.0156).judge(moved(maglev, 100, SOME, true, false)),
                aim("ring n=100: max/avg", 1.30).judge(unevenness(Selectors.ringHash(), 100)),
                aim("bounded 1.25 n=50: keys moved", 0.0213)
                        .judge(moved(Selectors.rendezvousHash().bounded(1.25), 50, SOME, true, true)));
    }

    private static Aim aim(String what, double limit) {
        return Aim.atMost(what, limit, run -> Double.NaN);
    }

    /** What the most loaded member has, over the mean. */
    private static double unevenness(Selector selector, int members) {
        int[] count = new int[members];
        int most = 0;
        for (int place : places(selector, members, MANY, false, false)) most = Math.max(most, ++count[place]);
        return most / ((double) MANY / members);
    }

    /** The share of the keys that are elsewhere after the first member has left, with or without those it had. */
    private static double moved(Selector selector, int members, int keys, boolean its, boolean held) {
        int[] before = places(selector, members, keys, false, held);
        int[] after = places(selector, members, keys, true, held);
        int moved = 0;
        for (int key = 0; key < keys; key++) {
            if (before[key] != after[key] && (its || before[key] != 0)) moved++;
        }
        return moved / (double) keys;
    }

    /** @param held true if all calls are open at once, so that bounds are felt */
    private static int[] places(Selector selector, int members, int keys, boolean firstLeaves, boolean held) {
        VirtualTime time = VirtualTime.seeded(1);
        BackendPool.Builder builder = BackendPool.builder("keys")
                .clock(time.clock())
                .scheduler(time.scheduler())
                .listeners(time.scheduler())
                .random(new SplittableRandom(1))
                .selector(selector);
        for (int i = 0; i < members; i++) builder.backend(Backend.of("server", i + 1));
        int[] places = new int[keys];
        List<Lease> open = new ArrayList<>();
        try (BackendPool pool = builder.build()) {
            if (firstLeaves) pool.remove("server:1");
            time.runDue();
            for (int key = 0; key < keys; key++) {
                Lease lease = pool.acquire(CallContext.forKey("key-" + key));
                places[key] = lease.backend().port() - 1;
                if (held) open.add(lease);
                else lease.discard();
            }
            open.forEach(Lease::discard);
        }
        return places;
    }
}

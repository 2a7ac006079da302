package io.github.evenkeel.examples.simulate;

import io.github.evenkeel.Backend;
import io.github.evenkeel.CallContext;
import io.github.evenkeel.pool.BackendPool;
import io.github.evenkeel.pool.Lease;
import io.github.evenkeel.select.Selector;
import io.github.evenkeel.select.Selectors;
import io.github.evenkeel.testing.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Where keys go, asked of real pools: how even the shares are, how many keys move when a member leaves, and whether they are back
 * when it is. The same in every run, so nothing here has a tolerance.
 */
final class Hashing {
    /** Chance alone makes the most loaded of 100 members 1.8 % fuller than the mean then. */
    private static final int MANY = 2_000_000;

    private static final int SOME = 200_000;

    /** Of a Maglev table of up to 655 members. */
    private static final int SLOTS = 65_537;

    /** Of other pools, whose places tell a key's slot: 600^4 names for 65,537 slots are enough to meet by chance never. */
    private static final int WITNESSES = 4;

    private static final int WITNESS_SIZE = 600;

    private Hashing() {}

    static List<Aim.Judged> judged() {
        Selector rendezvous = Selectors.rendezvousHash();
        Selector maglev = Selectors.maglevHash();
        Selector ring = Selectors.ringHash();
        Selector bounded = Selectors.rendezvousHash().bounded(1.25);
        int[] slots = slots(maglev, 100);
        return List.of(
                aim("rendezvous n=10: other keys moved", 0).judge(moved(rendezvous, 10, false, false)),
                aim("rendezvous n=10: keys not back", 0).judge(notBack(rendezvous, 10)),
                aim("maglev n=100: slots not found", 0).judge(SLOTS - sum(slots)),
                aim("maglev n=100: max/avg", 1.001).judge(unevenness(slots)),
                aim("maglev n=100: keys moved", 0.0156).judge(moved(maglev, 100, true, false)),
                aim("maglev n=100: keys not back", 0).judge(notBack(maglev, 100)),
                // 150 points are gaps of a standard deviation of 1/sqrt(150): the most of 100 is about three of them
                // high.
                aim("ring n=100: max/avg", 1.25).judge(unevenness(counts(ring, 100))),
                aim("ring n=100: other keys moved", 0).judge(moved(ring, 100, false, false)),
                aim("ring n=100: keys not back", 0).judge(notBack(ring, 100)),
                aim("bounded 1.25 n=50: keys moved", 0.0213).judge(moved(bounded, 50, true, true)),
                aim("bounded 1.25 n=50: most above 1.25 x fair", 1).judge(above(bounded, 50, 1.25)));
    }

    private static Aim aim(String what, double limit) {
        return Aim.exactlyAtMost(what, limit, run -> Double.NaN);
    }

    /** What the most loaded member has, over the mean. */
    static double unevenness(int... counts) {
        int most = 0;
        for (int count : counts) most = Math.max(most, count);
        return most / (sum(counts) / (double) counts.length);
    }

    private static int[] counts(Selector selector, int members) {
        int[] counts = new int[members];
        for (int place : new Fleet("server", selector, members).places(MANY)) counts[place]++;
        return counts;
    }

    /**
     * Each member's slots of the table. Pools of equally large tables put a key into the same slot, which another member has in
     * each: where it goes in several of them names its slot, and of each slot some key comes.
     */
    static int[] slots(Selector selector, int members) {
        int[] places = new Fleet("server", selector, members).places(MANY);
        long[] names = new long[MANY];
        for (int witness = 0; witness < WITNESSES; witness++) {
            int[] its = new Fleet("witness-" + witness, selector, WITNESS_SIZE).places(MANY);
            for (int key = 0; key < MANY; key++) names[key] = names[key] * WITNESS_SIZE + its[key];
        }
        int[] slots = new int[members];
        Set<Long> known = new HashSet<>();
        for (int key = 0; key < MANY; key++) {
            if (known.add(names[key])) slots[places[key]]++;
        }
        return slots;
    }

    /** The share of the keys that are elsewhere after the first member has left, with or without those it had. */
    private static double moved(Selector selector, int members, boolean its, boolean held) {
        Fleet fleet = new Fleet("server", selector, members);
        int[] before = held ? fleet.held(SOME).places() : fleet.places(SOME);
        fleet.firstLeaves();
        int[] after = held ? fleet.held(SOME).places() : fleet.places(SOME);
        int moved = 0;
        for (int key = 0; key < SOME; key++) {
            if (before[key] != after[key] && (its || before[key] != 0)) moved++;
        }
        return moved / (double) SOME;
    }

    /** How many keys are elsewhere after the first member has left and come back. */
    private static int notBack(Selector selector, int members) {
        Fleet fleet = new Fleet("server", selector, members);
        int[] before = fleet.places(SOME);
        fleet.firstLeaves();
        fleet.firstReturns();
        int[] after = fleet.places(SOME);
        int elsewhere = 0;
        for (int key = 0; key < SOME; key++) {
            if (before[key] != after[key]) elsewhere++;
        }
        return elsewhere;
    }

    private static double above(Selector selector, int members, double factor) {
        return new Fleet("server", selector, members).held(SOME).above(factor, members);
    }

    private static int sum(int... counts) {
        int sum = 0;
        for (int count : counts) sum += count;
        return sum;
    }

    /** Where keys went whose calls were all open at once. */
    private record Held(int[] places) {
        /** By how many calls any member was ever above the factor times its fair share of the calls then open. */
        double above(double factor, int members) {
            int[] open = new int[members];
            double most = 0;
            for (int key = 0; key < places.length; key++) {
                int its = ++open[places[key]];
                most = Math.max(most, its - factor * (key + 1) / members);
            }
            return most;
        }
    }

    /** A pool with keys, in a time of its own. */
    private static final class Fleet {
        private final VirtualTime time = VirtualTime.seeded(1);
        private final String host;
        private final BackendPool pool;

        Fleet(String host, Selector selector, int members) {
            this.host = host;
            BackendPool.Builder builder = BackendPool.builder("keys")
                    .clock(time.clock())
                    .scheduler(time.scheduler())
                    .listeners(time.scheduler())
                    .random(new SplittableRandom(1))
                    .selector(selector);
            for (int i = 0; i < members; i++) builder.backend(Backend.of(host, i + 1));
            pool = builder.build();
            time.runDue();
        }

        void firstLeaves() {
            pool.remove(host + ":1");
            time.runDue();
        }

        void firstReturns() {
            pool.add(Backend.of(host, 1));
            time.advance(Duration.ofHours(1)); // warm by then
        }

        int[] places(int keys) {
            int[] places = new int[keys];
            for (int key = 0; key < keys; key++) {
                Lease lease = acquire(key);
                places[key] = place(lease);
                lease.discard();
            }
            return places;
        }

        Held held(int keys) {
            int[] places = new int[keys];
            List<Lease> open = new ArrayList<>();
            for (int key = 0; key < keys; key++) {
                Lease lease = acquire(key);
                places[key] = place(lease);
                open.add(lease);
            }
            open.forEach(Lease::discard);
            return new Held(places);
        }

        private Lease acquire(int key) {
            return pool.acquire(CallContext.forKey("key-" + key));
        }

        private static int place(Lease lease) {
            return lease.backend().port() - 1;
        }
    }
}

package io.github.evenkeel.select;

import io.github.evenkeel.Expect;
import java.time.Duration;

/**
 * The strategies that come with the library. Each honours weights ({@link #random()} alone does not), availability, warm-up and
 * what a call has already tried, takes no lock and allocates nothing per pick, but for a key that {@link #sticky} sees for the first
 * time. N is the number of available members; of all members for those that hash.
 */
public final class Selectors {
    private Selectors() {}

    /**
     * Least connections, corrected for members that are slower than the others, that have stopped answering, and for calls of others
     * where backends report them. The default; see {@link Adaptive} for its settings. O(N) to 128 members, the best of five draws
     * above.
     */
    public static Adaptive adaptive() {
        return Adaptive.DEFAULTS;
    }

    /**
     * Two distinct members are drawn by weight and the one with less load per weight gets the call; on a tie the first drawn.
     * Load is calls in flight until the end of the response, and recent faults. O(1) for any N, no memory shared by all threads.
     *
     * <p>Source: M. Mitzenmacher, <i>The Power of Two Choices in Randomized Load Balancing</i>, IEEE TPDS 12(10), 2001.
     */
    public static Selector powerOfTwoChoices() {
        return new PowerOfTwoChoices();
    }

    /**
     * The member with the least load per weight, load as in {@link #powerOfTwoChoices()}; idle members are drawn by weight and ties
     * go to chance. O(N) to 128 members, the best of five draws above. The right choice for few backends and calls of very
     * different length, such as streams and sockets.
     */
    public static Selector leastConnections() {
        return new LeastConnections();
    }

    /**
     * As {@link #powerOfTwoChoices()}, with calls in flight multiplied by the latency of a member: a mean over {@code memory} that a
     * slower answer raises at once. O(1). Quick to flee a slow member and worse than counting alone where all are alike (an
     * eighth, with twenty clients): {@link #adaptive()} is better at both. For comparison with clients that use it.
     *
     * <p>Source: the peak EWMA of Twitter's Finagle.
     *
     * @param memory how long faster answers take to bring it down by two thirds; above zero, 10 s there
     */
    public static Selector peakEwma(Duration memory) {
        Expect.that(Expect.nanos("memory", memory) > 0, "memory", memory, "> 0");
        return new PeakEwma(memory);
    }

    /** {@link #peakEwma(Duration)} with a memory of 10 s. */
    public static Selector peakEwma() {
        return new PeakEwma(Duration.ofSeconds(10));
    }

    /**
     * Each in turn, members with more weight more often, spread evenly. O(1), O(log N) with unequal weights; one counter shared by
     * all threads. It looks at nothing but turns: for short uniform calls on equal servers only.
     */
    public static Selector roundRobin() {
        return new RoundRobin();
    }

    /**
     * Any member, each as likely as the other: weights are not looked at. O(1), 4 bytes per member, nothing shared by the threads.
     * A baseline, and for where a pick may not even read a member's load: {@link #powerOfTwoChoices()} is never worse, however many
     * clients there are.
     */
    public static Selector random() {
        return new ByChance(false);
    }

    /**
     * As {@link #random()}, but by weight. O(1) whatever the weights; 16 bytes per member where they differ.
     *
     * <p>Source: M. D. Vose, <i>A Linear Algorithm for Generating Random Numbers with a Given Distribution</i>, IEEE TSE 17(9), 1991.
     */
    public static Selector weightedRandom() {
        return new ByChance(true);
    }

    /**
     * Each in turn by weight, as smoothly as can be: weights 5, 1, 1 give a a b a c a a. Right where exact shares over short runs
     * matter, with short uniform calls. O(1) per pick; one counter shared by all threads. Shares are exact over each cycle of at
     * most 65,536 turns: for weights with up to three decimals (1.37, 1, 1 make a cycle of 337), in whole multiples of the least,
     * and all equal ones. Where no such cycle can be, such as for weights π and 1 or for 10,000 members with hundreds of different
     * weights, turns are those of {@link #roundRobin()}: right in the long run, O(log N) and nearly as smooth. Compiling is O(N +
     * turns · different weights), about a millisecond at most; 4 bytes per turn.
     *
     * <p>Source: nginx 1.3.1, "smooth weighted balancing".
     */
    public static Selector weightedRoundRobin() {
        return new WeightedRoundRobin();
    }

    /**
     * Equal keys ({@link io.github.evenkeel.CallContext#forKey}) go to the same member, and stay there as members come and go as far
     * as can be: right for caches and for whatever else is cheaper where it was before. By {@link #rendezvousHash()} to 64 members,
     * by {@link #maglevHash()} above; crossing that number moves nearly all keys once, so a pool that lives around it names its
     * method. It knows keys and not their weight: a few hot keys overload a member, unless loads are {@linkplain
     * ConsistentHash#bounded bounded}. {@link ConsistentHash} says what happens to members that are out, cold or tried, and to calls
     * without a key.
     */
    public static ConsistentHash consistentHash() {
        return ConsistentHash.bySize();
    }

    /**
     * Consistent hashing by highest random weight. When a member leaves, exactly its keys move, to all others by weight; shares are
     * exact but for chance. O(N) per pick, about two nanoseconds per member; 8 bytes per member, 16 where weights differ; membership
     * O(N log N). Right to about a hundred members, and wherever moved keys are dearer than nanoseconds.
     *
     * <p>Source: D. Thaler, C. Ravishankar, <i>Using Name-Based Mappings to Increase Hit Rates</i>, IEEE/ACM ToN 6(1), 1998.
     */
    public static ConsistentHash rendezvousHash() {
        return ConsistentHash.rendezvous();
    }

    /**
     * Consistent hashing by a table of max(65,537, 100 N) slots or slightly more. O(1) per pick, shares within 1 %; when a member
     * leaves, its keys move and about half a percent of the others' besides. 4 bytes per slot; membership O(N log N + slots · log
     * slots), off the callers' threads. A weight of less than half a slot gets keys only when others are out. Right for many members.
     *
     * <p>Source: D. Eisenbud et al., <i>Maglev: A Fast and Reliable Software Network Load Balancer</i>, NSDI 2016.
     */
    public static ConsistentHash maglevHash() {
        return ConsistentHash.maglev();
    }

    /**
     * Consistent hashing by a circle with 150 points per unit of weight. When a member leaves, exactly its keys move; the most loaded
     * of 100 has about 1.23 times its share. O(log N) per pick; 8 bytes per point, 4 million points at most: then the unit of
     * weight is halved. Membership O(points · log points), off the callers' threads. Right for many members where not one key more
     * than needed may move.
     *
     * <p>Source: D. Karger et al., <i>Consistent Hashing and Random Trees</i>, STOC 1997.
     */
    public static ConsistentHash ringHash() {
        return ConsistentHash.ring();
    }

    /**
     * A key ({@link io.github.evenkeel.CallContext#forKey}) stays with the member it had first, which {@code inner} chose: right for
     * sessions that live in a backend's memory. Unlike with {@link #consistentHash()} a key is placed by load where {@code inner}
     * does so, and a member that joins takes no key from anyone; but each client knows only what it placed itself.
     *
     * <p>A key whose member is out, or asked for a pause, moves at its next call to one that {@code inner} chooses, and stays there.
     * A retry goes elsewhere and moves nothing. A member that leaves the pool takes its keys along at once. Calls without a key are
     * {@code inner}'s. A member that warms up keeps the keys it has; the ramp thins the new ones.
     *
     * <p>One look into a table more than {@code inner} costs; an entry of some 150 bytes when a key is first seen. A member that
     * leaves costs a pass over the table, off the callers' threads.
     *
     * @return with {@link Sticky#forgetAfter} 1 h and {@link Sticky#atMost} 100,000 keys
     */
    public static Sticky sticky(Selector inner) {
        return Sticky.over(inner);
    }

    /**
     * Of a large fleet each client uses only {@code size} members, so that it holds few connections and each member few clients.
     * Which ones is a matter of chance by client and member (rendezvous hashing): one member more or less in the pool changes at most
     * one of a client's, and over many clients all members are used by about equally many. For members of the subset that are out,
     * others step in until {@code size} serve, and step back when they return. In a pool of at most {@code size} members all are
     * used.
     *
     * <p>Weights count inside the subset only. With C clients a member has {@code size} · C / N of them, give or take the root
     * of that: the more per member, the evener. A strategy
     * inside that hashes keys sends them to other members than another client's would.
     *
     * <p>A pick costs what {@code inner} costs over {@code size} members. Membership O(N log N), availability O(N); 8 bytes per member.
     *
     * <p>Source: D. Thaler, C. Ravishankar (as {@link #rendezvousHash()}); the aims are those of chapter 20 of <i>Site Reliability
     * Engineering</i>, B. Beyer et al., 2016.
     *
     * @param size     how many members, 1 or more
     * @param clientId names this client among all others: a host name or an instance id, the same after a restart if possible
     */
    public static Selector subset(int size, String clientId, Selector inner) {
        return new Subset(size, clientId, inner);
    }
}

package io.github.evenkeel.select;

import io.github.evenkeel.CallContext;
import io.github.evenkeel.Expect;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Equal keys go to the same member; see {@link Selectors#consistentHash()}. Immutable.
 *
 * <p>Tables are built over all members, so that one that is out keeps its keys for its return and no one else's move: they are built
 * anew only when the membership or a weight changes. Clients that know the same ids and weights send a key to the same member,
 * whatever the order they know them in.
 *
 * <p>A member that warms up gets the part of its keys that its ramp allows: each key returns when the ramp has passed the key's own
 * hash, and stays. The rest, and the keys of members that are out, asked for a pause or were tried by the call, go to the next in the
 * key's own order. Calls without a key are placed by power of two choices.
 */
public final class ConsistentHash implements Selector {
    /** Above, one look into a table beats a scan; 118 ns at 100 members. */
    private static final int SCAN = 64;

    private final String name;
    private final Function<Roster, Lookup> method;
    private final double bound; // infinite: none

    private ConsistentHash(String name, Function<Roster, Lookup> method, double bound) {
        this.name = name;
        this.method = method;
        this.bound = bound;
    }

    static ConsistentHash bySize() {
        return new ConsistentHash(
                "consistent hash",
                roster -> roster.size() <= SCAN ? new Rendezvous(roster) : new Maglev(roster),
                Double.POSITIVE_INFINITY);
    }

    static ConsistentHash rendezvous() {
        return new ConsistentHash("rendezvous hash", Rendezvous::new, Double.POSITIVE_INFINITY);
    }

    static ConsistentHash maglev() {
        return new ConsistentHash("maglev hash", Maglev::new, Double.POSITIVE_INFINITY);
    }

    static ConsistentHash ring() {
        return new ConsistentHash("ring hash", Ring::new, Double.POSITIVE_INFINITY);
    }

    /**
     * This method with bounded loads: a key whose member has too many calls in flight goes to the next in its order. Default: off.
     *
     * <p>Too many is more than {@code factor} times the member's fair share, by weight, of all calls in flight on the available
     * members, the one to be placed included; so with this call a member has at most {@code factor} × fair share + 1. That holds at
     * the pick: of T threads that pick at the same instant, each of the others may add one more. Some member is always below its
     * bound, unless those below asked for a pause, were tried or warm up: a member that warms up takes no other's keys.
     *
     * <p>Cost: O(N) more per pick to 128 members, above about 64 reads: the count of calls in flight is then up to a millisecond or
     * some N/64 picks old.
     *
     * <p>Source: V. Mirrokni, M. Thorup, M. Zadimoghaddam, <i>Consistent Hashing with Bounded Loads</i>, SODA 2018.
     *
     * @param factor 1 or more, finite; 1.25 is usual. The less, the more keys move with the load
     */
    public ConsistentHash bounded(double factor) {
        Expect.that(factor >= 1 && factor < Double.POSITIVE_INFINITY, "factor", factor, "1 or more, finite");
        return new ConsistentHash(name, method, factor);
    }

    @Override
    public String name() {
        return bound < Double.POSITIVE_INFINITY ? name + ", loads bounded at " + bound : name;
    }

    @Override
    public Compiler forPool(RandomGenerator random) {
        return new Tables(method, bound, random);
    }

    @Override
    public String toString() {
        return name();
    }

    /** Keeps what was built for as long as it fits. */
    private static final class Tables implements Compiler {
        private final Function<Roster, Lookup> method;
        private final double bound;
        private final RandomGenerator random;
        private final Compiler keyless;
        private @Nullable Roster roster;
        private @Nullable Lookup lookup;

        Tables(Function<Roster, Lookup> method, double bound, RandomGenerator random) {
            this.method = method;
            this.bound = bound;
            this.random = random;
            this.keyless = Selectors.powerOfTwoChoices().forPool(random);
        }

        @Override
        public Picker compile(Candidates candidates) {
            Roster known = roster;
            Lookup built = lookup;
            if (known == null || built == null || !known.describes(candidates.all())) {
                known = known == null ? new Roster(candidates.all()) : known.next(candidates.all());
                built = method.apply(known);
                roster = known;
                lookup = built;
            }
            FairShare share = bound < Double.POSITIVE_INFINITY
                    ? new FairShare(candidates.available().toArray(Candidate[]::new), bound, random)
                    : null;
            Admission admission = new Admission(known, known.seated(candidates), share);
            return new Keyed(built, admission, keyless.compile(candidates));
        }
    }

    private record Keyed(Lookup lookup, Admission admission, Picker keyless) implements Picker {
        @Override
        public @Nullable Candidate pick(CallContext context, long now) {
            String text = context.key();
            if (text == null) return keyless.pick(context, now);
            long key = Hash.of(text);
            if (!admission.bounded() && context.tried().isEmpty()) {
                Candidate owner = admission.at(lookup.owner(key));
                if (owner != null && owner.unhindered()) return owner; // as nearly always
            }
            return placed(key, context, now);
        }

        private @Nullable Candidate placed(long key, CallContext context, long now) {
            double allowance = admission.allowance(now);
            for (Admission.Rules rules : Admission.Rules.OF_OWNER) {
                int owner = lookup.seat(key, admission, rules, allowance, context, now);
                if (owner < 0) continue;
                if (rules != Admission.Rules.OWNER || admission.within(owner, allowance, now))
                    return admission.at(owner);
                int other = lookup.seat(key, admission, Admission.Rules.OVERFLOW, allowance, context, now);
                // More calls than its share are better than a cold or an unwilling member.
                return admission.at(other >= 0 ? other : owner);
            }
            return null;
        }

        @Override
        public double cost(Candidate candidate, CallContext context, long now) {
            return context.key() == null ? keyless.cost(candidate, context, now) : Double.NaN;
        }

        /** Bounds are kept by counting picks: then only a pick tells. */
        @Override
        public @Nullable Candidate preview(CallContext context, long now) {
            if (context.key() == null) return keyless.preview(context, now);
            return admission.bounded() ? null : pick(context, now);
        }
    }
}

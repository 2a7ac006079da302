package io.github.evenkeel.select;

import io.github.evenkeel.CallContext;
import org.jspecify.annotations.Nullable;

/** Whom a key may have at this instant, by seat. Those who may not are walked past, and keep their place for later. */
final class Admission {
    /** What is asked of a member beyond being usable; when nobody meets it, the next set asks less. */
    enum Rules {
        /** Whose the key is: bounds are for its owner to keep, and to be asked of it alone. */
        OWNER(false, true, true, true),
        UNRAMPED(false, false, true, true),
        /** The pause a backend asked for ends where there is nobody else. */
        NONE(false, false, false, true),
        /**
         * Who takes a key whose owner has too many calls. A cold member does not: with so few calls it is below its bound whenever
         * others are not, and would get its own part of the keys and everybody's overflow.
         */
        OVERFLOW(true, true, true, false);

        /** From the strictest to the mildest. */
        static final Rules[] OF_OWNER = {OWNER, UNRAMPED, NONE};

        private final boolean bounded;
        private final boolean ramped;
        private final boolean willing;
        private final boolean cold;

        Rules(boolean bounded, boolean ramped, boolean willing, boolean cold) {
            this.bounded = bounded;
            this.ramped = ramped;
            this.willing = willing;
            this.cold = cold;
        }
    }

    /** Makes the ramp's coin independent of the hash that chose the member. Any odd number would do. */
    private static final long COIN = 0xD1B5_4A32_D192_ED03L;

    private final Roster roster;
    private final @Nullable Candidate[] seats;
    private final @Nullable FairShare share;

    /** {@code share} is null if loads are not bounded. */
    Admission(Roster roster, @Nullable Candidate[] seats, @Nullable FairShare share) {
        this.roster = roster;
        this.seats = seats;
        this.share = share;
    }

    boolean bounded() {
        return share != null;
    }

    /** How many calls in flight a member may have now, per weight, and get one more. */
    double allowance(long now) {
        return share == null ? Double.POSITIVE_INFINITY : share.allowance(now);
    }

    /** Null if the seat's member is not available, or there is no seat. */
    @Nullable
    Candidate at(int seat) {
        return seat < 0 ? null : seats[seat];
    }

    boolean admits(int seat, long key, Rules rules, double allowance, CallContext context, long now) {
        Candidate member = seats[seat];
        if (member == null || !Usable.by(context, member)) return false;
        if (rules.willing && member.heldOff(now)) return false;
        boolean warming = member.warming();
        if (warming && (!rules.cold || (rules.ramped && coin(key, seat) >= member.ramp(now)))) return false;
        return !rules.bounded || within(member, allowance, now);
    }

    /** Whether the member in this seat may have one more call; always true if loads are not bounded. */
    boolean within(int seat, double allowance, long now) {
        Candidate member = seats[seat];
        return share == null || (member != null && within(member, allowance, now));
    }

    private static boolean within(Candidate member, double allowance, long now) {
        return member.inFlight()
                <= allowance * (member.warming() ? member.weight() * member.ramp(now) : member.weight());
    }

    /** In [0, 1), the same at every pick: a key comes to a member that warms up when the ramp has passed it, and stays. */
    private double coin(long key, int seat) {
        return Hash.unit(Hash.mix(key ^ roster.hashes()[seat] ^ COIN));
    }
}

package io.github.evenkeel.select;

import io.github.evenkeel.CallContext;
import java.util.Arrays;

/**
 * A table of slots that the members fill in turns, each in an order of its own; a key's hash is its slot. O(1) per lookup, the most
 * even of all tables; when a member leaves, its slots are refilled and about half a percent of the others' change hands too.
 *
 * <p>Past a member that is out, a key goes on to slots drawn by further hashes of its own, so that the keys of one member spread over
 * all others by weight, and after {@link #TRIES} of them to the best one that is left by {@link Rendezvous}.
 *
 * <p>Source: D. Eisenbud et al., <i>Maglev: A Fast and Reliable Software Network Load Balancer</i>, NSDI 2016; turns in proportion to
 * weight as in Envoy.
 */
final class Maglev implements Lookup {
    /** A hundred slots per member keep shares within 1 %. */
    private static final int SLOTS_PER_MEMBER = 100;

    private static final int LEAST_SLOTS = 65_537;

    /** With half of the members out, all of 16 fail once in 65,536. */
    private static final int TRIES = 16;

    private final int[] slots;
    private final Rendezvous others;

    Maglev(Roster roster) {
        others = new Rendezvous(roster);
        slots = roster.size() == 0 ? new int[0] : filled(roster, size(roster.size()));
    }

    @Override
    public int owner(long key) {
        return slots.length == 0 ? -1 : at(key);
    }

    private int at(long hash) {
        return slots[Draw.below(slots.length, hash >>> 32)];
    }

    @Override
    public int seat(
            long key, Admission admission, Admission.Rules rules, double allowance, CallContext context, long now) {
        if (slots.length == 0) return -1;
        long hash = key;
        for (int i = 0; i < TRIES; i++) {
            int seat = at(hash);
            if (admission.admits(seat, key, rules, allowance, context, now)) return seat;
            hash = Hash.mix(hash + Hash.GOLDEN);
        }
        return others.seat(key, admission, rules, allowance, context, now);
    }

    int size() {
        return slots.length;
    }

    /** The least prime that is large enough: only then every step leads through all slots. */
    static int size(int members) {
        int size = Math.max(LEAST_SLOTS, Math.multiplyExact(SLOTS_PER_MEMBER, members));
        while (!prime(size)) size++;
        return size;
    }

    private static boolean prime(int number) {
        for (int divisor = 2; (long) divisor * divisor <= number; divisor++) {
            if (number % divisor == 0) return false;
        }
        return true;
    }

    private static int[] filled(Roster roster, int size) {
        int members = roster.size();
        int[] at = new int[members]; // where the member's order has come to
        int[] step = new int[members];
        int[] turns = new int[members];
        // Whose turn is in which round: one list per round, linked by seat. The heaviest is in all, a third of its
        // weight in each third.
        int[] first = new int[size + 1];
        int[] last = new int[size + 1];
        int[] next = new int[members];
        Arrays.fill(first, -1);
        for (int seat = 0; seat < members; seat++) {
            long hash = roster.hashes()[seat];
            at[seat] = Draw.below(size, hash >>> 32);
            step[seat] = 1 + Draw.below(size - 1, Hash.mix(hash) >>> 32);
            enrol(seat, roster, turns, first, last, next);
        }
        int[] slots = new int[size];
        Arrays.fill(slots, -1);
        int filled = 0;
        for (int round = 1; filled < size; round++) {
            int seat = first[round];
            while (seat >= 0 && filled < size) {
                int following = next[seat];
                while (slots[at[seat]] >= 0) at[seat] = onward(at[seat], step[seat], size);
                slots[at[seat]] = seat;
                filled++;
                enrol(seat, roster, turns, first, last, next);
                seat = following;
            }
        }
        return slots;
    }

    /** The k-th turn is in the round (k - 1/2) · heaviest / weight, so that what is cut off at the end is cut off evenly. */
    private static void enrol(int seat, Roster roster, int[] turns, int[] first, int[] last, int[] next) {
        double round = Math.ceil((turns[seat]++ + 0.5) * (roster.heaviest() / roster.weight(seat)));
        if (round >= first.length) return; // the table is full before
        int list = (int) round;
        if (first[list] < 0) first[list] = seat;
        else next[last[list]] = seat;
        last[list] = seat;
        next[seat] = -1;
    }

    private static int onward(int at, int step, int size) {
        int there = at + step - size; // below 0 or not: never more than an int
        return there < 0 ? there + size : there;
    }
}

package io.github.evenkeel.select;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Ids, hashes and weights of all members, whoever of them serves: what tables are built over. Seats are in the order of the hashes,
 * not in that of discovery, so that clients which were told the same members in another order build the same tables. Immutable.
 */
final class Roster {
    private final Order order; // a seat is a rank in it
    private final double[] asGiven; // weights[place]
    private final double[] weights;
    private final double heaviest;
    private final boolean equal;

    /** Over these members. */
    Roster(List<? extends Candidate> all) {
        this(Order.by(Hash::of).next(all), all);
    }

    private Roster(Order order, List<? extends Candidate> all) {
        this.order = order;
        int size = order.size();
        asGiven = new double[size];
        for (int place = 0; place < size; place++)
            asGiven[place] = all.get(place).weight();
        weights = new double[size];
        double most = 0;
        boolean same = true;
        for (int seat = 0; seat < size; seat++) {
            weights[seat] = asGiven[order.place(seat)];
            most = Math.max(most, weights[seat]);
            same &= weights[seat] == weights[0];
        }
        heaviest = most;
        equal = same;
    }

    /** Over other members; those that are here too cost little. */
    Roster next(List<? extends Candidate> all) {
        return new Roster(order.next(all), all);
    }

    /** True if these members have the same ids and weights, in the same order: then a table built over this one is theirs too. */
    boolean describes(List<? extends Candidate> others) {
        if (!order.describes(others)) return false;
        for (int place = 0; place < asGiven.length; place++) {
            if (asGiven[place] != others.get(place).weight()) return false;
        }
        return true;
    }

    /** The candidates by seat; null on the seats of those that are not available. */
    @Nullable
    Candidate[] seated(Candidates candidates) {
        int size = size();
        @Nullable Candidate[] serving = new @Nullable Candidate[size];
        int next = 0;
        for (int i = 0; i < size && next < candidates.available().size(); i++) {
            // One pass, for both lists have the same order.
            Candidate member = candidates.available().get(next);
            if (candidates.all().get(i) != member) continue;
            serving[i] = member;
            next++;
        }
        @Nullable Candidate[] seats = new @Nullable Candidate[size];
        for (int seat = 0; seat < size; seat++) seats[seat] = serving[order.place(seat)];
        return seats;
    }

    int size() {
        return order.size();
    }

    /** Hashes of the ids, by seat. Not to be written to. */
    long[] hashes() {
        return order.hashes();
    }

    double weight(int seat) {
        return weights[seat];
    }

    double heaviest() {
        return heaviest;
    }

    /** True if all weights are the same. */
    boolean equalWeights() {
        return equal;
    }
}
